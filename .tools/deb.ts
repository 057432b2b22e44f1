/**
 * `make deb`: dist/mailmanager_VERSION_ARCH.deb, from what `make install` installs in an empty folder. The same source
 * gives the same bytes: times are those of SOURCE_DATE_EPOCH or of the last commit, owners are root. `--plain FILE`
 * writes an uncompressed one, which is faster, for the tests.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const root = resolve(import.meta.dirname, "..");
const { version: own } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const version = process.env.VERSION || own;
const architecture = process.arch === "x64" ? "amd64" : process.arch;

process.umask(0o022);
const aside = mkdtempSync(join(root, "dist", ".deb-"));
try {
  const [plain, file] = process.argv.slice(2);
  if (plain === "--plain" && file !== undefined) makePackage(resolve(file), ["-Znone"]);
  else makePackage(join(root, "dist", `mailmanager_${version}_${architecture}.deb`), ["-Zxz", "-z1"]);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
} finally {
  rmSync(aside, { recursive: true, force: true });
}

function makePackage(file: string, compression: readonly string[]): void {
  execFileSync("make", ["--no-print-directory", "install", `DESTDIR=${aside}`, "PREFIX=/usr"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  // Installed from there by postinst, so that an upgrade never asks what to do with a changed file.
  write(
    "usr/share/mailmanager/mailmanager.toml",
    readFileSync(join(aside, "etc/mailmanager/mailmanager.toml")),
  );
  rmSync(join(aside, "etc"), { recursive: true });
  write("usr/share/doc/mailmanager/copyright", source("systemd/deb/copyright"));
  write("usr/share/doc/mailmanager/changelog.gz", zipped(source("CHANGELOG.md")));
  const page = "usr/share/man/man1/mailmanager.1";
  write(`${page}.gz`, zipped(readFileSync(join(aside, page))));
  rmSync(join(aside, page));

  chmodSync(aside, 0o755);
  const sockets = readdirSync(join(aside, "usr/lib/systemd/system")).filter((name) =>
    name.endsWith(".socket"),
  );
  const sums = files(aside).map((name) => `${md5(join(aside, name))}  ${name}\n`);
  const size = files(aside).reduce(
    (sum, name) => sum + Math.ceil(statSync(join(aside, name)).size / 1024),
    0,
  );
  write("DEBIAN/md5sums", sums.join(""));
  write("DEBIAN/control", control(size));
  for (const script of ["postinst", "prerm", "postrm"]) {
    const text = source(`systemd/deb/${script}`).toString().replaceAll("@UNITS@", sockets.join(" "));
    write(`DEBIAN/${script}`, text, 0o755);
  }
  execFileSync(
    "dpkg-deb",
    ["--build", "--root-owner-group", "--threads-max=1", ...compression, aside, file],
    {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, SOURCE_DATE_EPOCH: epoch() },
    },
  );
  console.log(`${relative(root, file)}: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
}

function control(kilobytes: number): string {
  return `Package: mailmanager
Version: ${version}
Architecture: ${architecture}
Maintainer: MailManager <mailmanager@example.org>
Installed-Size: ${kilobytes}
Depends: init-system-helpers, libatomic1, libc6 (>= 2.34), libgcc-s1, libstdc++6 (>= 9), systemd (>= 247)
Section: mail
Priority: optional
Description: mail helpdesk in one program
 MailManager turns the mail that reaches a company's shared addresses into
 tickets, so that a team can see who answers what, and nothing is forgotten.
 It is mail server, web pages, database and search in one program, kept on one
 durable journal of everything that ever happened.
`;
}

function write(name: string, bytes: Buffer | string, mode = 0o644): void {
  const file = join(aside, name);
  mkdirSync(resolve(file, ".."), { recursive: true, mode: 0o755 });
  writeFileSync(file, bytes, { mode });
}

function source(name: string): Buffer {
  return readFileSync(join(root, name));
}

function md5(file: string): string {
  return createHash("md5").update(readFileSync(file)).digest("hex");
}

/** As gzip -9n: without a time, and without a name. */
function zipped(bytes: Buffer): Buffer {
  return gzipSync(bytes, { level: 9 });
}

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function epoch(): string {
  const given = process.env.SOURCE_DATE_EPOCH;
  return given ?? execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: root, encoding: "utf8" }).trim();
}
