/** The findings about backups, each provoked. */

import { expect, it } from "vitest";
import { setUpFolder } from "../../../../test/support/commands.ts";
import { composition, writtenReply } from "../../../../test/support/replies.ts";
import { fault } from "../../../base/fault.ts";
import { ticketNumber } from "../../../base/ids.ts";
import type { BackupEvent } from "../../../domain/backup/index.ts";
import { day, finding, record } from "./testing.ts";

const now = Date.now();
const at = (days: number) => ({ surroundings: { now: () => now + days * day } });
const nightly = (nightlyBackups: number) => ({
  configuration: { outgoing: null, diskReserve: null, nightlyBackups },
});
const made: BackupEvent = { type: "BackupMade", file: "a.backup", bytes: 9, head: 7, cause: "nightly" };
const failed: BackupEvent = {
  type: "BackupFailed",
  cause: "nightly",
  fault: fault("disk.room"),
};

it("none yet: missed after two days, or at once where none is made each night", async () => {
  const folder = await setUpFolder();
  expect(await finding(folder, "last backup")).toBe("ok: none yet; the first one is made tonight");
  expect(await finding(folder, "last backup", at(2.5))).toMatch(
    /^warning: no backup has been made yet -> make one under System, Backups, and store a copy elsewhere; the next attempt is tonight/,
  );
  expect(await finding(folder, "last backup", nightly(0))).toMatch(
    /^warning: no backup has been made yet -> .*nightly_backups in the configuration/,
  );
});

it("older and older", async () => {
  const folder = await setUpFolder();
  await record(folder, [made], now);
  expect(await finding(folder, "last backup", at(1))).toBe("ok: the newest backup is 24 hours old");
  expect(await finding(folder, "last backup", at(4))).toMatch(
    /^warning: the newest backup is 4 days old -> make one/,
  );
  expect(await finding(folder, "last backup", at(15))).toMatch(
    /^problem: the newest backup is 15 days old -> make one/,
  );
});

it("the last one failed, until another one is made", async () => {
  const folder = await setUpFolder();
  await record(folder, [made], now);
  await record(folder, [failed], now + day);
  expect(await finding(folder, "last backup", at(2))).toMatch(
    /^problem: no backup could be made 24 hours ago: Not enough disk space for this file\. Enlarge the disk, then try again -> fix the cause, then make one/,
  );
  await record(folder, [made], now + 2 * day);
  expect(await finding(folder, "last backup", at(2))).toMatch(/^ok: the newest backup is 0 minutes old/);
});

it("what was restored is as old as its backup, and what is held waits for someone", async () => {
  const folder = await setUpFolder();
  const restored: BackupEvent = {
    type: "BackupRestored",
    ...{ file: "a.backup", createdAt: now - 6 * day, hostname: "desk.example", version: "1", held: 1 },
  };
  const reply = writtenReply({ composed: composition("waits@customer.example") });
  const opened = {
    type: "TicketOpened",
    ...{ number: ticketNumber(1), token: "t", mailbox: "support@desk.example", subject: "x", group: null },
    ...{ requester: { name: "", address: "waits@customer.example" } },
    via: "web",
  } as const;
  await record(folder, [opened, reply, restored], now);
  expect(await finding(folder, "last backup")).toMatch(/^warning: the newest backup is 6 days old/);
  expect(await finding(folder, "held deliveries")).toMatch(
    /^warning: 1 delivery is held since a backup was restored.* -> decide about them under Mail, Outgoing, Held/,
  );
  await record(folder, [{ type: "DeliveryCancelled", message: reply.message }], now);
  expect(await finding(folder, "held deliveries")).toBe("");
});
