import type { Line } from "./paint.ts";
import { wrapped } from "./paint.ts";
import { type KeyPress, show, type Ui } from "./view.ts";

export type Values = Readonly<Record<string, string>>;

export interface Field {
  readonly key: string;
  readonly label: string;
  /** Initial value. */
  readonly value: string;
  /** Choices by value; without them it is a text field. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** Whether stars are shown in place of what is typed. */
  readonly secret?: boolean;
  /** What to type, shown while the field has the focus. */
  readonly hint: string;
  /** Whether the field is needed, given the values of the others. */
  readonly shown?: (values: Values) => boolean;
  /** The problem with the value, or null. */
  readonly check?: (value: string, values: Values) => string | null;
}

export interface Form {
  readonly title: string;
  readonly above: readonly string[];
  readonly fields: readonly Field[];
  /** The button's label. */
  readonly go: string;
}

/** The most characters in a field. */
const MOST = 1000;

/** Shows a form. @returns the checked values of the fields that are needed; null when it was left */
export function fill(ui: Ui, form: Form): Promise<Values | null> {
  const values: Record<string, string> = Object.fromEntries(
    form.fields.map(({ key, value }) => [key, value]),
  );
  const wrong = new Map<string, string>();
  let at = 0;
  let caret = fieldAt()?.value.length ?? 0;
  const { t } = ui;
  return show<Values>(ui, {
    title: form.title,
    editing: { first: fieldAt()?.options ? "" : (fieldAt()?.value ?? "") },
    body(room) {
      const fields = shown();
      const label = Math.max(...fields.map((field) => field.label.length)) + 2;
      const current = fields[at];
      const lines: Line[] = fields.map((field, index) => {
        const chosen = index === at;
        const mark = wrong.has(field.key) ? "!" : chosen ? "›" : " ";
        const value = values[field.key] ?? "";
        const content = field.options
          ? choice(field, value, chosen)
          : line(
              field.secret ? "*".repeat(value.length) : value,
              chosen ? caret : -1,
              room.width - label - 5,
            );
        return [
          { text: `${mark} `, ...(wrong.has(field.key) ? { style: "red" as const } : {}) },
          { text: field.label.padEnd(label), ...(chosen ? { style: "bold" as const } : {}) },
          ...content,
        ];
      });
      const note = current ? (wrong.get(current.key) ?? current.hint) : t("form.ready");
      const bad = current !== undefined && wrong.has(current.key);
      return [
        ...form.above.flatMap((text) => wrapped(text, room.width)),
        ...(form.above.length > 0 ? [""] : []),
        ...lines,
        "",
        [
          { text: at === fields.length ? "› " : "  " },
          { text: ` ${form.go} `, ...(at === fields.length ? { style: "inverse" as const } : {}) },
        ],
        "",
        ...wrapped(note, room.width - 2).map(
          (text): Line => [{ text: `  ${text}`, ...(bad ? { style: "red" as const } : {}) }],
        ),
      ];
    },
    foot: () => t(fieldAt()?.options ? "foot.form.choice" : "foot.form"),
    key(pressed, done) {
      const field = fieldAt();
      const { name } = pressed;
      if (name === "up" || (name === "tab" && pressed.shift)) return go(pressed, at - 1);
      if (name === "down" || name === "tab") return go(pressed, at + 1);
      if (name === "return" && field) {
        note(field);
        return wrong.has(field.key) ? go(pressed, at) : go(pressed, at + 1);
      }
      if (name === "return") {
        for (const each of shown()) note(each);
        const first = shown().findIndex(({ key }) => wrong.has(key));
        if (first >= 0) return go(pressed, first);
        return done(Object.fromEntries(shown().map(({ key }) => [key, (values[key] ?? "").trim()])));
      }
      if (field?.options) {
        turn(field, name === "left" ? -1 : name === "right" || name === "space" ? 1 : 0);
        return pressed.edit("");
      }
      if (!field) return pressed.edit("");
      const text = typed(pressed.line);
      if (text !== pressed.line) pressed.edit(text);
      if (text !== values[field.key]) wrong.delete(field.key);
      values[field.key] = text;
      caret = Math.min(pressed.caret, text.length);
    },
  });

  function shown(): readonly Field[] {
    return form.fields.filter((field) => field.shown?.(values) ?? true);
  }

  function fieldAt(): Field | undefined {
    return shown()[at];
  }

  function go(pressed: KeyPress, to: number): void {
    const before = fieldAt();
    if (before && to !== at) note(before);
    at = Math.min(Math.max(to, 0), shown().length);
    const field = fieldAt();
    const text = field && !field.options ? (values[field.key] ?? "") : "";
    pressed.edit(text);
    caret = text.length;
  }

  function note(field: Field): void {
    const problem = field.check?.((values[field.key] ?? "").trim(), values) ?? null;
    if (problem === null) wrong.delete(field.key);
    else wrong.set(field.key, problem);
  }

  function turn(field: Field, by: number): void {
    const options = field.options ?? [];
    const index = options.findIndex(({ value }) => value === values[field.key]);
    const next = options[(index + by + options.length) % options.length];
    if (by === 0 || next === undefined) return;
    values[field.key] = next.value;
    wrong.delete(field.key);
  }
}

const typed = (text: string) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, "").slice(0, MOST);

function choice(field: Field, value: string, chosen: boolean): Exclude<Line, string> {
  return (field.options ?? []).flatMap((option) => [
    {
      text: option.value === value ? `[${option.label}]` : ` ${option.label} `,
      ...(option.value === value && chosen ? { style: "inverse" as const } : {}),
    },
    { text: " " },
  ]);
}

/** A text field with its caret, scrolled to fit the width. */
function line(value: string, caret: number, width: number): Exclude<Line, string> {
  if (caret < 0) return [{ text: value.length > width ? `${value.slice(0, width - 3)}...` : value }];
  const from = Math.max(0, caret - width + 1);
  const [before, under, after] = [
    value.slice(from, caret),
    value.slice(caret, caret + 1) || " ",
    value.slice(caret + 1, from + width),
  ];
  return [{ text: before }, { text: under, style: "inverse" }, { text: after }];
}
