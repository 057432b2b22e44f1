/** A position in the written text. */
export interface Mark {
  readonly line: number;
  /** How many pieces of that line are before it. */
  readonly piece: number;
}

/** Collects text into lines the way a browser lays out blocks: white space collapsed, blocks on lines of their own. */
export class Lines {
  /** The depth of quotation: each level puts a ">" before the lines. */
  quote = 0;
  readonly #done: string[] = [];
  /** The text on the current line, without the quote marks; in pieces, since a line may be very long. */
  #line: string[] = [];
  #lineQuote = 0;
  #space = false;
  /** Whether an empty line has to precede the next text. */
  #gap = false;
  #watchers: ((line: string) => void)[] = [];

  /** The current position. */
  mark(): Mark {
    return { line: this.#done.length, piece: this.#line.length };
  }

  /** The first `limit` characters or so written since a position. */
  since(mark: Mark, limit: number): string {
    if (mark.line === this.#done.length) return joined(this.#line, mark.piece, limit);
    let out = "";
    for (let i = mark.line; i < this.#done.length && out.length < limit; i++)
      out += `${piece(this.#done[i])}\n`;
    return out + joined(this.#line, 0, limit);
  }

  /** Calls back with the next line that has text on it, once it is complete. */
  watch(then: (line: string) => void): void {
    if (this.#watchers.length < 20) this.#watchers.push(then);
  }

  /** Running text; white space in it is collapsed. */
  text(data: string): void {
    const text = data.replace(/[ \t\r\n\f\u200b\ufeff]+/g, " ");
    if (text === "") return;
    if (text === " ") {
      this.#space = true;
      return;
    }
    const lead = text.startsWith(" ");
    const trail = text.endsWith(" ");
    const space = (this.#space || lead) && this.#line.length > 0 && this.#line.at(-1) !== "\t";
    this.exactly((space ? " " : "") + text.slice(lead ? 1 : 0, trail ? -1 : undefined));
    this.#space = trail;
  }

  /** Text as it is, on the current line. */
  exactly(text: string): void {
    if (this.#line.length === 0) this.#begin();
    this.#line.push(text);
    this.#space = false;
  }

  /** Preformatted text. */
  verbatim(data: string): void {
    data.split(/\r\n?|\n/).forEach((part, i) => {
      if (i > 0) this.newline();
      if (part !== "") this.exactly(part);
    });
  }

  /** Ends the current line, even an empty one. */
  newline(): void {
    if (this.#line.length === 0) this.#begin();
    this.#flush();
  }

  /** Starts a new line for what follows. */
  block(): void {
    if (this.#line.length > 0) this.#flush();
    this.#space = false;
  }

  /** Puts an empty line before what follows. */
  paragraph(): void {
    this.block();
    this.#gap = true;
  }

  /** Starts the next cell of a table's row. */
  cell(): void {
    if (this.#line.length > 0 && this.#line.at(-1) !== "\t") this.#line.push("\t");
    this.#space = false;
  }

  /** All lines; at most two empty ones in a row, none at the ends. */
  toString(): string {
    this.block();
    const out: string[] = [];
    let empty = 0;
    for (const line of this.#done) {
      const text = line.replaceAll("\u00a0", " ").trimEnd();
      empty = text === "" ? empty + 1 : 0;
      if (empty < 3 && (out.length > 0 || text !== "")) out.push(text);
    }
    while (out.at(-1) === "") out.pop();
    return out.join("\n");
  }

  #begin(): void {
    const last = this.#done.at(-1);
    if (this.#gap && last !== undefined && !/^>*$/.test(last)) {
      this.#done.push(marks(Math.min(this.quote, this.#lineQuote)));
    }
    this.#gap = false;
    this.#lineQuote = this.quote;
  }

  #flush(): void {
    const text = this.#line.join("").trimEnd();
    const quoted = marks(this.#lineQuote);
    this.#done.push(quoted === "" || text === "" ? quoted + text : `${quoted} ${text}`);
    if (this.#watchers.length > 0 && text.trim() !== "") {
      for (const watcher of this.#watchers) watcher(text.trim());
      this.#watchers = [];
    }
    this.#line = [];
    this.#space = false;
  }
}

function joined(pieces: readonly string[], from: number, limit: number): string {
  let out = "";
  for (let i = from; i < pieces.length && out.length < limit; i++) out += piece(pieces[i]);
  return out;
}

/** A line or piece may be as long as the mail, and be requested at each of many links in it. */
const piece = (text = ""): string => text.slice(0, 5_000);

const marks = (depth: number): string => ">".repeat(Math.min(20, depth));
