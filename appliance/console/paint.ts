import { styleText } from "node:util";

export type Style = "bold" | "inverse" | "red" | "yellow" | "green" | "cyan";

/** A styled piece of a line. Colour only emphasises what the text says. */
export interface Span {
  readonly text: string;
  readonly style?: Style | readonly Style[];
}
export type Line = string | readonly Span[];

/** What the terminal can show: 7-bit characters only, or Latin 1 and line drawing too. */
export type Glyphs = "ascii" | "latin";

/** Which characters a terminal type (TERM) can show for certain. */
export function glyphsOf(terminal: string | undefined): Glyphs {
  return /^(linux|xterm|screen|tmux)/.test(terminal ?? "") ? "latin" : "ascii";
}

/** A line as written to the terminal: no longer than `width`, without control characters, whatever the text. */
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

/** Wraps a text into lines of at most `width` characters, between words if possible. */
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
  "«": '"',
  "»": '"',
  œ: "oe",
  Œ: "OE",
  "\u00a0": " ",
  "\u202f": " ",
};

/**
 * A text in which each character is one column wide: what a console's font may lack becomes the nearest character or a
 * question mark.
 */
function showable(text: string, glyphs: Glyphs): string {
  return text
    .replace(/\t/g, "  ")
    .replace(/[“”‘’–—…›]/g, (found) => plainer[found] ?? "?")
    .replace(
      glyphs === "latin" ? /[^\x20-\x7e\xa0-\xff─│█░]/gu : /[^\x20-\x7e]/gu,
      (found) => plainer[found] ?? withoutAccents(found) ?? "?",
    );
}

/** The plain letter of one with accents; null for other characters. */
function withoutAccents(char: string): string | null {
  const plain = char.normalize("NFD").replace(/\p{M}/gu, "");
  return /^[\x20-\x7e]+$/.test(plain) ? plain : null;
}
