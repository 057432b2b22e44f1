/** The form of a setting, made from its description: how its fields are shown and parsed, and its values in both directions. */
import * as z from "zod";
import { decimalNumber, wholeNumber } from "../../../base/numbers.ts";
import type {
  SettingField,
  SettingFields,
  SettingOf,
  ShownOf,
} from "../../../domain/settings/fields/index.ts";
import type { TextKey } from "../../../text/web.ts";
import { box, choice, chosen, type Fields, type FieldWords, line, text } from "./fields.tsx";

/** What a field is in a form: a checkbox, one of its options, those of several that are checked, or text. */
type TypedOf<F extends SettingField> = F extends { readonly is: "flag" }
  ? boolean
  : F extends { readonly is: "chosen" }
    ? readonly string[]
    : F extends { readonly is: "choice"; readonly options: infer O }
      ? keyof O & string
      : string;

type FormShape<T extends SettingFields<TextKey>> = { readonly [N in keyof T]: z.ZodType<TypedOf<T[N]>> };

type Typed = string | boolean | readonly string[];

/** The values of a setting's form, as typed. */
export type SettingValues<T extends SettingFields<TextKey>> = { readonly [N in keyof T]: TypedOf<T[N]> };

/** What a page adds to a field. */
type OfPage = Pick<FieldWords, "autofocus" | "required">;

/**
 * The form of a setting: what is typed is read and shown by it.
 * @param ofPage what the page adds to fields
 */
export function settingForm<T extends SettingFields<TextKey>>(
  described: T,
  ofPage?: { readonly [N in keyof T]?: OfPage },
): Fields<z.ZodObject<FormShape<T>>>;
export function settingForm(
  described: SettingFields<TextKey>,
  ofPage: Readonly<Record<string, OfPage | undefined>> = {},
): Fields {
  const entries = Object.entries(described);
  return {
    schema: z.object(Object.fromEntries(entries.map(([name, field]) => [name, schemaOf(field)]))),
    words: Object.fromEntries(entries.map(([name, field]) => [name, { ...wordsOf(field), ...ofPage[name] }])),
  };
}

/** A setting as its form shows it; secrets are not shown. */
export function settingValues<T extends SettingFields<TextKey>>(
  described: T,
  setting: ShownOf<T>,
): SettingValues<T>;
export function settingValues(
  described: SettingFields<TextKey>,
  setting: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Typed>> {
  return Object.fromEntries(
    Object.entries(described).map(([name, field]) => [name, shownValue(field, setting[name])]),
  );
}

/**
 * A setting as its form says it: what is not a number where one is wanted is NaN, which the setting's check refuses. A secret that
 * was not typed is left out.
 */
export function settingIn<T extends SettingFields<TextKey>>(
  described: T,
  values: SettingValues<T>,
): SettingOf<T>;
export function settingIn(
  described: SettingFields<TextKey>,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = Object.entries(described).filter(([name, { is }]) => is !== "secret" || values[name] !== "");
  return Object.fromEntries(given.map(([name, field]) => [name, readValue(field, values[name])]));
}

function schemaOf(field: SettingField<TextKey>): z.ZodType<Typed> {
  switch (field.is) {
    case "flag":
      return box;
    case "chosen":
      return chosen;
    case "choice": {
      const [first = "", ...rest] = Object.keys(field.options);
      return choice([first, ...rest]);
    }
    case "text":
      return field.rows === undefined || field.format === "pem" ? line : text;
    case "secret":
    case "list":
      return text;
    case "optional":
    case "whole":
    case "decimal":
      return line;
  }
}

/** Digits and letters that a number may have, so that nothing longer can be typed. */
const DECIMAL = 20;

function wordsOf(field: SettingField<TextKey>): FieldWords {
  const { label, hint } = field;
  const said = { label, ...(hint === undefined ? {} : { hint }) };
  switch (field.is) {
    case "flag":
    case "chosen":
      return said;
    case "choice":
      return {
        ...{ ...said, options: field.options },
        ...(field.buttons === undefined ? {} : { buttons: field.buttons }),
      };
    case "text":
      return {
        ...{ ...said, maxlength: field.most },
        ...(field.format === "email" ? { type: "email" } : {}),
        ...(field.rows === undefined ? {} : { rows: field.rows }),
        ...(field.required ? { required: true } : {}),
      };
    case "optional":
      return { ...said, maxlength: field.most, ...(field.format === "email" ? { type: "email" } : {}) };
    case "secret":
      return { ...said, secret: field.kept ?? true, maxlength: field.most };
    case "whole": {
      const maxlength = String(Math.floor(field.most / pageUnit(field))).length;
      return { ...said, type: "number", required: true, maxlength };
    }
    case "decimal":
      return { ...said, maxlength: DECIMAL };
    case "list":
      return {
        ...said,
        ...(field.rows === undefined ? { maxlength: field.most * (field.each + 1) } : { rows: field.rows }),
        ...(field.required ? { required: true } : {}),
      };
  }
}

function shownValue(field: SettingField<TextKey>, value: unknown): Typed {
  switch (field.is) {
    case "flag":
      return value === true;
    case "secret":
      return "";
    case "list":
      return Array.isArray(value) ? value.join(field.rows === undefined ? " " : "\n") : "";
    case "chosen":
      return Array.isArray(value) ? value : [];
    case "whole":
      return typeof value === "number" ? String(Math.round(value / pageUnit(field))) : "";
    case "text":
    case "optional":
    case "decimal":
    case "choice":
      return value === null || value === undefined ? "" : String(value);
  }
}

function readValue(field: SettingField<TextKey>, typed: unknown): unknown {
  const value = typeof typed === "string" ? typed : "";
  switch (field.is) {
    case "flag":
      return typed === true;
    case "chosen":
      return typed;
    case "optional":
      return value === "" ? null : value;
    case "whole":
      return (wholeNumber(value) ?? Number.NaN) * pageUnit(field);
    case "decimal":
      return value === "" ? null : (decimalNumber(value) ?? Number.NaN);
    case "list":
      return value.split(field.between === "lines" ? "\n" : /[\s,;]/).filter((one) => one.trim() !== "");
    case "text":
    case "secret":
    case "choice":
      return value;
  }
}

const pageUnit = ({ unit }: Extract<SettingField, { is: "whole" }>): number => unit?.pages ?? 1;
