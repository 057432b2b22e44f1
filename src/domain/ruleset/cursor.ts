/** Reads the tokens of one line, and says what it expected where it cannot go on. */
import { distance } from "../../base/distance.ts";
import { isDate } from "../calendar/index.ts";
import { clockText } from "./clock-text.ts";
import type { Problem, ProblemCode } from "./problems.ts";
import type { Line, Mark, Span, Token } from "./tokens.ts";
import type { NameOfState } from "./tree.ts";

/** Ends the reading of a line; caught by `readLine`. */
class Stuck {
  readonly problem: Problem;

  constructor(problem: Problem) {
    this.problem = problem;
  }
}

/**
 * Reads a line, all of it.
 * @returns null if it cannot be read: the problem is in `problems` then
 */
export function readLine<T>(line: Line, problems: Problem[], read: (cursor: Cursor) => T): T | null {
  const cursor = createCursor(line);
  try {
    const value = read(cursor);
    cursor.end();
    return value;
  } catch (stuck) {
    if (!(stuck instanceof Stuck)) throw stuck;
    problems.push(stuck.problem);
    return null;
  }
}

export interface Cursor {
  /** The token `ahead` tokens further on. */
  peek(ahead?: number): Token | undefined;
  /** Takes so many tokens, whatever they are. */
  skip(tokens: number): void;
  /** Takes these words if they are next. */
  takes(phrase: string): boolean;
  takesMark(mark: Mark): boolean;
  /** Takes the longest of these phrases that is next; null if none is. */
  choose<T>(phrases: ReadonlyMap<string, T>): T | null;
  /** As `choose`; gets stuck if none is next, naming the phrases or suggesting the one that was meant. */
  oneOf<T>(phrases: ReadonlyMap<string, T>, also?: readonly string[]): T;
  /** Takes a text in quotes. */
  text(): Token & { readonly kind: "text" };
  /** Takes a text in quotes that is not empty; its value. */
  filledText(): string;
  number(): number;
  /** Takes a time of day, in minutes since midnight. */
  time(): number;
  /** Takes a date, such as "2026-12-25", that there is. */
  date(): string;
  /** Notes the name of a state, to be compared with those that there are once all is read. */
  names(state: NameOfState): void;
  /** The names that were noted. */
  readonly named: readonly NameOfState[];
  /** Gets stuck at a place, the next token if none is given. */
  stuck(code: ProblemCode, params?: Problem["params"], at?: Span): never;
  /** Gets stuck if anything is left. */
  end(): void;
}

/** How many letters a misspelt word may differ by. */
const CLOSE = 2;
/** In the wrong place, they are not misspelt. */
const keywords: ReadonlySet<string> = new Set([
  "lifecycle",
  "calendar",
  "rule",
  "test",
  "when",
  "then",
  "given",
  "expect",
  "and",
  "or",
  "not",
]);

function createCursor(line: Line): Cursor {
  let at = 0;
  const named: NameOfState[] = [];
  const { tokens } = line;
  const here = (): Span => tokens[at] ?? { from: line.to, to: line.to };

  const cursor: Cursor = {
    named,
    names: (state) => named.push(state),
    peek: (ahead = 0) => tokens[at + ahead],
    skip(tokens) {
      at += tokens;
    },
    takes(phrase) {
      const n = lengthIfNext(phrase);
      at += n;
      return n > 0;
    },
    takesMark(mark) {
      const token = tokens[at];
      if (token?.kind !== "mark" || token.value !== mark) return false;
      at += 1;
      return true;
    },
    choose(phrases) {
      let best: string | null = null;
      let most = 0;
      for (const phrase of phrases.keys()) {
        const n = lengthIfNext(phrase);
        if (n > most) [best, most] = [phrase, n];
      }
      if (best === null) return null;
      at += most;
      return phrases.get(best) ?? null;
    },
    oneOf(phrases, also = []) {
      const found = cursor.choose(phrases);
      if (found !== null) return found;
      return expected([...phrases.keys(), ...also]);
    },
    text() {
      const token = tokens[at];
      if (token?.kind !== "text") return cursor.stuck("expected", { what: "text", found: shown(token) });
      at += 1;
      return token;
    },
    filledText() {
      const token = cursor.text();
      return token.value.trim() === "" ? cursor.stuck("empty", {}, token) : token.value;
    },
    number() {
      const token = tokens[at];
      if (token?.kind !== "number") return cursor.stuck("expected", { what: "number", found: shown(token) });
      at += 1;
      return token.value;
    },
    time() {
      const token = tokens[at];
      if (token?.kind !== "time") return cursor.stuck("expected", { what: "time", found: shown(token) });
      if (token.value < 0) return cursor.stuck("time");
      at += 1;
      return token.value;
    },
    date() {
      const token = tokens[at];
      if (token?.kind !== "date") return cursor.stuck("expected", { what: "date", found: shown(token) });
      if (!isDate(token.value)) return cursor.stuck("date", { date: token.value });
      at += 1;
      return token.value;
    },
    stuck(code, params = {}, { from, to } = here()): never {
      throw new Stuck({ code, params, from, to });
    },
    end() {
      const token = tokens[at];
      if (token?.kind === "text" && tokens[at - 1]?.kind === "text")
        cursor.stuck("comma", { found: shown(token) }, token);
      if (token) cursor.stuck("left-over", { found: shown(token) }, { from: token.from, to: line.to });
    },
  };
  return cursor;

  /** How many tokens the phrase takes here; 0 if it is not next. */
  function lengthIfNext(phrase: string): number {
    const words = phrase.split(" ");
    const next = tokens.slice(at, at + words.length);
    return words.every((word, n) => next[n]?.kind === "word" && next[n].value === word) ? words.length : 0;
  }

  /** Points at the first word that no phrase has in its place. */
  function expected(phrases: readonly string[]): never {
    let fits = phrases;
    let skipped = 0;
    for (;;) {
      const token = tokens[at + skipped];
      const going = fits.filter((one) => token?.kind === "word" && one.split(" ")[skipped] === token.value);
      if (going.length === 0) break;
      fits = going;
      skipped += 1;
    }
    const token = tokens[at + skipped];
    const next = [...new Set(fits.flatMap((one) => one.split(" ").slice(skipped, skipped + 1)))];
    const place = token ?? { from: line.to, to: line.to };
    if (token?.kind === "word" && !keywords.has(token.value)) {
      const close = next.find((word) => distance(word, token.value) <= Math.min(CLOSE, word.length - 2));
      if (close !== undefined) return cursor.stuck("unknown-close", { found: token.value, close }, place);
    }
    const said = fits.map((one) => one.split(" ").slice(skipped).join(" ")).filter((one) => one !== "");
    return cursor.stuck("expected", { what: said.join(", "), found: shown(token) }, place);
  }
}

/** A token as it is quoted in an error; "" at the end of the line. */
function shown(token: Token | undefined): string {
  if (token === undefined) return "";
  if (token.kind === "time" && token.value >= 0) return clockText(token.value);
  return token.kind === "text" ? `"${token.value.slice(0, 40)}"` : String(token.value).slice(0, 40);
}
