/**
 * The vocabulary in which a setting is described once: the page's form and the API's routes are both made from it. The bounds
 * are those that the setting's own check applies, which says what is wrong; the length of texts is bounded by the API as well.
 * `K` are the keys of texts, which the pages know.
 */
interface Said<K extends string> {
  /** In the pages. */
  readonly label: K;
  readonly hint?: K;
  /** In the API's description, for programmers. */
  readonly description?: string;
}

/** On or off. */
export interface FlagField<K extends string = string> extends Said<K> {
  readonly is: "flag";
}

/** A text; `most` counts characters. */
export interface TextField<K extends string = string> extends Said<K> {
  readonly is: "text";
  readonly most: number;
  /** Lines of its field in the pages; one line if absent. */
  readonly rows?: number;
  /** "line": without control characters; "email": an address; "pem": nothing before or after it. */
  readonly format?: "line" | "email" | "pem";
  readonly required?: true;
}

/** A line of text that may be missing: null. */
export interface OptionalField<K extends string = string> extends Said<K> {
  readonly is: "optional";
  readonly most: number;
  readonly format?: "email";
}

/** A text that is stored and never shown; nothing typed, or not given, means that the stored one stays. */
export interface SecretField<K extends string = string> extends Said<K> {
  readonly is: "secret";
  readonly most: number;
  /** The hint if one is stored; absent for a field that only ever sets a new one. */
  readonly kept?: K;
  /** The API refuses a shorter one; 0 if absent. */
  readonly least?: number;
}

/** A whole number, stored in units of `unit` of what pages and API show. */
export interface WholeField<K extends string = string> extends Said<K> {
  readonly is: "whole";
  /** As stored. */
  readonly least: number;
  readonly most: number;
  /** What one is in the pages, and in the API; 1 if absent. */
  readonly unit?: { readonly pages: number; readonly api: number };
  /** Whether the API itself refuses what is out of bounds; else the setting's check does, and says more. */
  readonly strict?: true;
}

/** A number that may have decimals, or null. */
export interface DecimalField<K extends string = string> extends Said<K> {
  readonly is: "decimal";
}

/** One of several. */
export interface ChoiceField<K extends string = string> extends Said<K> {
  readonly is: "choice";
  /** The first is what counts where nothing is chosen. */
  readonly options: { readonly [option: string]: K };
  /** Radio buttons instead of a list, and the hint below each. */
  readonly buttons?: { readonly [option: string]: K };
}

/** Several texts: at most `most` with at most `each` characters. */
export interface ListField<K extends string = string> extends Said<K> {
  readonly is: "list";
  readonly each: number;
  readonly most: number;
  /** What separates them in the pages: a line end, or also blanks, commas and semicolons. */
  readonly between: "lines" | "words";
  /** Lines of its field in the pages; one line, with blanks between them, if absent. */
  readonly rows?: number;
  readonly required?: true;
}

/** Some of what there is, such as people: at most `most` ids with at most `each` characters. Checkboxes in the pages. */
export interface ChosenField<K extends string = string> extends Said<K> {
  readonly is: "chosen";
  readonly each: number;
  readonly most: number;
}

export type SettingField<K extends string = string> =
  | FlagField<K>
  | TextField<K>
  | OptionalField<K>
  | SecretField<K>
  | WholeField<K>
  | DecimalField<K>
  | ChoiceField<K>
  | ListField<K>
  | ChosenField<K>;

/** A setting's fields by name. */
export interface SettingFields<K extends string = string> {
  readonly [name: string]: SettingField<K>;
}

/** What a field holds. */
export type ValueOf<F extends SettingField> = F extends FlagField
  ? boolean
  : F extends TextField | SecretField
    ? string
    : F extends OptionalField
      ? string | null
      : F extends WholeField
        ? number
        : F extends DecimalField
          ? number | null
          : F extends ChoiceField
            ? keyof F["options"] & string
            : F extends ListField | ChosenField
              ? readonly string[]
              : never;

/** The names of the fields that are shown: all but secrets. */
export type ShownNames<T extends SettingFields> = {
  [N in keyof T]: T[N] extends SecretField ? never : N;
}[keyof T] &
  string;

/** What a setting holds; a secret may be left out, which then stays as it is. */
export type SettingOf<T extends SettingFields> = ShownOf<T> & {
  readonly [N in Exclude<keyof T & string, ShownNames<T>>]?: string;
};

/** What is shown of it. */
export type ShownOf<T extends SettingFields> = { readonly [N in ShownNames<T>]: ValueOf<T[N]> };

/** Whether a number is whole and within the bounds of its field. */
export const isWithin = ({ least, most }: Pick<WholeField, "least" | "most">, n: number): boolean =>
  Number.isInteger(n) && n >= least && n <= most;

/** The names of a setting's fields, in their order. */
export function fieldNames<T extends SettingFields>(described: T): readonly (keyof T & string)[];
export function fieldNames(described: SettingFields): readonly string[] {
  return Object.keys(described);
}

/** Describes a setting. */
export const settingFields = <const T extends SettingFields>(fields: T): T => fields;
