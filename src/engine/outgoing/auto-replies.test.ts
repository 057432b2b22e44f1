import { afterEach, describe, expect, test } from "vitest";
import { adminCaller } from "../../../test/support/callers.ts";
import { hashed } from "../../../test/support/compose.ts";
import { captureLog, engineOver, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { messageKey, ticketNumber } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { Engine, EngineParts } from "../engine.ts";
import type { Compose, Draft } from "./draft.ts";

interface TestServer {
  readonly address: string;
  readonly record: RecordStore;
  readonly drafts: Draft[];
  engine: Engine;
  mail(parsed: Partial<ParsedMail>, sender?: string, source?: string): Promise<void>;
  restart(parts?: Partial<EngineParts>): Promise<void>;
  close(): Promise<void>;
}

const open: TestServer[] = [];
afterEach(async () => {
  for (const desk of open.splice(0)) await desk.close();
});

/** Mails here are JSON: composing writes it, reading parses it. */
const compose = (drafts: Draft[]): Compose =>
  hashed(async (draft) => {
    drafts.push(draft);
    const { messageId, inReplyTo, references, from, to, subject, text } = draft;
    const automatic = draft.automatic ? "auto-reply" : false;
    const mail: Partial<ParsedMail> = {
      messageId,
      inReplyTo,
      references,
      from,
      to,
      subject,
      text,
      automatic,
    };
    return Buffer.from(JSON.stringify({ ...mail, mayAutoReply: !draft.automatic }));
  });

async function openServer(address: string, parts: Partial<EngineParts> = {}): Promise<TestServer> {
  const folder = dataFolder();
  const record = recordIn(folder.path);
  const drafts: Draft[] = [];
  const make = (more: Partial<EngineParts>) =>
    engineOver(record, {
      compose: compose(drafts),
      read: async (raw) => ok(parsedMail(JSON.parse(Buffer.from(raw).toString()))),
      ...parts,
      ...more,
    });
  const desk: TestServer = {
    address,
    record,
    drafts,
    engine: make({}),
    async mail(parsed, sender = "ann@customer.example", source) {
      const raw = Buffer.from(JSON.stringify(parsed));
      const peer = { ip: "127.0.0.1", helo: "x", tls: false };
      const envelope = { from: sender, to: [address] };
      await desk.engine.reception.receive({
        ...{ envelope, mailbox: address, raw, peer },
        ...(source === undefined ? {} : { source }),
      });
      await desk.engine.intake.idle();
    },
    async restart(more = {}) {
      await desk.engine.stop();
      desk.engine = make(more);
      await desk.engine.start();
    },
    async close() {
      await desk.engine.stop();
      record.close();
      folder.remove();
    },
  };
  open.push(desk);
  await setUp(desk.engine);
  const wanted = { address, name: "Desk", acknowledge: true, signature: "Your desk", language: "de" };
  await desk.engine.settings.saveMailbox(system("test"), wanted);
  await desk.engine.start();
  return desk;
}

const one = ticketNumber(1);

describe("an acknowledgement", () => {
  test("is sent once to the person who created a ticket, in the mailbox's language, marked as automatic, and changes no state", async () => {
    const desk = await openServer("help@a.example");
    await desk.mail({ messageId: "<q@x>", subject: "Kaputt" });
    await expect.poll(() => desk.drafts.length).toBe(1);
    expect(desk.drafts[0]).toMatchObject({
      to: [{ name: "Ann", address: "ann@customer.example" }],
      inReplyTo: "<q@x>",
      automatic: true,
      subject: "Auto: Wir haben Ihre Nachricht erhalten (Kaputt)",
      text: expect.stringMatching(/Nummer 1 .*\n-- \nYour desk\n$/s),
    });
    await expect.poll(() => desk.record.view.ticket(one)?.messages).toBe(2);
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "new", assignee: null, preview: "Hello" });
    const sent = (await desk.record.past.conversation(one, 5)).at(-1)?.event;
    expect(sent).toMatchObject({ type: "ReplyWritten", automatic: "acknowledgement" });
    const key = sent?.type === "ReplyWritten" ? sent.message : messageKey("");
    const composed = { sender: "", recipients: ["ann@customer.example"] };
    await expect.poll(() => desk.record.past.composed(key)).toMatchObject(composed);
    await desk.mail({ references: ["<q@x>"] });
    expect(desk.drafts.length).toBe(1);
  });

  test.each([
    ["a machine's mail", { automatic: "auto-reply" } as const, undefined],
    ["a list's mail", { automatic: "list" } as const, undefined],
    ["mail that asks for none", { mayAutoReply: false }, undefined],
    ["mail from nobody", {}, ""],
    ["our own mail", {}, "help@a.example"],
    ["mail that claims to be ours", { from: { name: "", address: "help+x@a.example" } }, undefined],
    ["a daemon", {}, "mailer-daemon@customer.example"],
    ["a list's owner", {}, "friends-bounces+ann@customer.example"],
  ])("is not sent to %s", async (_, parsed, sender) => {
    const desk = await openServer("help@a.example");
    await desk.mail(parsed, sender);
    expect(desk.record.queries.counts({}, 0).all).toBe(1);
    expect(desk.record.view.automaticRepliesDue(10)).toEqual([]);
    expect(desk.drafts).toEqual([]);
  });

  test("is not sent for mail that was fetched late or imported", async () => {
    const desk = await openServer("help@a.example");
    const days = (n: number) => Date.now() - n * 24 * 3_600_000;
    await desk.mail({ date: days(3) }, undefined, "imap:a/INBOX/1/1");
    await desk.mail({ date: days(0) }, undefined, "import:0");
    expect(desk.record.view.automaticRepliesDue(10)).toEqual([]);
    await desk.mail({ date: days(1) }, undefined, "imap:a/INBOX/1/2");
    await expect.poll(() => desk.drafts.length).toBe(1);
    expect(desk.record.queries.counts({}, 0).all).toBe(3);
  });

  test("is sent three times a day to one address, and again the next day", async () => {
    const desk = await openServer("help@a.example");
    for (let i = 0; i < 5; i++) await desk.mail({ subject: `n${i}` });
    await expect.poll(() => desk.drafts.length).toBe(3);
    const given = (since: number) => desk.record.view.automaticReplies("ann@customer.example", since);
    expect(given(0)).toEqual({ toAddress: 3, toAll: 3 });
    expect(given(Date.now() + 1)).toEqual({ toAddress: 0, toAll: 0 });
  });

  test("that could not be composed is sent once after the next start", async () => {
    const log = captureLog();
    const broken: Compose = async () => {
      throw new Error("not now");
    };
    const desk = await openServer("help@a.example", { log });
    await desk.restart({ compose: broken });
    await desk.mail({});
    await expect.poll(() => log.lines.join("\n")).toContain("could not be processed");
    // It is written, and due like any other reply.
    expect(desk.record.view.automaticRepliesDue(10)).toEqual([]);
    expect(desk.record.view.repliesDue(Date.now(), 10)).toMatchObject([{ automatic: true }]);
    await desk.restart();
    await expect.poll(() => desk.record.view.repliesDue(Date.now(), 10)).toEqual([]);
    await desk.restart();
    expect(desk.drafts.length).toBe(1);
  });
});

test.each([
  ["shows that it is a machine", false, 1],
  ["hides that it is one", true, 6],
])(
  "two installations that acknowledge each other's mail stop when the other one %s",
  async (_, hidden, most) => {
    const route = { kind: "smtp", host: "other", port: 25, tls: "none", user: null, password: null } as const;
    const desks: TestServer[] = [];
    const to = (i: number): Partial<EngineParts> => ({
      route: () => route,
      // Instead of SMTP between them: the other one receives the mail with the same envelope.
      deliver: async ({ raw, envelope }) => {
        const parsed: Partial<ParsedMail> = JSON.parse(Buffer.from(raw).toString());
        const shown = hidden ? { ...parsed, automatic: false as const, mayAutoReply: true } : parsed;
        const sender = hidden ? (desks[i]?.address ?? "") : envelope.from;
        await desks[1 - i]?.mail({ ...shown, references: [], inReplyTo: null }, sender);
        return {
          server: "other:25",
          results: envelope.to.map((recipient) => ({ recipient, outcome: "delivered", response: "250" })),
        };
      },
    });
    desks.push(await openServer("help@a.example", to(0)), await openServer("info@b.example", to(1)));
    const [a, b] = desks;
    if (!a || !b) throw new Error("no desks");
    await a.mail({ from: { name: "", address: "info@b.example" }, subject: "Start" }, "info@b.example");
    const answers = () => a.drafts.length + b.drafts.length;
    await expect.poll(answers).toBeGreaterThan(0);
    for (let before = -1; before !== answers(); ) {
      before = answers();
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    expect(answers()).toBeLessThanOrEqual(most);
  },
);

test("a rule forwards a mail as it came, and what a desk sent by itself goes no further (I-121)", async () => {
  const desk = await openServer("help@a.example");
  const rules = `ruleset "Desk"
rule "Parts"
  when mail arrives
  then forward to "parts@supplier.example"
       send no auto-reply
`;
  const saved = await desk.engine.rulesets.save(adminCaller("ann"), rules, "");
  await desk.engine.rulesets.activate(adminCaller("ann"), saved.ok ? saved.value : 0, "", []);
  const mail = { messageId: "<q@x>", subject: "Lamp", text: "Kaputt", reply: "Kaputt" };
  await desk.mail(mail);
  await expect.poll(() => desk.drafts.length).toBe(1);
  const [draft] = desk.drafts;
  expect(draft).toMatchObject({
    ...{ to: [{ address: "parts@supplier.example" }], subject: "Fwd: Lamp", automatic: true },
    ...{ inReplyTo: "<q@x>", text: expect.stringContaining("ticket #1") },
  });
  expect(draft?.attachments.map(({ type, bytes }) => [type, Buffer.from(bytes).toString()])).toEqual([
    ["message/rfc822", JSON.stringify(mail)],
  ]);
  await expect.poll(() => desk.record.view.ticket(one)?.messages).toBe(2);
  const ticket = desk.record.view.ticket(one);
  expect(ticket?.state).toBe("new");
  expect(ticket?.participants.map(({ address }) => address)).not.toContain("parts@supplier.example");
  await desk.mail({ messageId: "<f@y>", headers: [["x-mailmanager-automatic", "yes"]] });
  await desk.restart();
  expect(desk.drafts).toHaveLength(1);
});

describe("a rule's reply (I-118)", () => {
  const admin = adminCaller("ann");
  const replying = `ruleset "Desk"
rule "Questions"
  when mail arrives
  and body contains "question"
  then reply with template "Thanks"
`;
  async function withRules(address: string): Promise<TestServer> {
    const desk = await openServer(address);
    const text = "Dear {{sender.name}}, we have your question as #{{ticket.number}}.";
    const saved = await desk.engine.settings.saveTemplate(admin, { name: "Thanks", text });
    const rules = await desk.engine.rulesets.save(admin, replying, "");
    const version = rules.ok ? rules.value : 0;
    const activated = await desk.engine.rulesets.activate(admin, version, "", []);
    expect([saved.ok, activated]).toEqual([true, ok(undefined)]);
    return desk;
  }

  test("is composed and delivered like any reply, in the thread of its mail, instead of the acknowledgement", async () => {
    const desk = await withRules("help@a.example");
    await desk.mail({ messageId: "<q@x>", subject: "Lamp", text: "A question", reply: "A question" });
    await expect.poll(() => desk.drafts.length).toBe(1);
    expect(desk.drafts[0]).toMatchObject({
      ...{ inReplyTo: "<q@x>", automatic: true, subject: "Auto: Re: Lamp" },
      to: [{ address: "ann@customer.example" }],
      text: "Dear Ann, we have your question as #1.\n\n-- \nYour desk\n",
    });
    await expect.poll(() => desk.record.view.ticket(one)?.messages).toBe(2);
    expect(desk.record.view.ticket(one)).toMatchObject({ state: "new", tags: [] });
    const sent = (await desk.record.past.conversation(one, 5)).at(-1)?.event;
    expect(sent).toMatchObject({ type: "ReplyWritten", automatic: "rule" });
  });

  test("replies to the mail that was added, and counts as an auto-reply: three a day", async () => {
    const desk = await withRules("help@a.example");
    await desk.mail({ messageId: "<q@x>", text: "Hello", reply: "Hello" });
    await expect.poll(() => desk.drafts.length).toBe(1);
    for (let n = 1; n <= 4; n++)
      await desk.mail({
        ...{ messageId: `<q${n}@x>`, references: ["<q@x>"], inReplyTo: "<q@x>" },
        ...{ text: `Question ${n}`, reply: `Question ${n}` },
      });
    await expect.poll(() => desk.drafts.length).toBe(3);
    await desk.restart();
    expect(desk.drafts.map(({ inReplyTo }) => inReplyTo)).toEqual(["<q@x>", "<q1@x>", "<q2@x>"]);
    const { events } = await desk.record.journal.pageOfTicket(one, 0, 50, 1_000_000);
    const reasons = events.flatMap(({ event }) => (event.type === "RulesRan" ? [event.noReply] : []));
    expect(reasons).toEqual([undefined, undefined, undefined, "limit", "limit"]);
  });

  test("two desks do not answer each other", async () => {
    const [a, b] = [await withRules("help@a.example"), await withRules("help@b.example")];
    await a.mail(
      {
        ...{ messageId: "<q@b>", from: { name: "B", address: "help@b.example" } },
        ...{ text: "A question", reply: "A question" },
      },
      "help@b.example",
    );
    await expect.poll(() => a.drafts.length).toBe(1);
    const draft = a.drafts[0];
    if (!draft) throw new Error("no reply");
    await b.mail(
      {
        ...{ messageId: draft.messageId, inReplyTo: draft.inReplyTo, from: draft.from },
        ...{ text: draft.text, reply: draft.text, automatic: "auto-reply", mayAutoReply: false },
      },
      "",
    );
    expect(b.record.queries.counts({}, 0).all).toBe(1);
    await b.restart();
    expect(b.drafts).toEqual([]);
  });
});
