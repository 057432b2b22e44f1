import { styleText } from "node:util";

export type Style = "bold" | "inverse" | "red" | "yellow" | "green" | "cyan";

/** A piece of a line; a line is one or several of them. Colours only underline what the words say. */
export interface Span {
  readonly text: string;
  readonly style?: Style | readonly Style[];
}
export type Line = string | readonly Span[];

/** What the terminal can show: 7-bit characters alone, or Latin 1 and drawn lines, too. */
export type Glyphs = "ascii" | "latin";

/** Which characters a terminal of that name has for certain. */
export function glyphsOf(terminal: string | undefined): Glyphs {
  return /^(linux|xterm|screen|tmux)/.test(terminal ?? "") ? "latin" : "ascii";
}

/**
 * A line as it goes to the terminal: no longer than `width`, with nothing in it that steers the terminal, wherever the
 * text comes from.
 */
export function paint(line: Line, width: number, glyphs: Glyphs): string {
  let room = width;
  let painted = "";
  for (const { text, style } of typeof line === "string" ? [{ text: line }] : line) {
    const shown = showable(text, glyphs).slice(0, room);
    room -= shown.length;
    painted += style && shown !== "" ? styled(style, shown) : shown;
  }
  return painted;
}

function styled(style: Style | readonly Style[], text: string): string {
  return styleText(typeof style === "string" ? style : [...style], text, { validateStream: false });
}

/** Breaks a text into lines of at most `width` characters, between words where it can. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let current = "";
    for (const word of paragraph.split(/\s+/)) {
      const longer = current === "" ? word : `${current} ${word}`;
      if (longer.length <= width) {
        current = longer;
        continue;
      }
      if (current !== "") lines.push(current);
      current = word;
      for (; current.length > width; current = current.slice(width)) lines.push(current.slice(0, width));
    }
    lines.push(current);
  }
  return lines;
}

const plainer: Readonly<Record<string, string>> = {
  "─": "-",
  "│": "|",
  "█": "#",
  "░": ".",
  "·": "-",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "–": "-",
  "—": "-",
  "…": "...",
  "›": ">",
};

/** Everything one column wide: of what a console's font may lack, the nearest thing or a question mark. */
function showable(text: string, glyphs: Glyphs): string {
  return text
    .replace(/\t/g, "  ")
    .replace(/[“”‘’–—…›]/g, (found) => plainer[found] ?? "?")
    .replace(glyphs === "latin" ? /[^\x20-\x7e\xa0-\xff─│█░]/gu : /[^\x20-\x7e]/gu, (found) => {
      const plain = glyphs === "ascii" ? plainer[found] : undefined;
      return plain ?? "?";
    });
}
