import { beforeEach, expect, test } from "vitest";
import { dumpModel } from "../../../test/support/dump.ts";
import { mailbox } from "../../../test/support/engine.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { inEnglish } from "../../text/index.ts";
import { checkPlusAddresses } from "../operate/health/plus-addresses.ts";
import { desk, deskForEachTest, restart } from "../outgoing/testing.ts";

deskForEachTest();

const admin = system("test");
const MINUTE = 60_000;
const server = { kind: "smtp", host: "next", port: 25, tls: "none", user: null, password: null } as const;
beforeEach(async () => {
  await desk.engine.settings.setOutgoing(admin, server);
});

async function begun(): Promise<{ token: string; address: string; messageId: string }> {
  const done = await desk.engine.plusTests.begin(admin, mailbox);
  if (!done.ok) throw new Error(inEnglish(done.error));
  await desk.engine.plusTests.run();
  const { envelope, raw } = desk.sent.at(-1) ?? { envelope: { from: "", to: [] }, raw: "" };
  const [address = ""] = envelope.to;
  const messageId = /^message-id: (.*)$/im.exec(Buffer.from(raw).toString())?.[1]?.trim() ?? "";
  return { token: /\+p([a-z2-7]{24})@/.exec(address)?.[1] ?? "", address, messageId };
}

/** Receives a mail and returns its row. */
async function arrives(parsed: Partial<ParsedMail>, to: string, from = mailbox, source?: string) {
  desk.engine.intake.start();
  const raw = Buffer.from(JSON.stringify({ ...parsed, text: `mail ${desk.mails++}` }));
  const got = await desk.engine.reception.receive({
    ...{ envelope: { from, to: [to] }, mailbox, raw, peer: { ip: "192.0.2.7", helo: "x", tls: true } },
    ...(source === undefined ? {} : { source }),
  });
  if (!got.ok) throw new Error(inEnglish(got.error));
  await desk.engine.intake.idle();
  return desk.record.view.mail(got.value);
}

const ours = { name: "Support", address: mailbox };
const last = () => desk.record.view.lastPlusTest(mailbox);
const isOn = () => desk.record.view.mailbox(mailbox)?.plusAddresses;
const found = () => [...checkPlusAddresses(desk.record.view)].map(({ level, code }) => `${level} ${code}`);
const counts = () => desk.record.queries.dueDeliveries(desk.clock, 100).length;

test("the test mail goes out the way that replies go, from the mailbox to its address with a plus", async () => {
  expect(found()).toEqual(["ok plus.untested"]);
  const { token, address, messageId } = await begun();
  expect(desk.sent.at(-1)?.envelope).toEqual({ from: mailbox, to: [address] });
  expect(address).toBe(mailbox.replace("@", `+p${token}@`));
  expect(messageId).toBe(`<p.${token}@desk.example>`);
  expect(Buffer.from(desk.sent.at(-1)?.raw ?? "").toString()).toMatch(/^auto-submitted: auto-generated/im);
  expect(last()).toMatchObject({ mailbox, token, outcome: null, endedAt: null });
});

test.each([
  ["by SMTP, to the address", { messageId: "<replaced@provider.example>" }, undefined],
  ["by IMAP, by its Message-ID", null, "imap:desk/INBOX/1/2"],
])(
  "I-61: its arrival %s is filed, and shown; it opens no ticket and tells nobody",
  async (_, more, source) => {
    const { token, address, messageId } = await begun();
    const before = desk.record.queries.tickets({}, { now: desk.clock, limit: 10 }).items.length;
    desk.clock += 2 * MINUTE;
    const parsed = { messageId, from: ours, to: [{ name: "", address }], automatic: "auto-reply" as const };
    const row = await arrives({ ...parsed, ...more }, source ? mailbox : address, mailbox, source);
    expect(row).toMatchObject({
      outcome: "filed",
      cause: { code: "plus-test", mailbox, token, part: "arrived" },
    });
    expect(last()).toMatchObject({ outcome: "arrived", endedAt: desk.clock });
    expect(desk.record.queries.tickets({}, { now: desk.clock, limit: 10 }).items.length).toBe(before);
    await desk.engine.composeDue();
    expect([counts(), isOn()]).toEqual([0, true]);
    expect(found()).toEqual(["ok plus.ok"]);
    // Later reports change nothing.
    desk.clock += 60 * MINUTE;
    await desk.engine.plusTests.run();
    expect([last()?.outcome, isOn()]).toEqual(["arrived", true]);
  },
);

test("what does not arrive within a quarter of an hour turns the switch off; a late arrival is shown", async () => {
  const { address, messageId } = await begun();
  desk.clock += 14 * MINUTE;
  await desk.engine.plusTests.run();
  expect(last()?.endedAt).toBeNull();
  desk.clock += MINUTE;
  await desk.engine.plusTests.run();
  expect(last()).toMatchObject({ outcome: "missing", endedAt: desk.clock });
  expect([isOn(), found()]).toEqual([false, ["warning plus.off"]]);
  desk.clock += MINUTE;
  await arrives({ messageId, from: ours, to: [{ name: "", address }] }, address);
  expect([last()?.outcome, isOn()]).toEqual(["arrived", false]);
  const model = dumpModel(desk.record);
  desk.record.rebuild();
  expect(dumpModel(desk.record)).toEqual(model);
});

test("I-61: a bounce of the test mail is filed, and turns the switch off; an absence notice is only filed", async () => {
  const { address, messageId } = await begun();
  const away = { inReplyTo: messageId, from: ours, to: [ours], automatic: "auto-reply" as const };
  expect(await arrives(away, mailbox)).toMatchObject({ outcome: "filed", cause: { part: "about" } });
  await desk.engine.plusTests.run();
  expect(last()?.endedAt).toBeNull();
  const recipients = [{ address, status: "5.1.1", diagnostic: "unknown user" }];
  const report = {
    ...{ messageId: "<dsn@provider.example>", automatic: "bounce" as const, to: [ours] },
    from: { name: "", address: "mailer-daemon@provider.example" },
    bounce: { permanent: true, recipients, originalMessageId: messageId },
  };
  expect(await arrives(report, mailbox, "")).toMatchObject({ outcome: "filed", cause: { part: "returned" } });
  await desk.engine.plusTests.run();
  expect([last()?.outcome, isOn()]).toEqual(["returned", false]);
});

test.each([
  ["failed", "550 5.1.1 No such user", "refused", false, "warning plus.off"],
  ["deferred", "451 4.7.1 Later", "not-sent", true, "warning plus.not-sent"],
] as const)("%s at once: %s", async (outcome, response, ended, on, finding) => {
  await restart({
    deliver: async ({ envelope }) => ({
      server: "next:25",
      results: envelope.to.map((recipient) => ({ recipient, outcome, response })),
    }),
  });
  await begun();
  expect(last()).toMatchObject({ outcome: ended, response });
  expect([isOn(), found()]).toEqual([on, [finding]]);
});

test("a restart while it is under way proves nothing", async () => {
  await begun();
  await restart();
  desk.clock += 20 * MINUTE;
  await desk.engine.plusTests.run();
  expect(last()).toMatchObject({ outcome: "not-sent", fault: { reason: "plus-test.restarted" } });
  expect(isOn()).toBe(true);
});

test("where this machine is the domain's own server, the mail comes by its own listener", async () => {
  const asked: unknown[] = [];
  const us = {
    code: "delivery.failed",
    reason: "delivery.loop",
    params: { domain: "desk.example" },
  } as const;
  await restart({
    route: (setting) => (setting?.kind === "direct" ? setting : server),
    smtp: () => "0.0.0.0:2525",
    deliver: async ({ envelope }, way) => {
      asked.push(way.kind === "smtp" ? `${way.host}:${way.port}` : way.kind);
      const said =
        way.kind === "direct"
          ? ({ outcome: "failed", response: "", fault: us } as const)
          : ({ outcome: "delivered", response: "250 2.6.0 Queued as x" } as const);
      return { server: "x", results: envelope.to.map((recipient) => ({ recipient, ...said })) };
    },
  });
  await desk.engine.settings.setOutgoing(admin, { kind: "direct" });
  await begun();
  expect(asked).toEqual(["direct", "127.0.0.1:2525"]);
  expect(last()?.endedAt).toBeNull();
});

test("no test where mail waits or is caught, or for a mailbox that receives none", async () => {
  const refusal = async (address = mailbox) => {
    const done = await desk.engine.plusTests.begin(admin, address);
    return done.ok ? null : done.error.reason;
  };
  await desk.engine.settings.setOutgoing(admin, { kind: "catch" });
  expect(await refusal()).toBe("plus-test.caught");
  expect(await refusal("none@desk.example")).toBe("mailbox.unknown");
  await desk.engine.settings.saveMailbox(admin, { address: "old@desk.example", enabled: false });
  expect(await refusal("old@desk.example")).toBe("plus-test.disabled");
  await restart({ outgoingOverride: { kind: "catch" } });
  await desk.engine.settings.setOutgoing(admin, server);
  expect(await refusal()).toBe("plus-test.caught");
  expect(last()).toBeNull();
});

test("a token that no test has belongs to nobody", async () => {
  const address = mailbox.replace("@", `+p${"a".repeat(24)}@`);
  const row = await arrives({ messageId: `<p.${"a".repeat(24)}@x.example>`, subject: "x" }, address);
  expect(row).toMatchObject({ outcome: "ticket" });
});
