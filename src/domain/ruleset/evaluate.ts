/** Runs a ruleset on the facts of one mail. */
import { type Lifecycle, mayMove, program, type State } from "../lifecycle/index.ts";
import { isWaitedFor } from "../ticket/index.ts";
import { compileCondition, type Holding } from "./conditions.ts";
import type { MailForRules, RuleFacts, TicketForRules } from "./facts.ts";
import { waitOf } from "./read-event.ts";
import { lifecycleIn } from "./states.ts";
import { type Action, isMailEvent, type Rule, type RuleEvent, type Ruleset } from "./tree.ts";
import { chosenIn, createSought, type TextAnswers, type World } from "./world.ts";

/** What a run gives: actions as data, what they come to, and why. */
export interface Run {
  /** In the order in which they were collected. */
  readonly actions: readonly Done[];
  readonly trace: readonly TraceEntry[];
  /** The states that rules set, one after the other, also where the lifecycle has no such way. */
  readonly moves: readonly Move[];
  readonly ticket: TicketForRules;
  /** Whether the mail becomes part of a ticket, waits for a person, or is filed; with the reason that was given. */
  readonly place: { readonly is: "ticket" | "held" | "filed"; readonly reason: string | null };
  /** False if no auto-reply is to be sent, nor a reply. */
  readonly autoReply: boolean;
  /** The reply that rules ask for: the last one counts. */
  readonly reply: { readonly rule: string; readonly template: string } | null;
}

export interface Done {
  readonly rule: string;
  readonly action: Action;
  /** Whom a share chose; absent for nobody, and for other actions. */
  readonly chosen?: string;
}

/** A rule sets the state. */
export interface Move {
  readonly rule: string;
  readonly from: State;
  readonly to: State;
  /** Whether the lifecycle allows it; otherwise the ticket stays where it is. */
  readonly allowed: boolean;
}

/** A rule that was tried. */
export type TraceEntry = { readonly rule: string } & (
  | { readonly is: "fired" | "other-event" }
  /** The first condition that did not hold, counted from 0. */
  | { readonly is: "not-met"; readonly condition: number }
  /** It could not be evaluated; the kind of error. */
  | { readonly is: "failed"; readonly error: string }
);

/** Sees each rule as it is tried, with the facts as earlier rules left them. */
export type Observe = (rule: Rule, entry: TraceEntry, facts: RuleFacts) => void;

export interface Evaluator {
  /** @param answers what is known of the mail's texts: tests that it has are not made again. The run is the same without it. */
  run(facts: RuleFacts, observe?: Observe, answers?: TextAnswers): Run;
  /** Makes the tests of a mail's texts that a run may need, whatever its ticket is; or those of a ticket's, in `noMail`. */
  answer(mail: MailForRules): TextAnswers;
  /** The states of all patterns and expressions: each character of a text costs up to this many steps. */
  readonly states: number;
}

/** Rules, with the lifecycle that they declare; without one, it is the one that the program brings. */
export type Runnable = Pick<Ruleset, "rules"> & Partial<Pick<Ruleset, "lifecycle">>;

/** Compiles a ruleset, once for all runs. */
export function createEvaluator(ruleset: Runnable): Evaluator {
  const { rules } = ruleset;
  const lifecycle = lifecycleIn(ruleset);
  const sought = createSought(lifecycle);
  const compiled = rules.map((rule) => ({
    rule,
    happens: happens(rule.event, lifecycle),
    conditions: rule.conditions.map((condition) => compileCondition(condition, sought)),
    entries: entriesOf(rule),
  }));
  return {
    states: sought.states(),
    answer(mail) {
      const world = sought.world({ isReply: false, mail, ticket: anyTicket }, sought.noAnswers());
      for (const { conditions } of compiled) conditions.every(({ ahead }) => ahead(world) !== false);
      return world.answers;
    },
    run(facts, observe, answers) {
      const world = sought.world(facts, answers);
      const actions: Done[] = [];
      const trace: TraceEntry[] = [];
      const moves: Move[] = [];
      for (const one of compiled) {
        const { rule } = one;
        const entry = tried(one, world);
        trace.push(entry);
        observe?.(rule, entry, world.facts());
        if (entry.is !== "fired") continue;
        for (const action of rule.actions) {
          const chosen = chosenIn(action, facts);
          actions.push({ rule: rule.name, action, ...(chosen === null ? {} : { chosen }) });
          if (action.do === "set-state") {
            const [from, to] = [world.facts().ticket.state, action.state];
            moves.push({ rule: rule.name, from, to, allowed: mayMove(lifecycle, from, to, program) });
          }
          world.apply(action);
        }
        if (rule.actions.at(-1)?.do === "stop") break;
      }
      const { ticket } = world.facts();
      return { actions, trace, moves, ticket, ...outcome(actions) };
    },
  };
}

/** Answers depend on none of it. */
const anyTicket: TicketForRules = {
  category: null,
  priority: "normal",
  group: null,
  assignee: null,
  tags: [],
  target: null,
  state: "",
};

/** A rule ready to run, with what a trace can say of it: most rules do not fire, and a trace names them all. */
interface Compiled {
  readonly rule: Rule;
  readonly happens: (facts: RuleFacts) => boolean;
  readonly conditions: readonly Holding[];
  readonly entries: {
    readonly fired: TraceEntry;
    readonly otherEvent: TraceEntry;
    readonly notMet: readonly TraceEntry[];
  };
}

const entriesOf = ({ name: rule, conditions }: Rule): Compiled["entries"] => ({
  fired: { rule, is: "fired" },
  otherEvent: { rule, is: "other-event" },
  notMet: conditions.map((_, condition) => ({ rule, is: "not-met", condition })),
});

function tried({ rule, happens, conditions, entries }: Compiled, world: World): TraceEntry {
  if (!happens(world.facts())) return entries.otherEvent;
  try {
    const failed = conditions.findIndex(({ holds }) => !holds(world));
    return entries.notMet[failed] ?? entries.fired;
  } catch (cause) {
    const error = cause instanceof Error ? cause.name : typeof cause;
    return { rule: rule.name, is: "failed", error };
  }
}

/** Whether a rule's event is what happened. */
export function happens(event: RuleEvent, lifecycle: Lifecycle): (facts: RuleFacts) => boolean {
  if (!isMailEvent(event)) {
    const wait = waitOf(event, lifecycle);
    return ({ happening }) => happening !== undefined && isWaitedFor(wait, happening.happened);
  }
  return ({ happening, isReply }) =>
    happening === undefined && (event === "mail arrives" || (event === "reply arrives") === isReply);
}

export function outcome(actions: Run["actions"]): Pick<Run, "place" | "autoReply" | "reply"> {
  let place: Run["place"] = { is: "ticket", reason: null };
  let autoReply = true;
  let reply: Run["reply"] = null;
  for (const { rule, action } of actions) {
    if (action.do === "reply") reply = { rule, template: action.template };
    if (action.do === "hold") place = { is: "held", reason: action.reason };
    if (action.do === "file") place = { is: "filed", reason: action.reason };
    if (action.do === "no-auto-reply") autoReply = false;
  }
  return { place, autoReply, reply };
}
