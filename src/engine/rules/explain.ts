import { type Fault, fault } from "../../base/fault.ts";
import { type MessageKey, sha256, type TicketNumber } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Recorded } from "../../domain/events.ts";
import { authorOf, mailForRules } from "../../domain/intake/index.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import type { Caller } from "../../domain/policy/index.ts";
import { mailOfTicket } from "../../domain/rule-run/index.ts";
import { DEFAULT, type Explained, type RuleFacts } from "../../domain/ruleset/index.ts";
import type { RulesRan, TicketRulesRan } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { ReadMail } from "../intake/reader.ts";
import { forbidden, ifAllowed } from "../people/caller.ts";
import { seenIn } from "./past-mail.ts";
import { type RulesThread, rulesHere } from "./thread.ts";

/** A run of rules, explained. */
export interface ExplainedRun<Ran = RulesRan> {
  readonly ran: Ran;
  /** The name of the ruleset; null if that version is no longer stored. */
  readonly name: string | null;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Null if the text of that version, or the mail, is no longer stored or cannot be read. */
  readonly rules: readonly Explained[] | null;
}

export interface Explain {
  /**
   * Why rules did what they did with a message of a ticket.
   * @returns null if no rules ran on it; thing.not-found outside the caller's scope
   */
  message(
    caller: Caller,
    ticket: TicketNumber,
    message: MessageKey,
  ): Promise<Result<ExplainedRun | null, Fault>>;
  /**
   * Why rules did what they did when something happened to a ticket.
   * @param position of the event that says they ran
   * @returns or thing.not-found
   */
  event(
    caller: Caller,
    ticket: TicketNumber,
    position: number,
  ): Promise<Result<ExplainedRun<TicketRulesRan>, Fault>>;
}

export function createExplain({
  record,
  read,
  rules = rulesHere,
}: {
  readonly record: RecordStore;
  readonly read: ReadMail;
  /** Default: this thread. */
  readonly rules?: RulesThread;
}): Explain {
  return {
    async message(caller, number, key) {
      const denied = forbidden(caller, "tickets.read");
      if (denied) return denied;
      if (!ifAllowed(caller, "tickets.read", record.view.ticket(number)))
        return refuse(fault("ticket.unknown", { params: { number } }));
      const found = await record.past.message(key);
      const run = found && (await runAfter(record, found));
      // Rules ran in the ticket where the message was first, wherever it is now.
      if (record.view.ticketOf(key) !== number && run?.ticket !== number)
        return refuse(fault("message.unknown"));
      return ok(run && (await explained(run, found)));
    },

    async event(caller, number, position) {
      const denied = forbidden(caller, "tickets.read");
      if (denied) return denied;
      const ticket = record.view.ticket(number);
      if (!ticket || !ifAllowed(caller, "tickets.read", ticket))
        return refuse(fault("ticket.unknown", { params: { number } }));
      const found = await record.journal.at(position);
      if (found?.ticket !== number || found.event.type !== "TicketRulesRan")
        return refuse(fault("thing.not-found"));
      const { event: ran, time } = found;
      const text = record.view.rulesText(ran.ruleset, ran.includes);
      const name = nameOf(ran);
      if (text === null) return ok({ ran, time, name, rules: null });
      const mail = mailOfTicket({ subject: ran.subject, mailbox: ticket.mailbox });
      const facts: RuleFacts = {
        ...{ isReply: false, mail, ...seenIn(ran) },
        happening: { happened: ran.happened, by: ran.by, requester: ran.requester },
      };
      return ok({ ran, time, name, rules: await rules.explain(text, facts) });
    },
  };

  function nameOf({ ruleset }: Pick<RulesRan, "ruleset">): string | null {
    return ruleset === 0 ? DEFAULT : (record.view.ruleset(ruleset)?.name ?? null);
  }

  async function explained({ event: ran, time }: Recorded<RulesRan>, found: Recorded): Promise<ExplainedRun> {
    const { view } = record;
    const text = view.rulesText(ran.ruleset, ran.includes);
    const name = nameOf(ran);
    const row = view.mail(ran.mail);
    const raw = row && (await record.blob(sha256(row.sha256.toString("hex"))));
    const parsed = raw && (await read(raw));
    if (!parsed?.ok || !row || text === null) return { ran, time, name, rules: null };
    const { id, sender, recipients, mailbox, size, source, checks } = row;
    const own = addressesOf(view.mailboxes());
    const authentication = checks?.authentication ?? null;
    const author =
      found.event.type === "MessageReceived"
        ? found.event.from
        : authorOf({ sender }, parsed.value, own, authentication);
    if (author === null) return { ran, time, name, rules: null };
    const mail = mailForRules(
      {
        mail: { id, sender, recipients, mailbox, size, source, addressed: [mailbox] },
        read: { ok: true, mail: parsed.value },
        checks,
      },
      author,
      ran.agent,
    );
    return {
      ...{ ran, time, name },
      rules: await rules.explain(text, { isReply: ran.isReply, mail, ...seenIn(ran) }),
    };
  }
}

/** The run on the mail that an event is about: it is recorded right after it. */
async function runAfter(
  { journal }: RecordStore,
  { position, event }: Recorded,
): Promise<Recorded<RulesRan> | null> {
  const next = await journal.at(position + 1);
  if (event.type !== "MessageReceived" || next?.event.type !== "RulesRan") return null;
  return next.event.mail === event.mail ? { ...next, event: next.event } : null;
}
