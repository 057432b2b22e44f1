/** What `make deb`, `make install` and `make uninstall` install and remove. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { version } from "../../src/base/version.ts";
import { dataFolder } from "../support/record.ts";

let folder: ReturnType<typeof dataFolder>;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(() => folder.remove());

const inFolder = (name: string) => join(folder.path, name);

function filesIn(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length))
    .sort();
}

/** Builds the package with this umask and time zone. */
function makeDeb(file: string, mask: string, zone: string): string {
  execFileSync(
    "sh",
    ["-c", `umask ${mask}; exec "$0" "$@"`, process.execPath, ".tools/deb.ts", "--plain", file],
    {
      env: { ...process.env, TZ: zone },
      stdio: "pipe",
    },
  );
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

test("the package is reproducible, and works where it is unpacked", () => {
  const file = inFolder("one.deb");
  expect(makeDeb(inFolder("two.deb"), "0002", "Asia/Tokyo")).toBe(makeDeb(file, "0077", "America/Lima"));

  const field = (name: string) =>
    execFileSync("dpkg-deb", ["--field", file, name], { encoding: "utf8" }).trim();
  expect([field("Package"), field("Version")]).toEqual(["mailmanager", version]);
  const scripts = inFolder("control");
  execFileSync("dpkg-deb", ["--control", file, scripts]);
  for (const script of ["postinst", "prerm", "postrm"]) {
    execFileSync("sh", ["-n", join(scripts, script)]);
    expect(readFileSync(join(scripts, script), "utf8")).not.toContain("@");
  }
  const root = inFolder("root");
  execFileSync("dpkg-deb", ["--extract", file, root]);
  execFileSync("md5sum", ["--check", "--quiet", join(scripts, "md5sums")], { cwd: root });
  expect(execFileSync(join(root, "usr/bin/mailmanager"), ["version"], { encoding: "utf8" })).toContain(
    version,
  );
  expect(filesIn(root).filter((name) => !name.startsWith("/usr/"))).toEqual([]);
});

test("make install respects DESTDIR and PREFIX; make uninstall keeps data and configuration", () => {
  const root = inFolder("root");
  const make = (target: string) =>
    execFileSync("make", [target, `DESTDIR=${root}`, "PREFIX=/opt/desk"], { stdio: "pipe" });
  make("install");
  expect(readFileSync(join(root, "opt/desk/lib/systemd/system/mailmanager.service"), "utf8")).toContain(
    "\nExecStart=/opt/desk/bin/mailmanager serve ",
  );
  expect(statSync(join(root, "opt/desk/bin/mailmanager")).mode & 0o777).toBe(0o755);
  const configuration = join(root, "etc/mailmanager/mailmanager.toml");
  writeFileSync(configuration, 'smtp = "0.0.0.0:25"\n');
  mkdirSync(join(root, "var/lib/mailmanager"), { recursive: true });
  writeFileSync(join(root, "var/lib/mailmanager/mailmanager.db"), "mail");
  make("install");
  expect(readFileSync(configuration, "utf8")).toBe('smtp = "0.0.0.0:25"\n');
  make("uninstall");
  expect(filesIn(root)).toEqual(["/etc/mailmanager/mailmanager.toml", "/var/lib/mailmanager/mailmanager.db"]);
  expect(existsSync(join(root, "opt/desk/bin/mailmanager"))).toBe(false);
});
