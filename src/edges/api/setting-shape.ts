/** The API's shapes of a setting, made from its description: what is read, what may be sent, and its values in both directions. */
import * as z from "zod";
import type {
  SettingField,
  SettingFields,
  SettingOf,
  ShownNames,
  ShownOf,
  ValueOf,
} from "../../domain/settings/fields/index.ts";
import { line } from "./inputs.ts";

/** Lists are copied: what a handler returns may be changed on its way. */
type ApiValue<V> = V extends readonly (infer E)[] ? E[] : V;

type ShownShape<T extends SettingFields> = {
  readonly [N in ShownNames<T>]: z.ZodType<ApiValue<ValueOf<T[N]>>, ApiValue<ValueOf<T[N]>>>;
};
type NewShape<T extends SettingFields, R, D> = {
  readonly [N in keyof T]: N extends R
    ? z.ZodType<ApiValue<ValueOf<T[N]>>>
    : N extends D
      ? z.ZodDefault<z.ZodType<ApiValue<ValueOf<T[N]>>>>
      : z.ZodExactOptional<z.ZodType<ApiValue<ValueOf<T[N]>>>>;
};
type SentShape<T extends SettingFields> = {
  readonly [N in keyof T]: z.ZodExactOptional<z.ZodType<ApiValue<ValueOf<T[N]>>>>;
};

/** What is shown of a setting: all but its secrets. */
export function shownShape<T extends SettingFields>(described: T): ShownShape<T>;
export function shownShape(described: SettingFields): Readonly<Record<string, z.ZodType>> {
  const shown = Object.entries(described).filter(([, { is }]) => is !== "secret");
  return Object.fromEntries(shown.map(([name, field]) => [name, typeOf(field)]));
}

/** What may be sent of a setting: each field is optional, and unchanged if it is not given. */
export function sentShape<T extends SettingFields>(described: T): SentShape<T>;
export function sentShape(described: SettingFields): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    Object.entries(described).map(([name, field]) => [name, typeOf(field).exactOptional()]),
  );
}

/** What is sent of a new setting: some fields are required, others have defaults; the rest may be left out. */
export function newShape<
  T extends SettingFields,
  const R extends ShownNames<T>,
  D extends { readonly [N in ShownNames<T>]?: ApiValue<ValueOf<T[N]>> },
>(described: T, required: readonly R[], defaults: D): NewShape<T, R, keyof D>;
export function newShape(
  described: SettingFields,
  required: readonly string[],
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    Object.entries(described).map(([name, field]) => {
      const type = typeOf(field);
      if (required.includes(name)) return [name, type];
      return [name, defaults[name] === undefined ? type.exactOptional() : type.default(defaults[name])];
    }),
  );
}

/** A setting as the API shows it. */
export function settingShown<T extends SettingFields>(
  described: T,
  setting: ShownOf<T>,
): { [N in ShownNames<T>]: ApiValue<ValueOf<T[N]>> };
export function settingShown(
  described: SettingFields,
  setting: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const shown = Object.entries(described).filter(([, { is }]) => is !== "secret");
  return Object.fromEntries(shown.map(([name, field]) => [name, shownValue(field, setting[name])]));
}

/** What was sent of a setting, as it is stored. */
export function settingSent<T extends SettingFields>(
  described: T,
  body: { readonly [N in keyof T]?: ApiValue<ValueOf<T[N]>> },
): Partial<SettingOf<T>>;
export function settingSent(
  described: SettingFields,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const sent = Object.entries(described).filter(([name]) => body[name] !== undefined);
  return Object.fromEntries(sent.map(([name, field]) => [name, sentValue(field, body[name])]));
}

function typeOf(field: SettingField): z.ZodType {
  const type = plainType(field);
  return field.description === undefined ? type : type.describe(field.description);
}

function plainType(field: SettingField): z.ZodType {
  switch (field.is) {
    case "flag":
      return z.boolean();
    case "text":
      return field.format === "line" ? line(field.most) : z.string().max(field.most);
    case "secret":
      return z
        .string()
        .min(field.least ?? 0)
        .max(field.most);
    case "optional":
      return z.string().max(field.most).nullable();
    case "whole": {
      if (field.strict) return z.int().min(field.least).max(field.most);
      // The setting's own check says what is wrong with a number.
      const unit = apiUnit(field);
      return z.number().meta({ minimum: field.least / unit, maximum: field.most / unit });
    }
    case "decimal":
      return z.number().nullable();
    case "choice":
      return z.enum(Object.keys(field.options));
    case "list":
    case "chosen":
      return z.array(z.string().max(field.each)).max(field.most);
  }
}

function shownValue(field: SettingField, value: unknown): unknown {
  if (field.is === "list" || field.is === "chosen") return Array.isArray(value) ? [...value] : [];
  return typeof value === "number" ? value / apiUnit(field) : value;
}

const sentValue = (field: SettingField, value: unknown): unknown =>
  typeof value === "number" ? value * apiUnit(field) : value;

const apiUnit = (field: SettingField): number => (field.is === "whole" ? (field.unit?.api ?? 1) : 1);
