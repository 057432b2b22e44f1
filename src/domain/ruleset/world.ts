/** The facts of one run as its rules see them: each text prepared once, and all words sought in it found in one pass. */
import { never } from "../../base/result.ts";
import type { Lifecycle } from "../lifecycle/index.ts";
import { priorities } from "../ticket/index.ts";
import { choiceOf, chosenBy, type RuleFacts, type TicketForRules, valuesOf } from "./facts.ts";
import { composed, fold } from "./fold.ts";
import { createLiterals, type Literals } from "./literals.ts";
import { movedTo } from "./states.ts";
import type { Action, ChoiceFact, TextFact } from "./tree.ts";

/** The texts that a ruleset asks for, with the words sought in each. */
export interface Sought {
  /** @returns the place of a text, by which a world has it */
  text(fact: TextFact, exactly: boolean): number;
  /** @param word folded or composed. @returns its place among the words sought in that text */
  word(text: number, word: string): number;
  /** @returns the place of a test of a text of the mail, by which its answer is found */
  test(): number;
  /** A pattern or an expression has that many states. */
  hasStates(states: number): void;
  /** The states of all of them. */
  states(): number;
  /** No test has been answered yet. */
  noAnswers(): TextAnswers;
  /** The facts of a mail, once all texts, words and tests are known. */
  world(facts: RuleFacts, answers?: TextAnswers): World;
}

/** What is known of the tests of a mail's texts, each by its place: an `ANSWER`. */
export type TextAnswers = Uint8Array;

export const ANSWER = { unknown: 0, no: 1, yes: 2 } as const;

/** The facts as earlier rules left them (R-12). */
export interface World {
  readonly answers: TextAnswers;
  /** Whether a test of a text holds; null if that is not known. */
  answer(test: number): boolean | null;
  facts(): RuleFacts;
  apply(action: Action): void;
  /** The values of a text, folded or composed; null if it is missing. */
  values(text: number): readonly string[] | null;
  /** For each word sought in a text, 1 if any of its values contains it. */
  found(text: number): Uint8Array;
  /** The value of a choice, folded; null for none. */
  choice(fact: ChoiceFact): string | null;
}

interface Text {
  readonly fact: TextFact;
  readonly exactly: boolean;
  readonly words: Map<string, number>;
  literals: Literals | null;
}

/** @param lifecycle where rules may move a ticket */
export function createSought(lifecycle: Lifecycle): Sought {
  const texts: Text[] = [];
  const places = new Map<string, number>();
  let tests = 0;
  let states = 0;
  return {
    test: () => tests++,
    hasStates(more) {
      states += more;
    },
    states: () => states,
    noAnswers: () => new Uint8Array(tests),
    text(fact, exactly) {
      const key = `${fact.name === "header" ? `header:${fact.header}` : fact.name} ${exactly}`;
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, texts.length);
      return texts.push({ fact, exactly, words: new Map(), literals: null }) - 1;
    },
    word(text, word) {
      const { words } = textAt(texts, text);
      const known = words.get(word);
      if (known !== undefined) return known;
      words.set(word, words.size);
      return words.size - 1;
    },
    world: (facts, answers = none) => createWorld(facts, texts, answers, lifecycle),
  };
}

function textAt(texts: readonly Text[], place: number): Text {
  const text = texts[place];
  if (text === undefined) throw new Error(`no text has the place ${place}`);
  return text;
}

const none: TextAnswers = new Uint8Array(0);

function createWorld(
  start: RuleFacts,
  texts: readonly Text[],
  answers: TextAnswers,
  lifecycle: Lifecycle,
): World {
  let facts = start;
  const values: (readonly string[] | null | undefined)[] = [];
  const found: (Uint8Array | undefined)[] = [];
  const choices = new Map<ChoiceFact, { readonly of: string | null; readonly folded: string | null }>();
  const world: World = {
    answers,
    answer(test) {
      const is = answers[test] ?? ANSWER.unknown;
      return is === ANSWER.unknown ? null : is === ANSWER.yes;
    },
    facts: () => facts,
    apply(action) {
      const ticket = ticketAfter(facts.ticket, action, lifecycle, facts);
      if (ticket === facts.ticket) return;
      const sameTags = ticket.tags === facts.ticket.tags;
      facts = { ...facts, ticket };
      if (sameTags) return;
      for (const [place, { fact }] of texts.entries())
        if (fact.name === "tags") values[place] = found[place] = undefined;
    },
    values(place) {
      const known = values[place];
      if (known !== undefined) return known;
      const { fact, exactly } = textAt(texts, place);
      const prepared = valuesOf(facts, fact)?.map(exactly ? composed : fold) ?? null;
      values[place] = prepared;
      return prepared;
    },
    found(place) {
      const known = found[place];
      if (known !== undefined) return known;
      const text = textAt(texts, place);
      const marks = new Uint8Array(text.words.size);
      text.literals ??= createLiterals([...text.words.keys()]);
      for (const value of world.values(place) ?? []) text.literals.find(value, marks);
      found[place] = marks;
      return marks;
    },
    choice(fact) {
      const of = choiceOf(facts, fact);
      const known = choices.get(fact);
      if (known?.of === of) return known.folded;
      const folded = of === null ? null : fold(of);
      choices.set(fact, { of, folded });
      return folded;
    },
  };
  return world;
}

/**
 * The ticket after an action; the same value, or the same tags, if nothing changes about them.
 * @param facts whom shares choose
 */
export function ticketAfter(
  ticket: TicketForRules,
  action: Action,
  lifecycle: Lifecycle,
  facts: Pick<RuleFacts, "chosen">,
): TicketForRules {
  switch (action.do) {
    case "set-category":
      return { ...ticket, category: action.category };
    case "set-priority":
      return { ...ticket, priority: action.priority };
    case "raise-priority":
    case "lower-priority": {
      const at = priorities.indexOf(ticket.priority) + (action.do === "raise-priority" ? 1 : -1);
      return { ...ticket, priority: priorities[at] ?? ticket.priority };
    }
    case "assign-group":
      return { ...ticket, group: action.group, assignee: chosenIn(action, facts) ?? ticket.assignee };
    case "assign-person":
      return { ...ticket, assignee: action.person };
    case "set-target":
      return { ...ticket, target: action.target };
    case "add-tag":
      return ticket.tags.includes(action.tag) ? ticket : { ...ticket, tags: [...ticket.tags, action.tag] };
    case "remove-tag":
      return ticket.tags.includes(action.tag)
        ? { ...ticket, tags: ticket.tags.filter((tag) => tag !== action.tag) }
        : ticket;
    case "set-state":
      return { ...ticket, state: movedTo(lifecycle, ticket.state, action.state) };
    case "forward":
    case "call":
    case "note":
    case "notify-person":
    case "notify-group":
    case "notify-assignee":
    case "reply":
    case "no-auto-reply":
    case "hold":
    case "file":
    case "stop":
      return ticket;
    default:
      return never(action);
  }
}

/** Whom an action chooses from a group; null for nobody. */
export const chosenIn = (action: Action, facts: Pick<RuleFacts, "chosen">): string | null =>
  action.do === "assign-group" && action.group !== null && action.share
    ? chosenBy(facts, action.group, action.share)
    : null;
