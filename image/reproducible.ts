/**
 * `make image-reproducible`: builds the image twice, from copies of the source in folders with different names, with
 * different umasks, time zones and languages, and compares byte for byte what must be the same.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sha256OfFile } from "./cache.ts";
import { readLock } from "./lock.ts";
import { buildOptions, epochOf } from "./options.ts";

const { root, architecture } = buildOptions(process.env);
const surroundings = [
  { folder: "one", umask: "022", TZ: "UTC", LC_ALL: "C.UTF-8" },
  { folder: "another/deeper", umask: "077", TZ: "Pacific/Chatham", LC_ALL: "C" },
];

mkdirSync(join(root, ".cache"), { recursive: true });
const aside = mkdtempSync(join(root, ".cache", "image-reproducible-"));
try {
  const [first, second] = [await buildIn(0), await buildIn(1)];
  const names = [...new Set([...first.keys(), ...second.keys()])].sort();
  let same = names.length > 0;
  for (const name of names) {
    const equal = first.get(name) === second.get(name);
    same &&= equal;
    console.log(
      `${equal ? "same  " : "differ"} ${name} ${first.get(name)}${equal ? "" : ` ${second.get(name)}`}`,
    );
  }
  console.log(same ? "two builds are identical" : "two builds differ");
  process.exitCode = same ? 0 : 1;
} finally {
  rmSync(aside, { recursive: true, force: true });
}

/** Builds with the packages already downloaded. @returns the hashes of the results by name */
async function buildIn(index: 0 | 1): Promise<ReadonlyMap<string, string>> {
  const { folder: name, umask, ...environment } = surroundings[index] ?? { folder: "", umask: "022" };
  const folder = join(aside, name);
  const listed = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  for (const file of listed.split("\0")) if (file) cpSync(join(root, file), join(folder, file));
  execFileSync("cp", ["-a", "--link", join(root, "node_modules"), join(folder, "node_modules")]);
  mkdirSync(join(folder, ".cache/image"), { recursive: true });
  mkdirSync(join(folder, "dist"));
  execFileSync("cp", ["-a", "--link", join(root, ".cache/image/debs"), join(folder, ".cache/image/debs")]);
  cpSync(join(root, "dist/mailmanager"), join(folder, "dist/mailmanager"));
  execFileSync("sh", ["-c", `umask ${umask}; exec "$0" image/make.ts`, process.execPath], {
    cwd: folder,
    stdio: "inherit",
    env: {
      ...process.env,
      ...environment,
      OUTPUT: join(folder, "out"),
      // The copy has no git history to take the time from.
      SOURCE_DATE_EPOCH: String(epochOf(root, readLock(root, architecture), process.env)),
    },
  });
  const hashes = new Map<string, string>();
  for (const file of readdirSync(join(folder, "out"))) {
    // VHDX contains random ids, and the checksum file contains its checksum.
    if (!/\.vhdx$|^SHA256SUMS/.test(file)) hashes.set(file, await sha256OfFile(join(folder, "out", file)));
  }
  for (const step of readdirSync(join(folder, ".cache/image/steps"))) {
    const path = join(folder, ".cache/image/steps", step);
    if (step.startsWith("uki-")) hashes.set("(kernel image)", await sha256OfFile(path));
    if (step.startsWith("root-") && !step.startsWith("root-packages-")) {
      hashes.set("(root)", await sha256OfFile(join(path, "root.img")));
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return hashes;
}
