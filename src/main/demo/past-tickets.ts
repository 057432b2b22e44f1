/**
 * Tickets of earlier years, for a demonstration with very many. They were closed long ago, so nobody plays them: each is
 * written down as the events that the engine records for such a case, many to a commit.
 */
import type { RandomBytes } from "../../base/clock.ts";
import { ticketNumber } from "../../base/ids.ts";
import type { PastStep } from "../../engine/history.ts";
import type { Calendar } from "./calendar.ts";
import { createCustomer } from "./customers.ts";
import { createDice } from "./dice.ts";
import { expand } from "./expand.ts";
import { createMatter } from "./matters.ts";
import { createPastCase } from "./past-case.ts";
import { ofCase, pickAgent } from "./talk.ts";
import { everyday } from "./texts/index.ts";
import { mannersOf } from "./texts/manners.ts";
import { agentSays, customerSays, noteSays } from "./voices.ts";

export interface PastTickets {
  /** They have the numbers 1 to this. */
  readonly tickets: number;
  /** They arrive in this many busy minutes of the calendar, from its beginning. */
  readonly length: number;
  readonly calendar: Calendar;
  readonly randomBytes: RandomBytes;
  /** Resolves when they are committed. */
  readonly record: (steps: readonly PastStep[]) => Promise<void>;
  /** Called after some tickets, with how many are recorded; aborts the work by throwing. */
  readonly progress: (done: number) => Promise<void>;
}

/** Tickets that are recorded together. */
const BATCH = 1000;
/** The last of them arrive this many busy minutes before the end, so that nearly all of them are closed then. */
const TAIL = 3000;

/** Writes them down in order of time. The same number gives the same people, mails and replies. */
export async function writePastTickets(past: PastTickets): Promise<void> {
  const { tickets, length, calendar, record, progress } = past;
  const arrivals = Math.max(length / 2, length - TAIL);
  const end = calendar.at(length);
  const dice = createDice(67);
  let waiting: readonly PastStep[] = [];
  for (let first = 0; first < tickets; first += BATCH) {
    const count = Math.min(BATCH, tickets - first);
    const steps = [...waiting];
    for (let i = first; i < first + count; i++) {
      steps.push(...pastTicket(past, i, ((i + dice.next()) / tickets) * arrivals));
    }
    // Steps after the next arrival wait for those of the next batch.
    const until = first + count < tickets ? calendar.at(((first + count) / tickets) * arrivals) : end;
    const ordered = steps.filter(({ time }) => time <= end).toSorted((a, b) => a.time - b.time);
    const later = ordered.findIndex(({ time }) => time > until);
    waiting = later === -1 ? [] : ordered.slice(later);
    await record(later === -1 ? ordered : ordered.slice(0, later));
    await progress(first + count);
  }
}

/** What happened in one of them. */
function pastTicket(
  { calendar, randomBytes }: PastTickets,
  index: number,
  arrival: number,
): readonly PastStep[] {
  const dice = createDice(71, index);
  const topic = dice.pick(dice.weighted(everyday));
  const { language } = topic;
  const customer = createCustomer(dice, language);
  const agent = pickAgent(dice, topic);
  const slots = { ...createMatter(dice, language, customer), agent: agent.name.split(" ")[0] ?? "" };
  const which = dice.whole(0, topic.asks.length - 1);
  const chosen = { topic, which, dice };
  let busy = arrival;
  const after = (minutes: number) => {
    busy += minutes;
    return calendar.at(busy);
  };
  const said = (body: string, first: boolean) =>
    customerSays(dice, language, { customer, slots, body, first });
  const reply = (body: string, spoken = language) => agentSays(dice, spoken, agent, slots, body);
  const past = createPastCase({
    number: ticketNumber(index + 1),
    ...{ topic, customer, agent, dice, randomBytes },
    subject: expand(ofCase(chosen, topic.subjects), dice, slots),
  });

  past.customerWrites(after(0), said(ofCase(chosen, topic.asks), true));
  if (dice.chance(0.45)) past.sorted(after(dice.around(12)));
  dice.weighted<() => void>([
    [36, answered],
    [10, discussed],
    [4, delayed],
    [4, thanked],
    [46, ignored],
  ])();
  return past.steps;

  /** Question and reply. */
  function answered(): void {
    past.agentReplies(after(dice.around(95)), reply(ofCase(chosen, topic.replies)), true);
  }

  /** The customer asks a further question. */
  function discussed(): void {
    const [question, answer] = ofCase(chosen, topic.more);
    past.agentReplies(after(dice.around(95)), reply(ofCase(chosen, topic.replies)), dice.chance(0.4));
    past.customerWrites(after(dice.around(500)), said(question, false));
    past.agentReplies(after(dice.around(200)), reply(answer), true);
  }

  /** It takes some days. */
  function delayed(): void {
    const { patience } = mannersOf(language);
    const [spoken, words] = patience.length > 0 ? [language, patience] : ["en", mannersOf("en").patience];
    past.agentReplies(after(dice.around(95)), reply(dice.pick(words), spoken), false);
    if (topic.notes?.length) past.note(after(3), noteSays(dice, slots, dice.pick(topic.notes)));
    past.agentReplies(after(dice.around(1500)), reply(ofCase(chosen, topic.replies)), true);
  }

  function thanked(): void {
    answered();
    past.customerWrites(after(dice.around(300)), said(dice.pick(mannersOf(language).thanks), false));
    past.close(after(dice.around(60)));
  }

  /** It needs no reply. */
  function ignored(): void {
    past.close(after(dice.around(120)));
  }
}
