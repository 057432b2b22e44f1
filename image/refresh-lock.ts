/** `make image-lock`: updates the lock to the mirror's current packages, and prints what changed. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Archive,
  formatLock,
  type Lock,
  type LockedPackage,
  lockChanges,
  lockFile,
  parseLock,
} from "./lock.ts";
import { type Mirror, mirrors } from "./mirror.ts";
import { buildOptions } from "./options.ts";
import {
  type Architecture,
  kernelPackage,
  leftOut,
  type Purpose,
  purposes,
  suite,
  wanted,
} from "./packages.ts";

/** Debian's keys, from the package debian-archive-keyring, which every Debian has. */
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const { root, architecture } = buildOptions(process.env);
refresh(architecture);

function refresh(architecture: Architecture): void {
  const apt = privateApt(architecture);
  apt("update", "-q");
  const packages = new Map<string, LockedPackage>();
  for (const purpose of purposes) {
    for (const found of solve(apt, purpose, architecture)) {
      const known = packages.get(found.name);
      packages.set(found.name, { ...found, purposes: [...(known?.purposes ?? []), purpose] });
    }
  }
  const file = lockFile(root, architecture);
  const before = existsSync(file) ? parseLock(readFileSync(file, "utf8")) : undefined;
  const fresh = {
    suite,
    architecture,
    time: Math.floor(Date.now() / 1000),
    packages: [...packages.values()],
  };
  const changes = lockChanges(before, fresh);
  const lock: Lock = before && changes.length === 0 ? { ...fresh, time: before.time } : fresh;
  mkdirSync(join(root, "image/locks"), { recursive: true });
  writeFileSync(file, formatLock(lock));
  console.log(changes.length > 0 ? changes.join("\n") : "nothing changed");
  const size = lock.packages.reduce((sum, entry) => sum + entry.size, 0);
  console.log(`${lock.packages.length} packages, ${(size / 1e6).toFixed(0)} MB`);
}

type Apt = (...args: readonly string[]) => string;

/** A separate apt, with nothing installed, that knows only the image's release. */
function privateApt(architecture: Architecture): Apt {
  const folder = join(root, ".cache/image/apt", architecture);
  rmSync(join(folder, "etc"), { recursive: true, force: true });
  for (const name of [
    "etc/apt.conf.d",
    "etc/preferences.d",
    "lists/partial",
    "cache/archives/partial",
    "dpkg",
  ]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, "dpkg/status"), "");
  writeFileSync(join(folder, "etc/sources.list"), sources(mirrors()).join("\n"));
  const options = {
    "Dir::Etc": join(folder, "etc"),
    "Dir::State": folder,
    "Dir::State::lists": join(folder, "lists"),
    "Dir::State::status": join(folder, "dpkg/status"),
    "Dir::Cache": join(folder, "cache"),
    "APT::Architecture": architecture,
    "APT::Architectures": architecture,
    "APT::Install-Recommends": "false",
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    "Acquire::ForceHash": "sha256",
  };
  const common = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  return (...args) =>
    execFileSync("apt-get", [...common, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

function sources(known: readonly Mirror[]): readonly string[] {
  const line = ({ url }: Mirror, release: string): string =>
    `deb [signed-by=${keyring}] ${url} ${release} main\n`;
  return known.flatMap((mirror) =>
    mirror.archive === "debian"
      ? [line(mirror, suite), line(mirror, `${suite}-updates`)]
      : [line(mirror, `${suite}-security`)],
  );
}

function solve(
  apt: Apt,
  purpose: Purpose,
  architecture: Architecture,
): readonly Omit<LockedPackage, "purposes">[] {
  const names = wanted[purpose].map((name) => (name === "linux-image" ? kernelPackage[architecture] : name));
  return apt("install", "--yes", "--print-uris", "-qq", ...names)
    .split("\n")
    .flatMap(parsePrinted)
    .filter(({ name }) => !leftOut[purpose].some((pattern) => pattern.test(name)));
}

/** A line of --print-uris: 'ADDRESS' FILE SIZE SHA256:HASH, where FILE is NAME_VERSION_ARCHITECTURE.deb. */
function parsePrinted(line: string): readonly Omit<LockedPackage, "purposes">[] {
  const [, address, file, size, sha256] =
    /^'([^']+)' (\S+) (\d+) SHA256:([0-9a-f]{64})$/.exec(line.trim()) ?? [];
  if (!address || !file || !sha256) return [];
  const [name = "", version = ""] = file.split("_").map(decodeURIComponent);
  const archive: Archive = address.includes("/debian-security/") ? "debian-security" : "debian";
  return [
    {
      name,
      version,
      size: Number(size),
      sha256,
      archive,
      path: address.slice(address.indexOf("/pool/") + 1),
    },
  ];
}
