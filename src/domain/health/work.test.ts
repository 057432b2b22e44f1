import { expect, test } from "vitest";
import { fault, storedFault } from "../../base/fault.ts";
import {
  backupFindings,
  heldDeliveryFindings,
  settingsFindings,
  webhookFindings,
  workFindings,
} from "./index.ts";
import { briefs, DAY, MINUTE, now } from "./testing.ts";

const settings: Parameters<typeof settingsFindings>[0] = {
  folder: "/data",
  hostname: "desk.site.net",
  mailboxes: [{ enabled: true }, { enabled: false }],
  people: [
    { name: "ann", role: "admin", disabled: false },
    { name: "bob", role: "agent", disabled: false },
    { name: "cid", role: "admin", disabled: true },
  ],
  outgoing: "direct",
};

test("complete settings", () => {
  const found = settingsFindings(settings);
  expect(briefs(found)).toEqual([
    "ok set-up.ok",
    "ok mailboxes.ok",
    "ok administrators.ok",
    "ok outgoing.direct",
  ]);
  expect(found[1]?.params).toEqual({ n: 1 });
  expect(found[2]?.params).toEqual({ names: "ann" });
});

test.each<[Partial<typeof settings>, string]>([
  [{ hostname: null }, "problem set-up.missing -> recreate-folder"],
  [{ mailboxes: [{ enabled: false }] }, "problem mailboxes.none -> add-mailbox"],
  [{ people: settings.people.slice(1) }, "problem administrators.none -> create-administrator"],
  [{ outgoing: null }, "warning outgoing.none -> set-server"],
  [{ outgoing: "catch" }, "warning outgoing.caught -> set-server-to-send"],
  [{ outgoing: "smtp" }, "ok outgoing.server"],
])("with %j: %s", (more, found) => {
  expect(briefs(settingsFindings({ ...settings, ...more }))).toContain(found);
});

const idle: Parameters<typeof workFindings>[0] = {
  ...{ now, running: true, intake: { depth: 0, oldest: null }, heldMails: 0, deliveries: [] },
};
const deliveries = (state: string) => [{ state, deliveries: 2 }];

test.each<[Partial<typeof idle>, string]>([
  [{}, "ok intake.none"],
  [{ intake: { depth: 3, oldest: now - 5 * MINUTE } }, "ok intake.working"],
  [{ intake: { depth: 3, oldest: now - 5 * MINUTE - 1 } }, "problem intake.stuck -> see-log-safe"],
  [{ intake: { depth: 3, oldest: now - DAY }, running: false }, "warning intake.waits -> start-to-process"],
  [{}, "ok held-mail.none"],
  [{ heldMails: 1 }, "warning held-mail.waits -> decide-mail"],
  [{}, "ok deliveries.ok"],
  [{ deliveries: deliveries("deferred") }, "ok deliveries.deferred"],
  [{ deliveries: deliveries("bounced") }, "warning deliveries.failed -> see-outgoing"],
  [
    { deliveries: [...deliveries("failed"), ...deliveries("deferred")] },
    "warning deliveries.failed -> see-outgoing",
  ],
])("of the work %j: %s", (more, found) => {
  expect(briefs(workFindings({ ...idle, ...more }))).toContain(found);
});

const made: Parameters<typeof backupFindings>[0] = {
  ...{ now, beganAt: now - 90 * DAY, nightly: true, elsewhere: false, lastAt: now - DAY, failure: null },
};
const failure = (at: number) => ({ at, fault: storedFault(fault("delivery.failed")) });

test.each<[Partial<typeof made>, string]>([
  [{}, "ok backup.age"],
  [{ elsewhere: true, lastAt: null }, "ok backup.elsewhere"],
  [{ lastAt: now - 3 * DAY }, "ok backup.age"],
  [{ lastAt: now - 3 * DAY - 1 }, "warning backup.age -> make-backup"],
  [{ lastAt: now - 14 * DAY - 1, nightly: false }, "problem backup.age -> make-backup-enable"],
  [{ lastAt: null, beganAt: now - 2 * DAY + 1 }, "ok backup.tonight"],
  [{ lastAt: null, beganAt: null }, "ok backup.tonight"],
  [{ lastAt: null, beganAt: now - 2 * DAY }, "warning backup.none -> make-backup"],
  [{ lastAt: null, beganAt: now, nightly: false }, "warning backup.none -> make-backup-enable"],
  [{ failure: failure(now - 2 * DAY) }, "ok backup.age"],
  [{ failure: failure(now - 1) }, "problem backup.failed -> fix-and-make"],
  [{ failure: failure(now - 1), lastAt: null, nightly: false }, "problem backup.failed -> fix-and-enable"],
])("of the backups %j: %s", (more, found) => {
  expect(briefs(backupFindings({ ...made, ...more }))).toEqual([found]);
});

test("deliveries that a restored backup left to decide", () => {
  expect(heldDeliveryFindings(0)).toEqual([]);
  expect(briefs(heldDeliveryFindings(4))).toEqual(["warning held-deliveries.waits -> decide-deliveries"]);
});

test("webhooks that fail again and again are named", () => {
  const fine = { name: "Shop", paused: false, failingSince: now - DAY };
  const failing = { name: "Stock", paused: true, failingSince: now - DAY };
  expect(webhookFindings([], now)).toEqual([]);
  expect(briefs(webhookFindings([fine], now))).toEqual(["ok webhooks.ok"]);
  const found = webhookFindings([fine, failing], now);
  expect(briefs(found)).toEqual(["warning webhooks.failing -> see-webhook"]);
  expect(found[0]?.params).toEqual({ webhook: "Stock", for: DAY });
});
