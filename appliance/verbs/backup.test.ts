import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { inEnglish } from "../../src/text/index.ts";
import type { Box } from "../box.ts";
import type { RequestContext } from "../handler.ts";
import { doneActions, type Served, serveBox, type TestBox, talk, testBox, told } from "../testing/box.ts";
import { type TestMedia, type TestStick, testMedia } from "../testing/media.ts";
import { restoreBackup, saveBackup, startAgain } from "./backup.ts";
import { handlers } from "./index.ts";

let test: TestBox;
let sticks: TestMedia;
let stick: TestStick;
let box: Box;
const steps: [number, number | null, string][] = [];
const asked: RequestContext = {
  ...{ caller: "console", by: null, pass: null, signal: new AbortController().signal },
  progress: (...step) => steps.push(step),
};
const sockets =
  "mailmanager-appliance-app.socket loaded active listening x\nmailmanager-https.socket loaded active running x\nmailmanager-smtp.socket loaded active running x\n";
const nobody = 65_534;

/** What the program writes about a failure. */
const failure = (fault: StoredFault, subject: string | null = null) =>
  `echo '${JSON.stringify({ ok: false, params: {}, reason: null, ...fault, subject })}'; exit 1`;

/** A fake program that records its arguments; `create` and `restore` write files, as its own user. */
const program = (more = "") => `#!/bin/sh
set -e
echo "$@ as $(id -u)" >> "$(dirname "$0")/asked"
${more}
case "$2" in
  create) echo "progress: 1 2 Copying the database" >&2; printf "a backup of %s" "$4" > "$6"; echo "$6" ;;
  verify) echo "progress: 5 - Looking through it" >&2; grep -q "a backup" "$3" ;;
  restore) echo "progress: 2 2 Putting it in place"; cp "$3" "$5/mailmanager.db" ;;
esac
`;
const put = (text: string) => {
  writeFileSync(box.places.program, text, { mode: 0o755 });
  chmodSync(box.places.program, 0o755);
};
const commands = () => {
  const file = join(box.places.program, "../asked");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const systemctl = () => test.ran.filter((line) => line.startsWith("systemctl"));

beforeEach(() => {
  steps.length = 0;
  test = testBox({ "systemctl list-units": { out: sockets }, systemctl: {} }, () =>
    Date.UTC(2026, 10, 29, 6, 7, 8),
  );
  sticks = testMedia(test.root, test.box.places);
  box = { ...test.box, run: sticks.run(test.box.run) };
  const { places } = box;
  writeFileSync(join(places.etc, "passwd"), `mailmanager:x:${nobody}:${nobody}::/:/bin/false\n`);
  const bin = join(test.root, "bin");
  Object.assign(places, { program: join(bin, "mailmanager") });
  mkdirSync(bin);
  // The program's user can write here, and records its arguments here.
  chmodSync(bin, 0o777);
  for (const folder of [test.root, join(test.root, "var"), join(test.root, "var/lib")])
    chmodSync(folder, 0o755);
  chownSync(places.data, nobody, nobody);
  put(program());
  stick = sticks.plug("sdb");
});
afterEach(() => {
  sticks.remove();
  test.remove();
});

describe("saving a backup on a stick", () => {
  const save = () => saveBackup.run(box, { medium: "sdb" }, asked);
  const holdData = () => writeFileSync(join(box.places.data, "mailmanager.db"), "");

  it("has the program make it as its own user, and leaves it only on the stick", async () => {
    holdData();
    const saved = await save();
    if (!saved.ok) throw new Error(inEnglish(saved.error));
    expect(saved.value.file).toMatch(/^mailmanager-[a-z0-9.-]+-20261129T060708Z\.backup$/);
    const made = join(box.places.data, "for-medium.backup");
    expect(commands()).toEqual([`backup create --data ${box.places.data} --out ${made} --json as ${nobody}`]);
    expect(existsSync(made)).toBe(false);
    stick.fill((folder) => {
      expect(readFileSync(join(folder, saved.value.file), "utf8")).toBe(`a backup of ${box.places.data}`);
    });
    expect(steps.map(([, , what]) => what)).toEqual([
      "Copying the database",
      "medium.writing",
      "medium.reading-back",
    ]);
    expect(steps[0]).toEqual([1, 2, "Copying the database"]);
  });

  it("shows the program's own error", async () => {
    holdData();
    const full = fault("disk.room-backup");
    put(program(`echo "progress: 0 - Looking" >&2; ${failure(full)}`));
    const error = fault("box.program", { params: { problem: full } });
    expect(await save()).toMatchObject({ ok: false, error });
    put(program(failure(full, "/stick")));
    expect(told(await save())).toMatchObject({
      error: { code: "box.failed", text: `/stick: ${inEnglish(full)}` },
    });
    put(program('echo "Error: no such module" >&2; exit 1'));
    expect(told(await save())).toMatchObject({
      error: { text: "The program failed; its last output: Error: no such module" },
    });
    // Nothing that another program could have written passes for a fault.
    put(program(`echo '{"ok":false,"code":"nonsense","reason":null,"params":{}}'; exit 3`));
    expect(told(await save())).toMatchObject({ error: { text: "The program ended with 3" } });
    put(program("kill -9 $$"));
    expect(told(await save())).toMatchObject({
      ok: false,
      error: { text: "The program ended with a signal" },
    });
    stick.fill((folder) => expect(readdirSync(folder)).toEqual(["lost+found"]));
  });

  it("never accepts another file instead of the backup", async () => {
    holdData();
    const secret = join(test.root, "secret");
    writeFileSync(secret, "root's own", { mode: 0o644 });
    for (const trick of [
      `ln -sf ${secret} "$6"; exit 0`,
      'mkdir "$6"; exit 0',
      'rm -f "$6"; echo two > "$6"; ln "$6" "$6.twin"; exit 0',
      "exit 0",
    ]) {
      put(program(trick));
      const text = expect.stringMatching(
        /the program created|The backup could not be created|Path is a directory/,
      );
      const failed = (cause: unknown) => ({ ok: false, error: { text: String(cause) } });
      expect(await save().then(told, failed)).toMatchObject({ ok: false, error: { text } });
    }
    stick.fill((folder) => expect(readdirSync(folder)).toEqual(["lost+found"]));
  });

  it("is refused before anything is made: no data, no stick, write protection", async () => {
    expect(told(await save())).toMatchObject({ error: { text: "The appliance is not set up yet" } });
    holdData();
    stick.protect(true);
    expect(told(await save())).toMatchObject({ error: { text: "STICK is write-protected" } });
    stick.pull();
    expect(told(await save())).toMatchObject({
      error: { text: "The stick or disc sdb is no longer plugged in" },
    });
    expect(commands()).toEqual([]);
  });
});

describe("restoring at the first start", () => {
  const restore = () => restoreBackup.run(box, { medium: "sdb", path: "desk.backup" }, asked);
  beforeEach(() => {
    stick.fill((folder) => writeFileSync(join(folder, "desk.backup"), "a backup of a desk"));
  });

  it("verifies it first, stops the program, restores it as the program's user, and starts the program again", async () => {
    expect(await restore()).toEqual({ ok: true, value: {} });
    const fetched = join(box.places.shared, "handover/fetched.backup");
    expect(commands()).toEqual([
      `backup verify ${fetched} --json as ${nobody}`,
      `backup restore ${fetched} --data ${box.places.data} --json as ${nobody}`,
    ]);
    expect(readFileSync(join(box.places.data, "mailmanager.db"), "utf8")).toBe("a backup of a desk");
    expect(systemctl()).toEqual([
      expect.stringContaining("list-units --type=socket"),
      "systemctl stop mailmanager.service mailmanager-https.socket mailmanager-smtp.socket",
      "systemctl --no-block start mailmanager-smtp.socket mailmanager-https.socket mailmanager.service",
    ]);
    expect(existsSync(fetched)).toBe(false);
    expect(steps).toContainEqual([5, null, "Looking through it"]);
    expect(steps).toContainEqual([2, 2, "Putting it in place"]);
  });

  it("changes nothing if the backup is damaged", async () => {
    put(program(`[ "$2" = verify ] && { ${failure(fault("backup.journal-end"))}; }`));
    expect(told(await restore())).toMatchObject({
      ok: false,
      error: { text: "The backup cannot be used: its journal does not end where the backup says" },
    });
    expect(systemctl()).toEqual([]);
    expect(existsSync(join(box.places.data, "mailmanager.db"))).toBe(false);
  });

  it("starts the program again if the restore failed", async () => {
    put(
      program(
        `[ "$2" = restore ] && { ${failure(fault("backup.other-release", { params: { what: "x" } }))}; }`,
      ),
    );
    expect(await restore()).toMatchObject({
      ok: false,
      error: { params: { problem: { reason: "backup.other-release", params: { what: "x" } } } },
    });
    expect(systemctl().at(-1)).toContain("--no-block start");
  });

  it("starts the program again after a helper that died halfway", async () => {
    const stopped = join(box.places.run, "stopped-for-restore");
    writeFileSync(stopped, "mailmanager.service\nmailmanager-smtp.socket");
    await startAgain(test.again());
    expect(systemctl()).toEqual(["systemctl --no-block start mailmanager-smtp.socket mailmanager.service"]);
    expect(existsSync(stopped)).toBe(false);
    await startAgain(test.again());
    expect(systemctl()).toHaveLength(1);
  });

  it("is only for a new appliance, only on its console, and is recorded", async () => {
    const served: Served = await serveBox(box, handlers);
    try {
      const say = async (caller: "app" | "console") => {
        const line = talk(served.path(caller));
        await line.next();
        const args = { medium: "sdb", path: "desk.backup" };
        line.send(`${JSON.stringify({ id: 1, verb: "backup.restore", by: "ann", arguments: args })}\n`);
        for (;;) {
          const said = await line.next();
          if (typeof said === "object" && said !== null && "progress" in said) continue;
          line.close();
          return said;
        }
      };
      expect(await say("app")).toMatchObject({ ok: false, fault: { code: "permission.denied" } });
      expect(await say("console")).toMatchObject({ ok: true });
      expect(await say("console")).toMatchObject({
        ok: false,
        fault: { code: "box.refused", reason: "box.backup.set-up" },
      });
      expect(box.actions.after(0, 9)).toMatchObject([
        { verb: "backup.restore", caller: "app", outcome: "denied" },
        { outcome: "done", what: { code: "backup.restore" } },
        { outcome: "failed", fault: { reason: "box.backup.set-up" } },
      ]);
      expect(doneActions(box)[1]).toBe(
        "set up the appliance from the backup desk.backup on the stick or disc sdb",
      );
    } finally {
      await served.close();
    }
  });
});
