import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { lockData } from "../../app/data.ts";
import { namesIn } from "../../engine/operate/backup/testing.ts";

const typesIn = async (data: string) =>
  (await run(["journal", "tail", "--data", data])).out.match(/Backup\w+/g) ?? [];

describe("backups on the command line", () => {
  it("are made, listed, verified and restored", async () => {
    const data = await setUpFolder();
    const made = await run(["backup", "create", "--data", data]);
    expect(made.status).toBe(0);
    const path = made.out.trim();
    expect(path).toMatch(/\/backups\/mailmanager-desk\.example-\d{8}T\d{6}Z\.backup$/);
    expect(made.out).toBe(`${path}\n`);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await typesIn(data)).toEqual(["BackupMade"]);
    for (const line of made.err.split("\n").filter(Boolean)) expect(line).toMatch(/^progress: \d+ \d+ [A-Z]/);

    expect((await run(["backup", "list", "--data", data])).out).toContain(basename(path));
    const [listed = ""] = (await run(["backup", "list", "--data", data, "--json"])).out.split("\n");
    expect(JSON.parse(listed)).toMatchObject({ path, manifest: { hostname: "desk.example" } });
    expect((await run(["backup", "list", path])).out).toContain("asked");

    expect((await run(["backup", "verify", path])).out).toContain("the backup is valid: desk.example");
    const verified = await run(["backup", "verify", path, "--json"]);
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true, restorable: true, manifest: { format: 1 } });

    const other = join(testFolder(), "other");
    const restored = await run(["backup", "restore", path, "--data", other]);
    expect([restored.status, restored.out]).toEqual([0, expect.stringContaining("restored: desk.example")]);
    expect(await typesIn(other)).toEqual(["BackupRestored"]);
    expect((await run(["journal", "verify", "--data", other])).status).toBe(0);
    const again = await run(["backup", "restore", path, "--data", other]);
    expect([again.status, oneLine(lastLine(again.err))]).toEqual([
      1,
      expect.stringContaining("already contains data"),
    ]);
  });

  it("say what is wrong in one line, or as JSON", async () => {
    const data = await setUpFolder();
    const path = join(testFolder(), "a.backup");
    expect((await run(["backup", "create", "--data", data, "--out", path])).out).toBe(`${path}\n`);
    writeFileSync(path, readFileSync(path).subarray(0, 3000));
    const other = join(testFolder(), "other");
    for (const words of [
      ["verify", path],
      ["restore", path, "--data", other],
    ]) {
      const ran = await run(["backup", ...words]);
      expect(ran.status).toBe(1);
      expect(lastLine(ran.err)).toBe(
        `mailmanager backup ${words[0]}: The backup is damaged or incomplete; copy it here again, or use another one`,
      );
      const told = await run(["backup", ...words, "--json"]);
      expect([told.status, JSON.parse(told.out)]).toEqual([
        1,
        expect.objectContaining({ ok: false, code: "backup.damaged", hint: expect.any(String) }),
      ]);
    }
    expect(existsSync(other)).toBe(false);
    expect((await run(["backup", "restore", path])).status).toBe(2);
    expect((await run(["backup", "verify"])).status).toBe(2);
    expect((await run(["backup", "list", path])).status).toBe(0);
    const none = join(testFolder(), "none");
    expect((await run(["backup", "create", "--data", none])).err).toContain("holds no data");
    const told = await run(["backup", "create", "--data", none, "--json"]);
    expect([told.status, told.err, JSON.parse(told.out)]).toEqual([
      1,
      "",
      expect.objectContaining({ ok: false, reason: "data-folder.none", params: { path: none } }),
    ]);
    expect(existsSync(none)).toBe(false);
  });

  it("are not restored into a folder that a program holds", async () => {
    const data = await setUpFolder();
    const path = join(testFolder(), "a.backup");
    await run(["backup", "create", "--data", data, "--out", path]);
    const first = testFolder();
    const unlock = lockData(first);
    const held = await run(["backup", "restore", path, "--data", first]);
    expect([held.status, held.err]).toEqual([1, expect.stringContaining("is held by")]);
    unlock();
    expect((await run(["backup", "restore", path, "--data", first])).status).toBe(0);
  });

  it("leave an empty folder empty where they are refused", async () => {
    const folder = testFolder();
    const path = join(testFolder(), "none.backup");
    writeFileSync(path, "nothing of the kind");
    expect((await run(["backup", "restore", path, "--data", folder])).status).toBe(1);
    expect(namesIn(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
