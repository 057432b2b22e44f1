/** Templates in the reply to a ticket: which there are, and their texts for it. */
import { filledTemplate, templateValuesOf } from "../../../domain/settings/index.ts";
import type { Ticket } from "../../../domain/ticket/index.ts";
import type { Read } from "../../../record/reading/index.ts";

/** The most templates that a form offers. */
const MOST_OFFERED = 500;

/** The names of the templates that a reply can begin with. */
export const templateNames = (read: Read): readonly string[] =>
  read.settings
    .templates()
    .slice(0, MOST_OFFERED)
    .map(({ name }) => name);

/** The text of a template for a ticket, as its requester gets it; null if there is no such template. */
export function templateFor(read: Read, ticket: Ticket, name: string): string | null {
  const template = read.settings.template(name);
  if (template === null) return null;
  const { mailbox: address, subject, requester: person } = ticket;
  const mailbox = { name: read.settings.mailbox(address)?.name ?? "", address };
  return filledTemplate(template.text, templateValuesOf({ ticket, subject, person, mailbox }));
}

/** A text with a template after it, below an empty line. */
export const withTemplate = (text: string, template: string): string =>
  text.trim() === "" ? template : `${text.trimEnd()}\n\n${template}`;
