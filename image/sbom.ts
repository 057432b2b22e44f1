/** The contents of an image by name, version and hash, as SPDX 2.3 JSON. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { licencesOf } from "./licences.ts";
import type { Lock } from "./lock.ts";

export interface SbomParts {
  readonly project: string;
  readonly lock: Lock;
  readonly version: string;
  readonly epoch: number;
  /** Folders of unpacked packages, with their copyright files. */
  readonly packages: readonly string[];
}

interface SpdxPackage {
  readonly SPDXID: string;
  readonly name: string;
  readonly versionInfo: string;
  readonly downloadLocation: "NOASSERTION";
  readonly licenseDeclared?: string;
  readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
  readonly externalRefs: readonly {
    readonly referenceCategory: string;
    readonly referenceType: string;
    readonly referenceLocator: string;
  }[];
}

interface NpmLock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly dev?: boolean;
        readonly license?: string;
        readonly cpu?: readonly string[];
        readonly integrity?: string;
      }
    >
  >;
}

/** The document: Debian's packages for root and boot, and the program's npm packages. */
export function makeSbom({ project, lock, version, epoch, packages: trees }: SbomParts): string {
  const npm: NpmLock = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"));
  const packages = [...debianPackages(lock, trees), ...npmPackages(npm, lock)];
  const others = packages.flatMap(
    ({ licenseDeclared = "" }) => licenseDeclared.match(/LicenseRef-[\w.-]+/g) ?? [],
  );
  const document = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `mailmanager-${version}`,
    documentNamespace: `https://spdx.org/spdxdocs/mailmanager-${version}-${lock.architecture}-${epoch}`,
    creationInfo: {
      created: new Date(epoch * 1000).toISOString().replace(/\.\d+/, ""),
      creators: ["Organization: MailManager"],
    },
    packages: [
      {
        SPDXID: "SPDXRef-image",
        name: "mailmanager",
        versionInfo: version,
        downloadLocation: "NOASSERTION",
        licenseDeclared: "GPL-3.0-or-later",
      },
      ...packages,
    ],
    // SPDX wants a text for each name of its own.
    hasExtractedLicensingInfos: [...new Set(others)].sort().map((licenseId) => ({
      licenseId,
      name: licenseId.replace("LicenseRef-Debian-", ""),
      extractedText: "See the packages' files /usr/share/doc/PACKAGE/copyright in the image.",
    })),
    relationships: [
      {
        spdxElementId: "SPDXRef-DOCUMENT",
        relationshipType: "DESCRIBES",
        relatedSpdxElement: "SPDXRef-image",
      },
      ...packages.map(({ SPDXID }) => ({
        spdxElementId: "SPDXRef-image",
        relationshipType: "CONTAINS",
        relatedSpdxElement: SPDXID,
      })),
    ],
  };
  return `${JSON.stringify(document, undefined, 1)}\n`;
}

function debianPackages(lock: Lock, trees: readonly string[]): readonly SpdxPackage[] {
  return lock.packages
    .filter(({ purposes }) => purposes.includes("root") || purposes.includes("boot"))
    .map(({ name, version, sha256 }) => ({
      SPDXID: `SPDXRef-deb-${name.replaceAll("+", "-plus")}`,
      name,
      versionInfo: version,
      downloadLocation: "NOASSERTION",
      licenseDeclared: licencesOf(name, trees).join(" AND ") || "NOASSERTION",
      checksums: [{ algorithm: "SHA256", checksumValue: sha256 }],
      externalRefs: [
        purl(
          `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=${lock.architecture}&distro=${lock.suite}`,
        ),
      ],
    }));
}

/** The names that npm has for architectures. */
const npmNames: Readonly<Record<Lock["architecture"], string>> = { amd64: "x64", arm64: "arm64" };

function npmPackages({ packages }: NpmLock, { architecture }: Lock): readonly SpdxPackage[] {
  return Object.entries(packages).flatMap(([path, { version, dev, license, integrity, cpu }]) => {
    if (path === "" || dev || !version) return [];
    if (cpu && !cpu.includes(npmNames[architecture])) return [];
    const name = path.replace(/^.*node_modules\//, "");
    const hash = /^sha512-(.+)$/.exec(integrity ?? "")?.[1];
    return [
      {
        SPDXID: `SPDXRef-npm-${path.replaceAll("node_modules/", "").replace(/[^A-Za-z0-9.-]/g, "-")}`,
        name,
        versionInfo: version,
        downloadLocation: "NOASSERTION" as const,
        ...(license ? { licenseDeclared: license } : {}),
        ...(hash
          ? {
              checksums: [
                { algorithm: "SHA512", checksumValue: Buffer.from(hash, "base64").toString("hex") },
              ],
            }
          : {}),
        externalRefs: [purl(`pkg:npm/${name.replace("@", "%40")}@${version}`)],
      },
    ];
  });
}

function purl(locator: string): SpdxPackage["externalRefs"][number] {
  return { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: locator };
}
