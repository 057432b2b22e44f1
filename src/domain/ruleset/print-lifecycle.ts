/** A lifecycle in its canonical text (R-8): a line for each state, and one below it for whatever else is said of it. */
import { never } from "../../base/result.ts";
import { kindOfDeclared, type Only } from "../lifecycle/index.ts";
import { durationText } from "./duration.ts";
import type { Clause, StatePiece } from "./read-lifecycle.ts";
import { quoted } from "./tokens.ts";
import type { NameOfState } from "./tree.ts";

export function stateLines({ state, is, ways, clauses }: StatePiece): readonly string[] {
  const kind = kindOfDeclared({ name: state.name, kind: is });
  const to = ways.length === 0 ? "" : ` -> ${ways.map(nameText).join(", ")}`;
  return [`  ${kind} ${nameText(state)}${to}`, ...clauseLines(clauses)];
}

export const clauseLines = (clauses: readonly Clause[]): readonly string[] =>
  clauses.map((clause) => `    and ${clauseText(clause)}`);

function clauseText(clause: Clause): string {
  switch (clause.on) {
    case "mail":
      if (clause.to === null && clause.within === 0) return "opens a new ticket when the requester writes";
      return `${going(clause.to)} when the requester writes${clause.within === null ? "" : ` within ${durationText(clause.within)}`}`;
    case "reply":
      return `${going(clause.to)} when we reply`;
    case "time":
      return `returns to ${nameText(clause.to)} after ${durationText(clause.after)}`;
    case "way":
      return `to ${nameText(clause.to)} only by ${onlyText(clause.only)}`;
    default:
      return never(clause);
  }
}

const going = (to: NameOfState | null): string => (to === null ? "stays" : `goes to ${nameText(to)}`);

const onlyText = ({ administrators, groups }: Only): string =>
  [...(administrators ? ["administrators"] : []), ...groups.map((group) => `group ${quoted(group)}`)].join(
    " or ",
  );

/** Words that mean something else where the name of a state can stand, or are left out when a text is read. */
const words: ReadonlySet<string> = new Set([
  "a",
  "an",
  "the",
  "and",
  "or",
  "ruleset",
  "lifecycle",
  "calendar",
  "target",
  "rule",
  "test",
]);

/** The name of a state: in quotes if it could not be read without. */
export const nameText = ({ name }: Pick<NameOfState, "name">): string =>
  /^\p{L}[\p{L}\p{N}_-]*$/u.test(name) && !words.has(name) ? name : quoted(name);
