/**
 * Declarative forms: a form is described once, with its fields, what each may contain, and its texts. From that it is
 * shown, parsed, and shown again with what was typed and the fault.
 */
import type { Child } from "hono/jsx";
import * as z from "zod";
import type { TextKey } from "../../../text/web.ts";
import { field, fields, type Form as SentForm } from "../server/form.ts";
import { checked } from "../server/takes.ts";
import type { FormFault } from "../view.ts";
import { useText } from "./context.ts";
import { FaultBlock } from "./faults.tsx";
import { Check, Fault, Form, faultText, Input, Select, TextArea } from "./form.tsx";

/** One line of text, trimmed. */
export const line = z.string().trim();
/** Text as typed: several lines, or a secret. */
export const text = z.string();
/** Whether a checkbox is checked. */
export const box = z.string().transform((value) => value === "yes");
/** Those of several checkboxes with the same name that are checked. */
export const chosen = z.array(z.string());
/** One of these; the first if the field is missing. A route that reads it takes no others: see `optionsOf`. */
export const choice = <const O extends readonly [string, ...string[]]>(options: O) =>
  z.enum(options).catch(() => options[0]);

interface Words {
  readonly label: TextKey;
  readonly hint?: TextKey;
}

interface TextWords extends Words {
  readonly type?: "email" | "number";
  readonly required?: boolean;
  readonly autofocus?: boolean;
  readonly maxlength?: number;
  /** Makes it a field with this many lines. */
  readonly rows?: number;
  /** Makes it a secret, which is never shown; with the hint if one is stored, which stays if nothing is typed. */
  readonly secret?: true | TextKey;
}

interface ChoiceWords {
  readonly options: { readonly [option: string]: TextKey };
  /** Radio buttons instead of a list, and the hint below each. */
  readonly buttons?: { readonly [option: string]: TextKey };
}

/** The texts of a field of any kind. */
export type FieldWords = Words & TextWords & Partial<ChoiceWords>;

/** A form's fields: what each may contain, and its texts. */
export interface Fields<S extends z.ZodObject = z.ZodObject> {
  readonly schema: S;
  readonly words: Readonly<Record<string, FieldWords>>;
}

/** The values of a form. */
export type Values<F extends Fields> = z.output<F["schema"]>;

/** A form as shown. */
export interface FormState<F extends Fields> {
  readonly values: Values<F>;
  /** The names of the stored secrets. */
  readonly kept?: readonly string[];
  readonly fault: FormFault | null;
}

/** The values of a submitted form; a missing field counts as empty. */
export const readFields = <S extends z.ZodObject>({ schema }: Fields<S>, form: SentForm): z.output<S> =>
  schema.parse(
    Object.fromEntries(
      Object.entries(schema.shape).map(([name, kind]) => [
        name,
        kind === chosen ? fields(form, name) : field(form, name),
      ]),
    ),
  );

/** The values of the fields that have a fixed set of them, for the route that takes the form. */
export function optionsOf({ schema, words }: Fields): { readonly [name: string]: readonly string[] } {
  const found = Object.entries(schema.shape).map(([name, kind]): [string, readonly string[]] => {
    const options = Object.keys(words[name]?.options ?? {});
    return [name, kind === box ? checked : options];
  });
  return Object.fromEntries(found.filter(([, values]) => values.length > 0));
}

interface FieldProps<F extends Fields> {
  readonly of: F;
  readonly name: keyof Values<F> & string;
  readonly state: FormState<F>;
  /** The options of a choice, or what some are chosen of. */
  readonly from?: readonly { readonly value: string; readonly label: string }[];
  /** Makes ids unique if a page has several forms with the same field. */
  readonly scope?: string;
  /** Texts of a page that replace the form's own. */
  readonly hint?: TextKey | undefined;
  readonly required?: boolean;
  /** Of several that are chosen: shows the label, and each on a line of its own. */
  readonly lines?: boolean;
}

/** A field with its label, hint and fault. */
export function Field<F extends Fields>({ of, name, state, from, ...page }: FieldProps<F>) {
  const t = useText();
  const words = of.words[name];
  const value: unknown = Object.entries(state.values).find(([one]) => one === name)?.[1];
  if (words === undefined) throw new Error(`the form has no field ${name}`);
  const { label, options, buttons, rows, secret, type, hint: usual, ...rest } = words;
  const stored = typeof secret === "string" && state.kept?.includes(name) ? secret : undefined;
  const hint = page.hint ?? stored ?? usual;
  const common = {
    ...{ name, label: t(label), fault: state.fault },
    ...(hint === undefined ? {} : { hint: t(hint) }),
    ...(page.scope === undefined ? {} : { scope: page.scope }),
  };
  if (typeof value === "boolean") return <Check {...common} checked={value} />;
  if (Array.isArray(value)) {
    return (
      <fieldset class="field">
        <legend class={page.lines ? "" : "visually-hidden"}>{t(label)}</legend>
        <div class={page.lines ? "checks" : "checks wrap"}>
          {from?.map((one) => (
            <Check name={name} {...one} checked={value.includes(one.value)} />
          ))}
        </div>
      </fieldset>
    );
  }
  const typed = typeof value === "string" ? value : "";
  const choices =
    options && Object.entries(options).map(([option, key]) => ({ value: option, label: t(key) }));
  if (choices && buttons) {
    return (
      <fieldset class="field">
        <legend>{t(label)}</legend>
        {state.fault?.field === name ? <FaultBlock text={faultText(state.fault)} /> : null}
        <div class="checks">
          {choices.map((option) => {
            const below = buttons[option.value];
            return (
              <Check
                type="radio"
                name={name}
                {...option}
                {...(below === undefined ? {} : { hint: t(below) })}
                checked={option.value === value}
              />
            );
          })}
        </div>
      </fieldset>
    );
  }
  const listed = from ?? choices;
  if (listed) return <Select {...common} value={typed} options={listed} />;
  if (rows !== undefined) return <TextArea {...common} {...rest} value={typed} rows={rows} />;
  const required = { required: page.required ?? rest.required ?? false };
  if (secret === undefined) {
    return <Input {...common} {...rest} {...required} value={typed} {...(type ? { type } : {})} />;
  }
  return <Input {...common} {...rest} {...required} value="" type="password" autocomplete="new-password" />;
}

/** The fault of a form as a whole, or of a field that it does not have. */
export const FieldsFault = <F extends Fields>({ of, state }: { of: F; state: FormState<F> }) => (
  <Fault fault={state.fault} fields={Object.keys(of.words)} />
);

interface SettingFormProps<F extends Fields> {
  readonly action: string;
  readonly of: F;
  readonly state: FormState<F>;
  /** Whether it follows something else on its page. */
  readonly part?: boolean;
  /** What the button says; default: Save. */
  readonly save?: string;
  readonly children?: Child;
}

/** The form of a setting; its children are the fields. */
export function SettingForm<F extends Fields>(props: SettingFormProps<F>) {
  const t = useText();
  const { of, state } = props;
  return (
    <Form action={props.action} class={props.part ? "stack part" : "stack"}>
      <FieldsFault of={of} state={state} />
      {props.children}
      <p>
        <button type="submit" class="button primary" data-default>
          {props.save ?? t("settings.save")}
        </button>
      </p>
    </Form>
  );
}
