/** Random histories of a helpdesk, played through the engine. */

import fc from "fast-check";
import { type MailId, mailId, messageKey, ticketNumber, timeId, userName } from "../../src/base/ids.ts";
import { systemActor, userActor } from "../../src/domain/actor.ts";
import { decideIncoming } from "../../src/domain/intake/index.ts";
import type { ParsedMail } from "../../src/domain/mail/index.ts";
import { priorities, type State, tokenFrom } from "../../src/domain/ticket/index.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { gather } from "../../src/engine/intake/gather.ts";
import { contentHash } from "../../src/record/fingerprint.ts";
import { blobOf } from "../../src/record/new-blob.ts";
import type { OpenRecord } from "../../src/record/record.ts";
import { agentCaller } from "./callers.ts";
import { allDeliveries } from "./deliveries.ts";
import { mailbox } from "./engine.ts";

type Step =
  | {
      readonly do: "mail";
      readonly from: number;
      readonly refersTo: number | null;
      readonly text: string;
      readonly automatic: boolean;
      readonly readable: boolean;
    }
  | {
      readonly do: "reply";
      readonly ticket: number;
      readonly text: string;
      readonly close: boolean;
      readonly unlessAnswered: boolean;
      /** Milliseconds until it may be sent. */
      readonly later: number;
    }
  | { readonly do: "compose" }
  | { readonly do: "takeBack"; readonly ticket: number; readonly nth: number }
  | { readonly do: "note"; readonly ticket: number; readonly text: string }
  | {
      readonly do: "change";
      readonly ticket: number;
      readonly state: State | null;
      readonly tags: readonly string[];
      readonly priority: number;
      readonly dueAt: number | null;
    }
  | {
      readonly do: "delivery";
      readonly ticket: number;
      readonly outcome: "delivered" | "deferred" | "failed" | "bounced";
    }
  | { readonly do: "key"; readonly nth: number; readonly what: "make" | "activate" | "remove" }
  | { readonly do: "merge" | "unmerge"; readonly ticket: number; readonly other: number }
  | { readonly do: "move"; readonly ticket: number; readonly nth: number; readonly to: number | null }
  | { readonly do: "held"; readonly nth: number; readonly how: "join" | "open" | "file" };

const text = fc.oneof(
  fc.lorem({ maxCount: 12 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.constant("請求書について 質問です"),
);
const nth = fc.integer({ min: 0, max: 5 });

export const conversationScript: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("mail" as const),
        from: nth,
        refersTo: fc.option(nth),
        text,
        automatic: fc.boolean(),
        readable: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("reply" as const),
        ticket: nth,
        text,
        close: fc.boolean(),
        unlessAnswered: fc.boolean(),
        later: fc.constantFrom(0, 0, 3_600_000),
      }),
    },
    { weight: 2, arbitrary: fc.constant({ do: "compose" as const }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("takeBack" as const), ticket: nth, nth }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("note" as const), ticket: nth, text }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("change" as const),
        ticket: nth,
        state: fc.option(fc.constantFrom<State>("open", "hold", "closed")),
        tags: fc.array(fc.constantFrom("vip", "refund", "größe"), { maxLength: 3 }),
        priority: fc.integer({ min: 0, max: priorities.length - 1 }),
        dueAt: fc.option(fc.integer({ min: 1, max: 2e12 })),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("delivery" as const),
        ticket: nth,
        outcome: fc.constantFrom<"delivered" | "deferred" | "failed" | "bounced">(
          ...(["delivered", "deferred", "failed", "bounced"] as const),
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("key" as const),
        nth,
        what: fc.constantFrom("make" as const, "activate" as const, "remove" as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom("merge" as const, "unmerge" as const),
        ticket: nth,
        other: nth,
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("move" as const), ticket: nth, nth, to: fc.option(nth) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("held" as const),
        nth,
        how: fc.constantFrom("join" as const, "open" as const, "file" as const),
      }),
    },
  ),
  { maxLength: 25 },
);

/** A mail's content by number; mails refer to others by Message-ID. */
export function parsedMail(overrides: Partial<ParsedMail> = {}): ParsedMail {
  const body = overrides.text ?? "Hello";
  const { subject = "A question", attachments = [] } = overrides;
  return {
    messageId: null,
    inReplyTo: null,
    references: [],
    from: { name: "Ann", address: "ann@customer.example" },
    originalAuthors: [],
    lists: [],
    replyTo: [],
    to: [{ name: "", address: mailbox }],
    cc: [],
    subject: "A question",
    date: null,
    text: body,
    reply: body,
    headers: [],
    nothingNew: (overrides.reply ?? body).trim() === "",
    hasHtml: false,
    attachments: [],
    content: contentHash({ subject, text: body, attachments }),
    automatic: false,
    bounce: null,
    report: null,
    writtenBy:
      overrides.automatic === "auto-reply" || overrides.automatic === "bounce" ? "program" : "person",
    mayAutoReply: true,
    ...overrides,
  };
}

/** Plays a script; steps for a ticket or mail that does not exist do nothing. */
export async function play(engine: Engine, record: OpenRecord, script: readonly Step[]): Promise<void> {
  const agent = agentCaller("ann");
  let mails = 0;
  for (const step of script) {
    switch (step.do) {
      case "mail": {
        mails += 1;
        const references = step.refersTo === null ? [] : [`<m${step.refersTo}@x.example>`];
        await arrive(
          record,
          mails,
          step.readable
            ? parsedMail({
                messageId: `<m${mails}@x.example>`,
                references,
                from: { name: `N${step.from}`, address: `p${step.from}@customer.example` },
                text: step.text,
                reply: step.text,
                automatic: step.automatic ? "auto-reply" : false,
              })
            : null,
        );
        break;
      }
      case "reply":
        await engine.commands.reply(agent, ticketNumber(step.ticket), {
          text: step.text,
          close: step.close,
          unlessAnswered: step.unlessAnswered,
          sendAt: Date.now() + step.later,
        });
        break;
      case "compose":
        await engine.composeDue();
        break;
      case "takeBack": {
        const key = record.view.messagesIn(ticketNumber(step.ticket))[step.nth];
        if (key) await engine.commands.takeBack(agent, ticketNumber(step.ticket), key);
        break;
      }
      case "note":
        await engine.commands.note(agent, ticketNumber(step.ticket), step.text);
        break;
      case "change": {
        const { tags, dueAt, state } = step;
        const priority = priorities[step.priority] ?? "normal";
        await engine.commands.change(agent, ticketNumber(step.ticket), {
          tags,
          dueAt,
          priority,
          ...(state ? { state } : {}),
        });
        break;
      }
      case "delivery":
        await attempt(record, step.ticket, step.outcome);
        break;
      case "key": {
        const key = { domain: "desk.example", selector: `s${step.nth}` };
        const algorithm = step.nth % 2 === 0 ? "rsa" : "ed25519";
        await record.commit(userActor(userName("ann")), () => ({
          events: [
            {
              ticket: null,
              event:
                step.what === "make"
                  ? { type: "DkimKeyMade", ...key, algorithm, publicKey: "p", privateKey: "k" }
                  : { type: step.what === "activate" ? "DkimKeyActivated" : "DkimKeyRemoved", ...key },
            },
          ],
          dependsOn: [],
          value: null,
        }));
        break;
      }
      case "merge":
        await engine.commands.merge(agent, ticketNumber(step.ticket), ticketNumber(step.other));
        break;
      case "unmerge":
        await engine.commands.unmerge(agent, ticketNumber(step.ticket));
        break;
      case "move": {
        const from = ticketNumber(step.ticket);
        const key = record.view.messagesIn(from)[step.nth];
        if (!key) break;
        if (step.to === null) await engine.commands.split(agent, from, [key], null);
        else await engine.commands.move(agent, from, [key], ticketNumber(step.to));
        break;
      }
      case "held": {
        const held = record.queries.mails({ outcome: "held", limit: 10 }).items[step.nth];
        if (!held) break;
        if (step.how === "join")
          await engine.commands.joinHeld(agent, held.id, held.candidate ?? ticketNumber(1));
        else if (step.how === "open") await engine.commands.openHeld(agent, held.id);
        else await engine.commands.fileHeld(agent, held.id);
        break;
      }
    }
  }
}

async function arrive(record: OpenRecord, n: number, mail: ParsedMail | null): Promise<MailId> {
  const id = mailId(timeId(1_700_000_000_000 + n, new Uint8Array(10).fill(n)));
  const blob = blobOf(Buffer.from(`mail ${n}`));
  await record.commit(systemActor("reception"), () => ({
    events: [
      {
        ticket: null,
        event: {
          type: "MailReceived",
          mail: id,
          envelope: { from: "p@customer.example", to: [mailbox] },
          size: blob.bytes.length,
          sha256: blob.sha256,
          mailbox,
          peer: { ip: "127.0.0.1", helo: "x", tls: false },
        },
      },
    ],
    blobs: [blob],
    dependsOn: [],
    value: null,
  }));
  await record.commit(systemActor("intake"), (view, now) => {
    const row = view.mail(id);
    if (!row) throw new Error("the mail is not there");
    const read = mail
      ? ({ ok: true, value: mail } as const)
      : ({
          ok: false,
          error: { code: "mail.unreadable", text: "Not readable", cause: new Error("by design") },
        } as const);
    const ids = {
      token: tokenFrom(new Uint8Array(15).fill(n)),
      message: messageKey(`answer-${n}`),
      assigned: messageKey(`told-${n}`),
      reply: messageKey(`reply-${n}`),
      told: messageKey(`rule-told-${n}`),
      note: messageKey(`rule-note-${n}`),
      forward: messageKey(`forward-${n}`),
    };
    const facts = gather(view, { mail: row, read, checks: null, ids, now });
    return { ...decideIncoming(facts), value: null };
  });
  return id;
}

async function comeBack(record: OpenRecord, ticket: number): Promise<void> {
  const row = allDeliveries(record).find((one) => one.ticket === ticket && one.state === "delivered");
  if (!row) return;
  const { message, recipient } = row;
  const results = [{ recipient, status: "5.1.1", diagnostic: null }];
  await record.commit(systemActor("intake"), () => ({
    events: [
      {
        ticket: row.ticket,
        event: { type: "DeliveryBounced", message, mail: mailId("0".repeat(26)), results },
      },
    ],
    dependsOn: [],
    value: null,
  }));
}

async function attempt(
  record: OpenRecord,
  ticket: number,
  outcome: "delivered" | "deferred" | "failed" | "bounced",
): Promise<void> {
  if (outcome === "bounced") return comeBack(record, ticket);
  const waiting = allDeliveries(record).filter((row) => row.ticket === ticket && row.nextAt !== null);
  const [first] = waiting;
  if (!first) return;
  const results = waiting
    .filter((row) => row.message === first.message)
    .map((row) => ({ recipient: row.recipient, outcome, response: "250 or not" }));
  await record.commit(systemActor("outbox"), () => ({
    events: [
      {
        ticket: first.ticket,
        event: {
          type: "DeliveryAttempted",
          message: first.message,
          attempt: first.attempts + 1,
          server: "next:25",
          results,
          nextAt: outcome === "deferred" ? 2e12 : null,
        },
      },
    ],
    dependsOn: [],
    value: null,
  }));
}
