import type { Key } from "node:readline";
import { isCancel, Prompt } from "@clack/core";
import type { Text } from "../../src/text/console.ts";
import type { Language } from "../../src/text/index.ts";
import type { Client } from "./client.ts";
import type { Live } from "./live.ts";
import type { Lock } from "./lock.ts";
import { type Glyphs, type Line, paint } from "./paint.ts";
import type { Keyboard, Screen } from "./screen.ts";

/** What every page of the console uses. */
export interface Ui {
  readonly screen: Screen;
  readonly keyboard: Keyboard;
  readonly glyphs: Glyphs;
  readonly t: Text;
  readonly language: Language;
  readonly client: Client;
  readonly live: Live;
  readonly lock: Lock;
}

/** A view takes keys until it has a result. */
export interface View<T> {
  /** The title in the bar beside the product's name; the host name if it is left out. */
  readonly title?: string;
  /** The lines between bar and footer; what does not fit is cut off at the bottom. */
  body(room: ViewSize): readonly Line[];
  /** The keys and what they do, for the footer. */
  foot(): string;
  /** Handles a key; `done` ends the view with a result. */
  key(key: KeyPress, done: (value: T) => void): void;
  /** Whether it stays when the console is locked, since it shows work that goes on. */
  readonly stays?: boolean;
  /** Set if the keyboard edits a line, with its initial text. */
  readonly editing?: { readonly first: string };
}

export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

export interface KeyPress {
  /** The readline name: "up", "return", "a"; empty for keys without a name. */
  readonly name: string;
  readonly char: string;
  readonly shift: boolean;
  /** The edited line and its caret. */
  readonly line: string;
  readonly caret: number;
  /** Replaces the line. */
  edit(text: string): void;
}

/**
 * Shows a view until it has a result.
 * @param signal ends it from outside
 * @returns its result; null when it was left by Escape or Control-C, or ended from outside
 */
export async function show<T>(ui: Ui, view: View<T>, signal?: AbortSignal): Promise<T | null> {
  const locked = view.stays ? [] : [ui.lock.signal()];
  const shown = new Shown(ui, view, AbortSignal.any([...locked, ...(signal ? [signal] : [])]));
  const result = await shown.prompt();
  return isCancel(result) || result === undefined ? null : result;
}

class Shown<T> extends Prompt<T> {
  readonly #view: View<T>;

  constructor(ui: Ui, view: View<T>, signal: AbortSignal) {
    ui.screen.clear();
    const { editing } = view;
    super(
      {
        render: () => frame(ui, view),
        input: ui.keyboard,
        output: ui.screen,
        ...(editing ? { initialUserInput: editing.first } : {}),
        signal,
      },
      editing !== undefined,
    );
    this.#view = view;
    this.on("key", (char, key) => this.#pressed(char ?? "", key));
  }

  #pressed(char: string, key: Key): void {
    this.#view.key(
      {
        name: key.name ?? "",
        char,
        shift: key.shift === true,
        line: this.userInput,
        caret: this._cursor,
        edit: (text) => {
          this._clearUserInput();
          this._setUserInput(text, true);
        },
      },
      (value) => {
        this.value = value;
        this.state = "submit";
      },
    );
  }

  /** Views end themselves. */
  protected override _shouldSubmit(): boolean {
    return false;
  }
}

/** Bar, body and footer, one line less than the screen, since the end of a prompt takes a line. */
function frame<T>(ui: Ui, view: View<T>): string {
  const { screen, glyphs, live, t } = ui;
  if (screen.blank) return "";
  const width = screen.columns;
  const height = screen.rows - 1;
  const room = { width: width - 2, height: height - 4 };
  const body = view.body(room).slice(0, room.height);
  const name = ` ${t("product")} ${live.version()}`;
  const right = `${view.title ?? live.hostname()} `;
  const bar = `${name}${" ".repeat(Math.max(1, width - name.length - right.length))}${right}`;
  return [
    paint([{ text: bar, style: "inverse" }], width, glyphs),
    "",
    ...body.map((line) => paint([{ text: " " }, ...spans(line)], width - 1, glyphs)),
    ...Array.from({ length: room.height - body.length }, () => ""),
    paint("─".repeat(width - 1), width - 1, glyphs),
    paint(` ${view.foot()}`, width - 1, glyphs),
  ].join("\n");
}

const spans = (line: Line) => (typeof line === "string" ? [{ text: line }] : line);
