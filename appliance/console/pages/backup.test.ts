import { afterEach, describe, expect, it } from "vitest";
import { type FakeBox, fakeBox, type State } from "../testing/fake-box.ts";
import { keys, openTerminal, type TestTerminal } from "../testing/terminal.ts";

let box: FakeBox;
let terminal: TestTerminal;

/** Opens the console of an appliance, and waits for its first screen. */
async function arrive(change: (state: State) => void) {
  box = await fakeBox(change);
  terminal = openTerminal({ socket: box.socket });
  await terminal.until("Factory reset");
  await terminal.until("1.0.0");
}

afterEach(async () => {
  await terminal.close();
  await box.remove();
});

describe("the backup page can", () => {
  it("save a backup on a stick, and shows when the last one was made", async () => {
    await arrive((state) => {
      state.program.lastBackup = null;
    });
    await terminal.until("none yet: choose Backup");
    await terminal.type("7");
    expect(await terminal.until("No writable USB stick found")).toContain("No backup yet");
    const stick = { label: "STICK", free: 8e9, updates: [], backups: [] };
    box.state.media = [
      { ...stick, id: "sdb1", writable: true },
      { ...stick, id: "sr0", writable: false },
    ];
    await terminal.type(keys.enter);
    expect(await terminal.until("Save a backup on STICK")).toContain("8.0 GB free.");
    box.state.program.lastBackup = "2026-11-29T06:00:00.000Z";
    await terminal.type(keys.enter);
    await terminal.until("50 %");
    await terminal.until("Saved as mailmanager-helpdesk.backup, 12.3 MB");
    await terminal.type(keys.enter);
    await terminal.until(/Last backup +2026-11-29 07:00/);
    expect(box.done).toEqual(["backup.save sdb1"]);
  });

  it("restore a backup on a new appliance, after confirmation", async () => {
    await arrive((state) => {
      state.code = "K7QM-3FPX";
      state.program.setUp = false;
      const backups = ["desk.backup", "damaged.backup"].map((path) => ({ path, bytes: 5e6 }));
      state.media = [{ id: "sdb1", label: "", writable: false, free: 0, updates: [], backups }];
    });
    await terminal.type("7");
    expect(await terminal.until("On sdb1, 5.0 MB")).toContain("This appliance is new");
    await terminal.type("2");
    await terminal.until(/Continue\?/);
    await terminal.type(keys.enter);
    await terminal.until("desk.backup");
    expect(box.done).toEqual([]);
    await terminal.type("2");
    await terminal.until(/Continue\?/);
    await terminal.type("1");
    expect(await terminal.until("byte 7 is not what it was")).toContain("Take another backup");
    await terminal.type(keys.enter);
    await terminal.until("desk.backup");
    await terminal.type("1", "1");
    await terminal.until("Backup restored");
    await terminal.type(keys.enter);
    await terminal.until("Mail service");
    expect(box.done).toEqual([
      'backup.restore {"medium":"sdb1","path":"damaged.backup"}',
      'backup.restore {"medium":"sdb1","path":"desk.backup"}',
    ]);
  });
});
