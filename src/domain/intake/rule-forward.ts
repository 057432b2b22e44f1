/** Where rules forward a mail to (I-121), and where they must not. */
import type { NewEvent } from "../events.ts";
import { domainOf, isPublicProvider, normalAddress, ownAddresses } from "../mail/index.ts";
import { writeRuleForward } from "../outgoing/index.ts";
import type { Run } from "../ruleset/index.ts";
import type { NoForward, RulesRan, TicketEvent } from "../ticket/index.ts";
import type { AutoReplyCounts, Facts } from "./facts.ts";
import type { RepliedTicket } from "./rule-reply.ts";
import { toldKey } from "./rule-told.ts";

type Received = Extract<TicketEvent, { type: "MessageReceived" }>;

/** The addresses to which one run forwards a mail, at most. */
const MOST_FORWARDS = 5;
/** Mails forwarded to one address, and all that the program sends by itself, within a day. */
const limits = { toAddress: 200, toAll: 2000 } as const;

/** Where a run forwards the mail to, each address once. */
export const forwardsIn = (actions: readonly Run["actions"][number]["action"][]): readonly string[] =>
  [...new Set(actions.flatMap((one) => (one.do === "forward" ? [one.to] : [])))].slice(0, MOST_FORWARDS);

interface RuledForwards {
  readonly events: readonly NewEvent[];
  readonly not: NonNullable<RulesRan["notForwarded"]>;
}

/** The mails that a run forwards. */
export function ruledForwards(
  facts: Facts,
  message: Received,
  { number, token, joined }: Pick<RepliedTicket, "number" | "token" | "joined">,
  { actions }: Pick<Run, "actions">,
): RuledForwards {
  const known = facts.ruleset.forward;
  const events: NewEvent[] = [];
  const not: { to: string; because: NoForward }[] = [];
  for (const to of forwardsIn(actions.map(({ action }) => action))) {
    const given = known?.given.find((one) => one.to === to)?.counts;
    // Without more facts, it is only asked what they are to be about.
    if (!known?.from || given === undefined) continue;
    const because = keptFrom(facts, message, { to, joined }, given);
    if (because !== null) {
      not.push({ to, because });
      continue;
    }
    const event = writeRuleForward({
      ...{ message: toldKey(facts.ids.forward, events.length), answers: message.message, to },
      ...{ ticket: { number, token }, from: known.from, subject: message.subject, text: known.text },
      ...{ hostname: known.hostname, now: facts.now, attachment: known.mail },
    });
    events.push({ ticket: number, event });
  }
  return { events, not };
}

/** Why a mail must not go there; null if it may. */
function keptFrom(
  { own, read }: Pick<Facts, "own" | "read">,
  { from, automatic }: Received,
  { to, joined }: { readonly to: string; readonly joined: boolean },
  given: AutoReplyCounts,
): NoForward | null {
  if (ownAddresses(own)(to)) return "own";
  if (normalAddress(from.address) === to) return "author";
  // What a desk sends by itself says so: two desks do not forward to each other.
  if (read.ok && read.mail.headers.some(([name]) => name === "x-mailmanager-automatic")) return "loop";
  // It may be the answer to an earlier forward, from a person there or from their program.
  const domain = domainOf(to);
  const isTheirs = domainOf(from.address) === domain && !isPublicProvider(domain);
  if ((automatic !== false && (joined || isTheirs)) || (joined && isTheirs)) return "answer";
  return given.toAddress >= limits.toAddress || given.toAll >= limits.toAll ? "limit" : null;
}
