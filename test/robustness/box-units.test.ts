/** Verifies the disk image's units with systemd. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

let root: string;
const units = ["systemd", "systemd/box"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.(?:service|socket|timer|path|target|mount)$/.test(name))
    .map((name) => ({ folder, name })),
);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "box-units-"));
  const system = join(root, "usr/lib/systemd/system");
  mkdirSync(system, { recursive: true });
  mkdirSync(join(root, "usr/bin"), { recursive: true });
  cpSync("/lib/systemd/system", system, { recursive: true });
  for (const { folder, name } of units) cpSync(join(folder, name), join(system, name));
  for (const program of ["mailmanager", "systemd-tmpfiles"])
    writeFileSync(join(root, "usr/bin", program), "", { mode: 0o755 });
  mkdirSync(join(root, "usr/sbin"), { recursive: true });
  writeFileSync(join(root, "usr/sbin/nft"), "", { mode: 0o755 });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("finds no problems", () => {
  const names = units.map(({ name }) => name);
  const { stdout, stderr } = spawnSync(
    "systemd-analyze",
    ["verify", `--root=${root}`, "--man=no", "--recursive-errors=no", ...names],
    { encoding: "utf8" },
  );
  const about = (stdout + stderr)
    .split("\n")
    .filter((line) => /mailmanager|ordering cycle/i.test(line))
    // The image's systemd knows more than the test machine's.
    .filter(
      (line) =>
        !/Unknown key (?:name )?'(?:ImportCredential|RestartMode|RestartSteps|RestartMaxDelaySec)'/.test(
          line,
        ),
    );
  expect(about).toEqual([]);
});
