/** The licences of Debian packages, from their copyright files, as SPDX names them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Debian's short names (the copyright format 1.0, section 7.2) that SPDX spells differently. */
const spdx: Readonly<Record<string, string>> = {
  apache: "Apache-2.0",
  "apache-2": "Apache-2.0",
  "apache-2.0": "Apache-2.0",
  artistic: "Artistic-1.0-Perl",
  "bsd-2-clause": "BSD-2-Clause",
  "bsd-3-clause": "BSD-3-Clause",
  "bsd-4-clause": "BSD-4-Clause",
  "cc0-1.0": "CC0-1.0",
  expat: "MIT",
  mit: "MIT",
  isc: "ISC",
  openssl: "OpenSSL",
  "mpl-2.0": "MPL-2.0",
  zlib: "Zlib",
};

/** A name as SPDX spells it; a LicenseRef if SPDX has none. */
function spdxName(debian: string): string {
  const name = debian.toLowerCase();
  // GPL-2, GPL-2+, GPL-2.0-or-later, LGPL-2.1+
  const gnu = /^(a?gpl|lgpl)-?(\d)(?:\.(\d))?(\+|-only|-or-later)?$/.exec(name);
  if (gnu) {
    const [, family = "", major = "", minor = "0", later] = gnu;
    return `${family.toUpperCase()}-${major}.${minor}-${later === "+" || later === "-or-later" ? "or-later" : "only"}`;
  }
  return spdx[name] ?? `LicenseRef-Debian-${debian.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-+|-+$/g, "")}`;
}

/**
 * The licences that a package's copyright file names, all that apply to any part of it.
 * @param text the file
 * @returns SPDX names, sorted; none if the file is not in the machine-readable format
 */
export function licencesIn(text: string): readonly string[] {
  if (!/^Format(?:-Specification)?:/im.test(text)) return [];
  const names = [...text.matchAll(/^License:[ \t]*(\S[^\n]*)$/gim)].flatMap(([, names = ""]) =>
    names.split(/,?\s+(?:and|or)\s+|,\s*|\s*\|\s*/i),
  );
  return [
    ...new Set(
      names
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map(spdxName),
    ),
  ].sort();
}

/** The licences of a package, from the first of these trees that has its copyright file. */
export function licencesOf(name: string, trees: readonly string[]): readonly string[] {
  const file = trees
    .map((tree) => join(tree, "usr/share/doc", name, "copyright"))
    .find((path) => existsSync(path));
  return file === undefined ? [] : licencesIn(readFileSync(file, "utf8"));
}
