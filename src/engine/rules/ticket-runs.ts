/** Runs rules on what happens to tickets besides mail (R-153 of `domain/ruleset/SPEC.md`). */
import { isDeepStrictEqual } from "node:util";
import type { Now, RandomBytes } from "../../base/clock.ts";
import { type MessageKey, messageKey, type TicketNumber, timeId } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { systemActor } from "../../domain/actor.ts";
import { addressesOf } from "../../domain/mail/index.ts";
import {
  decideTicketRules,
  mailOfTicket,
  namedByRun,
  ranIn,
  type TicketRuleFacts,
} from "../../domain/rule-run/index.ts";
import { compiledRuleset, defaultRuleset, isCostly, type MailForRules } from "../../domain/ruleset/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import type { RuleWorkRow, View } from "../../record/view.ts";
import { peopleOf, settingsOf, ticketsOf } from "../depends.ts";
import { createDueWork, type DueWork } from "../due-work.ts";
import { ruledPerson, toldFacts } from "../intake/people.ts";
import { type PastEvents, withPast } from "../past.ts";
import { eventReplyFacts } from "./event-reply.ts";
import { decideWithChosen, sharesIn } from "./shares.ts";
import { type RulesThread, rulesHere } from "./thread.ts";

interface Parts {
  readonly record: RecordStore;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  /** Where texts are compared with patterns; absent for this thread. */
  readonly rules?: RulesThread;
}

/**
 * What rules have to run on is in the read model, and that they ran is an event which ends it: nothing is forgotten while the
 * program does not run, and nothing is run on twice. What a run does is run on after it.
 */
export function createTicketRuns({ record, now, randomBytes, log, rules = rulesHere }: Parts): DueWork {
  const newKey = (): MessageKey => messageKey(timeId(now(), randomBytes(10)));
  return createDueWork<RuleWorkRow>(
    { record, log, now },
    {
      begins: [
        ...(["TicketOpened", "StateChanged", "Changed", "NoteAdded"] as const),
        ...(["DeliveryAttempted", "DeliveryBounced", "TimeReached"] as const),
        ...(["ReplyComposed", "MessageReceived"] as const),
      ],
      due: (view, _, limit) => view.ruleWork(limit),
      id: ({ position }) => String(position),
      line: ({ ticket }) => ticket,
      give,
      what: "a run",
    },
  );

  async function give({ position, ticket }: RuleWorkRow): Promise<"done"> {
    const asked = questionOf(record.view, ticket);
    const answers = asked && (await rules.answer(asked.text, asked.mail));
    const ids = { assigned: newKey(), told: newKey(), reply: newKey() };
    await withPast(record, (past) =>
      record.commit(systemActor("rules"), (view, time) => {
        const row = view.ruleWorkAt(position);
        const facts = row && gather(view, past, row, { ids, now: time, ...(asked ? { answers } : {}) });
        // It is asked again if something else is to be asked by now.
        if (!facts || !isDeepStrictEqual(asked, questionOf(view, ticket))) return nothing(undefined);
        const events = decideTicketRules(facts);
        const dependsOn = [
          ...[...ticketsOf(view, events), settingsOf(view), peopleOf(view)],
          ...sharesIn(view, events),
        ];
        return { events, dependsOn, value: undefined };
      }),
    );
    return "done";
  }
}

/** What is to be found out about a ticket's texts before rules run; null if the rules can run at once. */
function questionOf(
  view: View,
  number: TicketNumber,
): { readonly text: string; readonly mail: MailForRules } | null {
  const ticket = view.ticket(number);
  if (ticket === null) return null;
  const { text } = view.activeRuleset(ticket.mailbox) ?? defaultRuleset;
  const compiled = compiledRuleset(text);
  const mail = mailOfTicket(ticket);
  return compiled && isCostly(compiled, mail) ? { text, mail } : null;
}

function gather(
  view: View,
  past: PastEvents,
  { position, ticket: number, depth, happening }: RuleWorkRow,
  { ids, now, ...answered }: Pick<TicketRuleFacts, "ids" | "now" | "answers">,
): TicketRuleFacts | null {
  const ticket = view.ticket(number);
  if (ticket === null) return null;
  const facts: TicketRuleFacts = {
    ...{ now, of: position, happening, depth, ticket, ids, reply: null, ...answered },
    ruleset: { ...(view.activeRuleset(ticket.mailbox) ?? defaultRuleset), groups: [], people: [] },
    lifecycle: view.lifecycle(),
    own: addressesOf(view.mailboxes()),
  };
  // What rules name, they say themselves; whether that exists is looked up for them alone.
  const { decided, chosen } = decideWithChosen(
    view,
    now,
    (some) => decideTicketRules({ ...facts, ruleset: { ...facts.ruleset, chosen: some } }),
    (events) => {
      const ran = ranIn(events);
      return ran && { fired: ran.fired, ticket: { ...ticket, requester: ticket.requester.address } };
    },
  );
  const { group, person, template, told } = namedByRun(decided);
  return {
    ...facts,
    ruleset: {
      ...facts.ruleset,
      ...(chosen.length > 0 ? { chosen } : {}),
      groups: group !== null && view.group(group) !== null ? [group] : [],
      people: person === null ? [] : [ruledPerson(view, person, number, now)],
      ...(told.length === 0 ? {} : { told: toldFacts(view, told, person, number, now) }),
    },
    reply: template === null ? null : eventReplyFacts(view, past, facts, template),
  };
}
