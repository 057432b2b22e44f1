/** What rules set off by what they do: run after run, as it would go in the product. */
import { MOST_RUNS, ruledFields, type TicketHappened } from "../ticket/index.ts";
import type { Evaluator, Run } from "./evaluate.ts";
import type { RuleFacts, TicketForRules } from "./facts.ts";

/** Runs that are followed. */
const MOST_FOLLOWED = 3_000;

/** What a run's changes are for other rules, in the order in which they are recorded. */
function causedBy(
  before: TicketForRules,
  { ticket, actions }: Pick<Run, "ticket" | "actions">,
): readonly TicketHappened[] {
  const fields = ruledFields.filter((one) => textOf(before, one) !== textOf(ticket, one));
  const caused: TicketHappened[] = fields.length > 0 ? [{ on: "fields", fields }] : [];
  if (before.state !== ticket.state) caused.push({ on: "state", from: before.state, to: ticket.state });
  if (actions.some(({ action }) => action.do === "note")) caused.push({ on: "note" });
  return caused;
}

const textOf = (ticket: TicketForRules, field: (typeof ruledFields)[number]): string | null =>
  field === "tags" ? ticket.tags.toSorted().join("\n") : ticket[field];

/** Whether what happened leads to more runs in a row than there may be. */
export function isEndless(evaluator: Evaluator, start: RuleFacts): boolean {
  let { ticket } = start;
  const waiting = [{ facts: start, depth: 0 }];
  for (let n = 0; n < MOST_FOLLOWED; n += 1) {
    const next = waiting.shift();
    if (next === undefined) return false;
    const { facts, depth } = next;
    const run = evaluator.run({ ...facts, ticket });
    const caused = causedBy(ticket, run).map((happened): RuleFacts => {
      const { mailbox, subject } = facts.mail;
      const requester = facts.happening?.requester ?? facts.mail.sender ?? "";
      return {
        ...facts,
        ...{ isReply: false, mail: { ...facts.mail, mailbox, subject } },
        happening: { happened, by: "rule", requester },
      };
    });
    // Only what a rule waits for is run on.
    const heard = caused.filter((one) => isHeard(evaluator, { ...one, ticket: run.ticket }));
    if (depth + 1 >= MOST_RUNS && heard.length > 0) return true;
    waiting.push(...heard.map((one) => ({ facts: one, depth: depth + 1 })));
    ticket = run.ticket;
  }
  return true;
}

const isHeard = (evaluator: Evaluator, facts: RuleFacts): boolean =>
  evaluator.run(facts).trace.some(({ is }) => is !== "other-event");
