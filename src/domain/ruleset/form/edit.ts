/**
 * Changes the rules in a ruleset's text: adds, replaces, removes and moves them. All other text stays as it was written,
 * comments too.
 */
import { type Declared, type Parsed, type Piece, parseRuleset } from "../parse.ts";
import { printRuleset } from "../print.ts";
import { isWord, type Line, quoted, type Span } from "../tokens.ts";
import type { RuleParts } from "./rule-form.ts";

/** A text that was read without problems; rules are named by their place among the rules, from 0. */
export interface Editable {
  readonly text: string;
  readonly parsed: Parsed;
}

/**
 * Reads a text; null if there is something wrong with it, so that what belongs to a rule is not sure.
 * @param from what the default ruleset declares; absent for that one
 */
export function editable(text: string, from?: Declared): Editable | null {
  const parsed = parseRuleset(text, from);
  return parsed.problems.length === 0 ? { text, parsed } : null;
}

/** The rule's own lines as they are written, without what stands above them. */
export function ruleText({ text, parsed }: Editable, n: number): string {
  const block = blocksOf(text, parsed.pieces)[n];
  return block ? text.slice(block.head, block.to) : "";
}

/** Adds a rule below the others. */
export function withRule({ text, parsed }: Editable, rule: RuleParts): string {
  const printed = linesOf(piecesOf(rule));
  const last = blocksOf(text, parsed.pieces).at(-1);
  const test = parsed.pieces.find(({ kind }) => kind === "test");
  const lowest = parsed.pieces.findLast(({ kind }) => kind === "include");
  // Below the rules of other rulesets, where these come last.
  if (lowest && lowest.line.from > (last?.to ?? 0)) {
    const at = lineEnd(text, lowest.line.to);
    return spliced(text, at, at, `\n\n${printed}`);
  }
  if (last) return spliced(text, last.to, last.to, `\n\n${printed}`);
  if (test) {
    const at = startWithComments(text, lineStart(text, test.line.from));
    return spliced(text, at, at, `${printed}\n\n`);
  }
  return `${text.trimEnd()}\n\n${printed}\n`;
}

/**
 * Replaces a rule. Lines that say the same as before stay as they are, with their comments; those of other lines go above the
 * rule. Tests that name the rule name it by its new name.
 */
export function withRuleReplaced(from: Editable, n: number, rule: RuleParts): string {
  const { text, parsed } = from;
  const block = blocksOf(text, parsed.pieces)[n];
  const before = parsed.ruleset.rules[n];
  if (!block || !before) throw new Error(`no rule ${n}`);
  const { name, event, conditions, actions } = before;
  const now: RuleParts = {
    name: rule.name,
    event: rule.event,
    conditions: rule.conditions,
    actions: rule.actions,
  };
  if (same({ name, event, conditions, actions }, now)) return text;
  const printed = linesOf(withComments(piecesOf(rule), block.pieces));
  const changed = spliced(text, block.head, block.to, printed);
  return rule.name === name ? changed : withRuleNamed(changed, name, rule.name);
}

/** Removes a rule, with the comments right above it. */
export function withoutRule({ text, parsed }: Editable, n: number): string {
  const block = blocksOf(text, parsed.pieces)[n];
  if (!block) throw new Error(`no rule ${n}`);
  const after = text.slice(block.to).replace(/^\n+/, "");
  return `${text.slice(0, block.from).trimEnd()}\n${after === "" ? "" : `\n${after}`}`.replace(/^\n+/, "");
}

/** Swaps a rule, with the comments right above it, and the next one. */
export function withRuleLater({ text, parsed }: Editable, n: number): string {
  const blocks = blocksOf(text, parsed.pieces);
  const [one, next] = [blocks[n], blocks[n + 1]];
  if (!one || !next) throw new Error(`no rule after ${n}`);
  const between = text.slice(one.to, next.from);
  const swapped = text.slice(next.from, next.to) + between + text.slice(one.from, one.to);
  return spliced(text, one.from, next.to, swapped);
}

/** Where a rule stands in the text, in UTF-16 units: with the comments right above it, and without. */
interface Block {
  readonly from: number;
  readonly head: number;
  readonly to: number;
  readonly pieces: readonly Piece[];
}

function blocksOf(text: string, pieces: readonly Piece[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let n = 0; n < pieces.length; n += 1) {
    const first = pieces[n];
    if (first?.kind !== "rule") continue;
    let end = n + 1;
    while (isOfRule(pieces[end])) end += 1;
    const own = pieces.slice(n, end);
    const head = lineStart(text, first.line.from);
    const to = lineEnd(text, own.at(-1)?.line.to ?? first.line.to);
    blocks.push({ from: startWithComments(text, head), head, to, pieces: own });
  }
  return blocks;
}

const isOfRule = (piece: Piece | undefined): boolean =>
  piece?.kind === "when" || piece?.kind === "condition" || piece?.kind === "action";

const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

/** The start of the comments right above a line, which are about it. */
function startWithComments(text: string, line: number): number {
  let start = line;
  while (start > 0) {
    const above = lineStart(text, start - 1);
    if (!text.slice(above, start).trimStart().startsWith("#")) return start;
    start = above;
  }
  return start;
}

const spliced = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);

/** The rule as lines of its text, without a line's end. */
const linesOf = (pieces: readonly Piece[]): string => printRuleset({ pieces, below: [] }).trim();

const bare: Line = { tokens: [], above: [], beside: [], from: 0, to: 0 };

function piecesOf({ name, event, conditions, actions }: RuleParts): readonly Piece[] {
  return [
    { kind: "rule", name, line: bare },
    { kind: "when", event, line: bare },
    ...conditions.map((condition): Piece => ({ kind: "condition", condition, line: bare })),
    ...actions.map((action, n): Piece => ({ kind: "action", action, first: n === 0, line: bare })),
  ];
}

/** Gives new lines the comments of the old ones that say the same; the others' come beside the first line. */
function withComments(pieces: readonly Piece[], old: readonly Piece[]): readonly Piece[] {
  const left = [...old];
  const kept = pieces.map((piece): Piece => {
    const at = left.findIndex((other) => same(meaning(other), meaning(piece)));
    const [found] = at === -1 ? [] : left.splice(at, 1);
    return found ? { ...piece, line: { ...bare, ...commentsOf(found) } } : piece;
  });
  const lost = left.flatMap(({ line: { above, beside } }) => [...above, ...beside]);
  const [first, ...others] = kept;
  if (!first || lost.length === 0) return kept;
  const head = { ...first, line: { ...first.line, above: [...first.line.above, ...lost] } };
  return [head, ...others];
}

/** Both are read by the same reader, and so have their parts in the same order. */
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Comments above the head of a rule are not in its block. */
const commentsOf = ({ kind, line: { above, beside } }: Piece): Pick<Line, "above" | "beside"> => ({
  above: kind === "rule" ? [] : above,
  beside,
});

/** What a line says; of a head, that it is one. */
function meaning(piece: Piece): unknown {
  if (piece.kind === "condition") return [piece.kind, piece.condition];
  if (piece.kind === "action") return [piece.kind, piece.action];
  return piece.kind === "when" ? [piece.kind, piece.event] : [piece.kind];
}

/** Tests that expect a rule by its old name expect it by its new one. */
function withRuleNamed(text: string, old: string, name: string): string {
  const places: Span[] = [];
  for (const { kind, line } of parseRuleset(text).pieces) {
    if (kind !== "expect") continue;
    for (const [n, token] of line.tokens.entries())
      if (token.kind === "text" && token.value === old && isWord(line.tokens[n - 1], "rule"))
        places.push(token);
  }
  return places.reduceRight((changed, { from, to }) => spliced(changed, from, to, quoted(name)), text);
}
