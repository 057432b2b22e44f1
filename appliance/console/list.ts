import { type Line, wrapped } from "./paint.ts";
import { type KeyPress, show, type Ui, type ViewSize } from "./view.ts";

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  /** What it does, shown under the list while it is selected. */
  readonly hint?: string;
}

export interface List<T> {
  readonly title: string;
  /** The lines above the list; called for every redraw, so they can change. */
  readonly above: (room: ViewSize) => readonly Line[];
  readonly choices: readonly Choice<T>[];
  readonly first?: number;
  readonly signal?: AbortSignal;
}

/** Shows a list to choose from with arrows and Enter, or by number. @returns null when it was left */
export function choose<T>(ui: Ui, list: List<T>): Promise<T | null> {
  const { choices } = list;
  const cursor = createCursor(choices.length, list.first ?? 0);
  return show<T>(
    ui,
    {
      title: list.title,
      body(room) {
        const below = choices.flatMap(({ label }, index) => [numbered(index, label, index === cursor.at())]);
        const hint = choices[cursor.at()]?.hint;
        const lines = [
          ...below,
          "",
          ...(hint ? wrapped(hint, room.width - 4).map((line) => `    ${line}`) : []),
        ];
        const above = list
          .above(room)
          .flatMap((line): readonly Line[] =>
            typeof line === "string" ? wrapped(line, room.width) : [line],
          );
        return [...above.slice(0, Math.max(0, room.height - lines.length - 1)), "", ...lines];
      },
      foot: () => ui.t("foot.list"),
      key(pressed, done) {
        const taken = cursor.key(pressed);
        const choice = choices[cursor.at()];
        if (taken && choice) done(choice.value);
      },
    },
    list.signal,
  );
}

/** The line of a choice: its number and label; `chosen` if Enter takes it. */
export function numbered(index: number, label: string, chosen: boolean, width = 0): Line {
  const text = ` ${index < 9 ? index + 1 : String.fromCharCode(97 + index - 9)}  ${label} `.padEnd(width);
  return [{ text: chosen ? "›" : " " }, { text, ...(chosen ? { style: "inverse" as const } : {}) }];
}

export interface Cursor {
  at(): number;
  /** Handles a key. @returns whether it takes the current choice */
  key(pressed: KeyPress): boolean;
}

/** An index in a list of `count` items, laid out in columns of `height`. */
export function createCursor(count: number, first: number, height = count): Cursor {
  let at = Math.min(Math.max(first, 0), count - 1);
  const move = (by: number) => {
    if (at + by >= 0 && at + by < count) at += by;
  };
  return {
    at: () => at,
    key({ name, char }) {
      if (name === "up" || (name === "tab" && char === "")) move(-1);
      else if (name === "down" || name === "tab") move(1);
      else if (name === "left") move(-height);
      else if (name === "right") move(height);
      else if (name === "home") at = 0;
      else if (name === "end") at = count - 1;
      else if (name === "return") return true;
      else {
        const number = /^[1-9]$/.test(char)
          ? Number(char) - 1
          : /^[a-z]$/.test(char)
            ? char.charCodeAt(0) - 88
            : -1;
        if (number < 0 || number >= count) return false;
        at = number;
        return true;
      }
      return false;
    },
  };
}
