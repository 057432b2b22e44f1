/** A place in what has been written. */
export interface Mark {
  readonly line: number;
  readonly column: number;
}

/** Collects text into lines the way a browser lays out blocks: white space collapsed, blocks on lines of their own. */
export class Lines {
  /** How deep in quotations we are: each level gives a ">" before the lines. */
  quote = 0;
  readonly #done: string[] = [];
  /** What is already on the current line, without the quotation marks, in pieces. */
  #line = "";
  #lineQuote = 0;
  #space = false;
  /** Whether an empty line is owed before the next text. */
  #gap = false;
  #watchers: ((line: string) => void)[] = [];

  /** Where we are. */
  mark(): Mark {
    return { line: this.#done.length, column: this.#line.length };
  }

  /** The first `limit` characters or so of what has been written since then. */
  since(mark: Mark, limit: number): string {
    if (mark.line === this.#done.length) return this.#line.slice(mark.column, mark.column + limit);
    let out = (this.#done[mark.line] ?? "").slice(mark.column);
    for (let i = mark.line + 1; i < this.#done.length && out.length < limit; i++) out += `\n${this.#done[i]}`;
    return `${out}\n${this.#line.slice(0, limit)}`;
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
    if (this.#line === "") this.#begin();
    else if (this.#space || lead) this.#line += " ";
    this.#line += text.slice(lead ? 1 : 0, trail ? -1 : undefined);
    this.#space = trail;
  }

  /** Text as it is, on the current line. */
  exactly(text: string): void {
    if (this.#line === "") this.#begin();
    this.#line += text;
    this.#space = false;
  }

  /** Preformatted text. */
  verbatim(data: string): void {
    data.split(/\r?\n/).forEach((part, i) => {
      if (i > 0) this.newline();
      if (part !== "") this.exactly(part);
    });
  }

  /** Ends the current line, even an empty one. */
  newline(): void {
    if (this.#line === "") this.#begin();
    this.#flush();
  }

  /** What follows starts on a new line. */
  block(): void {
    if (this.#line !== "") this.#flush();
    this.#space = false;
  }

  /** What follows starts after an empty line. */
  paragraph(): void {
    this.block();
    this.#gap = true;
  }

  /** What follows is the next cell of a table's row. */
  cell(): void {
    if (this.#line !== "" && !this.#line.endsWith("\t")) this.#line += "\t";
    this.#space = false;
  }

  /** All lines; no more than two empty ones in a row, none at the ends. */
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
    if (this.#gap && last !== undefined && last.replace(/^>+/, "") !== "") {
      this.#done.push(marks(Math.min(this.quote, this.#lineQuote)));
    }
    this.#gap = false;
    this.#lineQuote = this.quote;
  }

  #flush(): void {
    const text = this.#line.trimEnd();
    const quoted = marks(this.#lineQuote);
    this.#done.push(quoted === "" || text === "" ? quoted + text : `${quoted} ${text}`);
    if (text.trim() !== "" && this.#watchers.length > 0) {
      for (const watcher of this.#watchers) watcher(text.trim());
      this.#watchers = [];
    }
    this.#line = "";
    this.#space = false;
  }
}

const marks = (depth: number): string => ">".repeat(Math.min(20, depth));
