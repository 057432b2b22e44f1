/** Templates of replies: plain text with named fields of the ticket and the mail, in double braces. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Address } from "../mail/types.ts";
import type { SettingsEvent } from "./events.ts";
import { type Expected, unexpected } from "./expected.ts";
import { templateFields } from "./fields/index.ts";

export interface Template {
  readonly name: string;
  readonly text: string;
}

/** What a template can name. */
export const templateValues = [
  "ticket.number",
  "ticket.subject",
  "ticket.category",
  "ticket.group",
  "mail.subject",
  "sender.name",
  "sender.address",
  "mailbox.name",
  "mailbox.address",
] as const;
export type TemplateValue = (typeof templateValues)[number];

/** Characters of a value; longer ones are cut off. */
const LONGEST_VALUE = 200;

/** Saves a template, or refuses with template.name, template.text, template.field, template.open, template.blank, template.exists or template.unknown. */
export function decideTemplate(
  { name: given, text }: Template,
  { exists, expected }: { readonly exists: boolean; readonly expected?: Expected | undefined },
): Result<readonly SettingsEvent[], Fault> {
  const name = given.trim();
  const { most } = templateFields.name;
  if (name === "" || name.length > most || /\p{Cc}/u.test(name))
    return refuse(fault("template.name", { field: "name", params: { most } }));
  const problem = unexpected(expected, exists, {
    exists: fault("template.exists", { field: "name", params: { name } }),
    unknown: fault("template.unknown", { params: { name } }),
  });
  if (problem) return refuse(problem);
  const longest = templateFields.text.most;
  if (text.trim() === "" || text.length > longest)
    return refuse(fault("template.text", { field: "text", params: { most: longest } }));
  for (const part of partsOf(text)) {
    const wrong = wrongPart(part);
    if (wrong) return refuse(wrong);
  }
  return ok([{ type: "TemplateSaved", name, text: text.replaceAll("\r\n", "\n") }]);
}

function wrongPart(part: Part): Fault | null {
  if (part.is !== "unknown" && part.is !== "open") return null;
  const name = part.name.slice(0, LONGEST_VALUE).trim();
  const known = templateValues.join(", ");
  if (part.is === "open") return fault("template.open", { field: "text", params: { name: name || "{{" } });
  return name === ""
    ? fault("template.blank", { field: "text", params: { known } })
    : fault("template.field", { field: "text", params: { name, known } });
}

/** Removes a template. @param exists whether there is one of that name */
export const decideTemplateRemoval = (
  name: string,
  exists: boolean,
): Result<readonly SettingsEvent[], Fault> =>
  exists ? ok([{ type: "TemplateRemoved", name }]) : refuse(fault("template.unknown", { params: { name } }));

/** The text of a template with its values, each on one line, bounded, and as it is: what is in a value is not replaced again. */
export const filledTemplate = (text: string, values: Readonly<Record<TemplateValue, string>>): string =>
  partsOf(text)
    .map((part) => (part.is === "value" ? plain(values[part.name]) : part.is === "text" ? part.text : ""))
    .join("");

/** The ticket, the person and the mailbox that a template's fields name. */
export interface TemplateAbout {
  readonly ticket: {
    readonly number: number;
    readonly subject: string;
    readonly category: string | null;
    readonly group: string | null;
  };
  /** That of the mail that is answered. */
  readonly subject: string;
  /** Whom the text is for. */
  readonly person: Address;
  readonly mailbox: Address;
}

/** The values of a template's fields. */
export const templateValuesOf = ({
  ticket,
  subject,
  person,
  mailbox,
}: TemplateAbout): Readonly<Record<TemplateValue, string>> => ({
  "ticket.number": String(ticket.number),
  "ticket.subject": ticket.subject,
  "ticket.category": ticket.category ?? "",
  "ticket.group": ticket.group ?? "",
  "mail.subject": subject,
  "sender.name": person.name || person.address,
  "sender.address": person.address,
  "mailbox.name": mailbox.name || mailbox.address,
  "mailbox.address": mailbox.address,
});

const plain = (value: string): string =>
  value
    .slice(0, LONGEST_VALUE)
    // Half a character at the cut.
    .replace(/[\uD800-\uDBFF]$/, "")
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .trim();

type Part =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "value"; readonly name: TemplateValue }
  | { readonly is: "unknown" | "open"; readonly name: string };

/** A text and its fields, in order; "open" are braces that are not closed. */
function partsOf(text: string): readonly Part[] {
  const [first = "", ...rest] = text.split("{{");
  const parts: Part[] = [{ is: "text", text: first }];
  for (const one of rest) {
    const end = one.indexOf("}}");
    if (end === -1) {
      parts.push({ is: "open", name: one.split("\n", 1)[0] ?? "" });
      continue;
    }
    const name = one.slice(0, end).trim().toLowerCase();
    const known = templateValues.find((value) => value === name);
    parts.push(known ? { is: "value", name: known } : { is: "unknown", name });
    parts.push({ is: "text", text: one.slice(end + 2) });
  }
  return parts;
}
