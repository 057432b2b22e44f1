import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentCaller } from "../../../test/support/callers.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { parsedMail } from "../../../test/support/histories.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { fault } from "../../base/fault.ts";
import { mailId, ticketNumber, userName } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { Authentication, ParsedMail, Scanned, SpamVerdict } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { replyMessageId } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";
import { causeText } from "./cause-text.ts";

let folder: ReturnType<typeof dataFolder>;
let record: RecordStore;
let engine: Engine;
/** The results of the next mail's checks. */
let authentication: Authentication | null;
let spam: SpamVerdict | null;
let virus: string | null;
let unscanned: readonly Scanned[];
let next: ParsedMail | null;

beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  authentication = null;
  spam = null;
  virus = null;
  unscanned = [];
  engine = engineOver(record, {
    read: async () =>
      next
        ? ok(next)
        : { ok: false, error: fault("mail.unreadable.why", { params: { problem: "by design" } }) },
    authenticate: () => authentication && Promise.resolve(authentication),
    scan: () =>
      spam || virus || unscanned.length > 0
        ? Promise.resolve({ spam, virus: virus ? { by: "clamav", virus } : null, unscanned })
        : null,
  });
  await setUp(engine);
  const agent = {
    user: "bob",
    name: "Bob",
    email: "Bob@Desk.example",
    role: "agent",
    password: "x".repeat(12),
  };
  const made = await engine.people.createUser(system("test"), { ...agent, role: "agent" });
  if (!made.ok) throw new Error(inEnglish(made.error));
  await engine.start();
});

afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
});

function checked(domain: string, dmarc: "pass" | "fail", policy: "none" | "reject" = "none"): Authentication {
  const verdict = dmarc;
  return {
    by: null,
    spf: { verdict, domain },
    dkim: { verdict, domains: [domain] },
    dmarc: { verdict, domain, policy },
    arc: { verdict: "none", domain: null },
  };
}

/** Receives a mail, and returns its outcome. */
async function receive(mail: Partial<ParsedMail> | null) {
  next = mail && parsedMail(mail);
  const id = await engine.reception.receive({
    envelope: { from: "x@customer.example", to: [mailbox] },
    mailbox,
    raw: Buffer.from(`mail ${Math.random()}`),
    peer: { ip: "192.0.2.1", helo: "x", tls: false },
  });
  if (!id.ok) throw new Error(inEnglish(id.error));
  await engine.intake.idle();
  const row = record.view.mail(id.value);
  if (!row) throw new Error("the mail is gone");
  return row;
}

const bob = { name: "Bob", address: "bob@desk.example" };
const first = { messageId: "<1@customer.example>", cc: [bob] };
const answers = (more: Partial<ParsedMail> = {}) => ({
  from: bob,
  messageId: "<2@desk.example>",
  inReplyTo: "<1@customer.example>",
  ...more,
});
const ownToken = () => {
  const ticket = record.view.ticket(ticketNumber(1));
  return replyMessageId(
    { ticket: ticketNumber(1), token: ticket?.token ?? "" },
    "0".repeat(26),
    "desk.example",
  );
};

describe("mail from an agent's own address", () => {
  test.each([
    ["was not checked", null],
    ["fails", checked("desk.example", "fail")],
    ["passes for another domain", checked("evil.example", "pass")],
  ])("whose sender %s is held, with the ticket it may belong to", async (_, found) => {
    await receive(first);
    authentication = found;
    const row = await receive(answers());
    expect(row).toMatchObject({ outcome: "held", reason: "unproven-agent", candidate: 1, ticket: null });
    expect(row.cause && causeText("en", row.cause)).toContain("Bob <bob@desk.example>, an agent");
    expect(record.view.ticket(ticketNumber(1))?.messages).toBe(1);
  });

  test("that is verified is added to a ticket they participate in, and one whose token they know", async () => {
    await receive(first);
    authentication = checked("desk.example", "pass");
    expect(await receive(answers())).toMatchObject({ outcome: "reply", ticket: 1 });
    await receive({ from: { name: "", address: "cid@customer.example" }, messageId: "<9@customer.example>" });
    expect(
      await receive(answers({ inReplyTo: "<9@customer.example>", messageId: "<3@desk.example>" })),
    ).toMatchObject({ outcome: "ticket", ticket: 3 });
    expect(await receive(answers({ inReplyTo: ownToken(), messageId: "<4@desk.example>" }))).toMatchObject({
      outcome: "reply",
      ticket: 1,
    });
  });

  test("creates tickets like anyone's mail, and follow-ups in those", async () => {
    expect(await receive({ from: bob, messageId: "<1@customer.example>" })).toMatchObject({
      outcome: "ticket",
    });
    expect(await receive(answers())).toMatchObject({ outcome: "reply", ticket: 1 });
  });

  test("is recognised in capitals, ASCII or not", async () => {
    const email = "BJÖRN@Desk.example";
    await engine.people.changeUser(system("test"), userName("bob"), { email });
    const bjoern = { name: "", address: "björn@desk.example" };
    await receive({ ...first, cc: [bjoern] });
    expect(await receive(answers({ from: bjoern }))).toMatchObject({
      outcome: "held",
      reason: "unproven-agent",
    });
  });

  test("is not an agent's once they are disabled", async () => {
    await receive(first);
    await engine.people.changeUser(system("test"), userName("bob"), { disabled: true });
    expect(await receive(answers())).toMatchObject({ outcome: "reply", ticket: 1 });
  });
});

describe("mail that fails its author's DMARC policy", () => {
  test("is held with its cause if that domain asks to reject it, also a follow-up", async () => {
    await receive(first);
    authentication = checked("customer.example", "fail", "reject");
    expect(await receive({})).toMatchObject({ outcome: "held", reason: "dmarc-reject", candidate: null });
    const row = await receive({ inReplyTo: "<1@customer.example>" });
    expect(row).toMatchObject({ outcome: "held", reason: "dmarc-reject", candidate: 1 });
    expect(row.cause && causeText("en", row.cause)).toContain(
      "customer.example asks for such mail to be rejected",
    );
  });

  test("creates a ticket if the policy is none, and shows the result there", async () => {
    authentication = checked("customer.example", "fail", "none");
    expect(await receive({})).toMatchObject({ outcome: "ticket", checks: { authentication } });
    const [message] = await record.past.conversation(ticketNumber(1), 5);
    expect(message?.event).toMatchObject({ type: "MessageReceived", authentication });
  });

  test("gets no auto-reply, which would go to someone who never wrote", async () => {
    await engine.settings.saveMailbox(system("test"), { address: mailbox, acknowledge: true });
    const due = async () =>
      (await record.journal.read(0, 1000)).filter(({ event }) => event.type === "AutoReplyDue").length;
    authentication = checked("customer.example", "fail", "none");
    expect(await receive({})).toMatchObject({ outcome: "ticket" });
    expect(await due()).toBe(0);
    authentication = checked("customer.example", "pass");
    expect(await receive({})).toMatchObject({ outcome: "ticket" });
    expect(await due()).toBe(1);
  });

  test("keeps its checks when a person creates a ticket with it", async () => {
    authentication = checked("customer.example", "fail", "reject");
    const row = await receive({});
    const agent = agentCaller("bob");
    await engine.commands.openHeld(agent, mailId(row.id));
    expect((await record.past.conversation(ticketNumber(1), 5))[0]?.event).toMatchObject({ authentication });
  });
});

describe("mail with findings of scanners", () => {
  test("is held for a virus, whether or not it can be read", async () => {
    virus = "Eicar-Test";
    for (const mail of [{}, null]) {
      const row = await receive(mail);
      expect(row).toMatchObject({ outcome: "held", reason: "virus" });
      expect(row.cause && causeText("en", row.cause)).toContain("Eicar-Test");
    }
  });

  test("is held as spam with its score and the matching rules, but not below the threshold", async () => {
    spam = { by: "rspamd", spam: true, score: 17.5, threshold: 6, symbols: ["BAYES_SPAM", "URIBL"] };
    const row = await receive({});
    expect(row).toMatchObject({ outcome: "held", reason: "spam", checks: { spam } });
    expect(row.cause && causeText("en", row.cause)).toContain(
      "Spam score 17.5, threshold 6: BAYES_SPAM, URIBL",
    );
    spam = { ...spam, spam: false, score: 1 };
    expect(await receive({})).toMatchObject({ outcome: "ticket", checks: { spam } });
  });

  test("I-62: that a scanner gave no verdict about is delivered and says so, or held if the site wants that", async () => {
    unscanned = ["virus"];
    expect(await receive({})).toMatchObject({ outcome: "ticket", checks: { unscanned } });
    const set = await engine.settings.setIntakePolicy(system("test"), { holdUnscanned: true });
    expect(set.ok).toBe(true);
    const held = await receive({});
    expect(held).toMatchObject({ outcome: "held", reason: "unscanned", checks: { unscanned } });
    expect(held.cause && causeText("en", held.cause)).toBe(
      "It was not scanned: the virus scanner gave no verdict",
    );
  });

  test("without checks has no event about them", async () => {
    const row = await receive({});
    expect(row.checks).toBe(null);
    expect((await record.journal.read(0, 1000)).some(({ event }) => event.type === "MailChecked")).toBe(
      false,
    );
  });
});
