import * as z from "zod";
import type { Mailbox } from "../../../../domain/settings/events.ts";
import type { Language } from "../../../../text/index.ts";
import { box, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of a mailbox. */
export const mailboxForm = fields(
  z.object({
    address: line,
    name: line,
    aliases: text,
    signature: text,
    group: line,
    language: line,
    enabled: box,
    acknowledge: box,
    plusAddresses: box,
  }),
  {
    address: { label: "mailbox.address", type: "email", required: true, autofocus: true },
    name: { label: "mailbox.name", hint: "mailbox.name.hint" },
    aliases: { label: "mailbox.aliases", hint: "mailbox.aliases.hint", rows: 2 },
    signature: { label: "mailbox.signature", hint: "mailbox.signature.hint", rows: 4 },
    group: { label: "mailbox.group", hint: "mailbox.group.hint" },
    language: { label: "mailbox.language", hint: "mailbox.language.hint", maxlength: 35 },
    enabled: { label: "mailbox.enabled" },
    acknowledge: { label: "mailbox.acknowledge" },
    plusAddresses: { label: "mailbox.plusAddresses", hint: "mailbox.plusAddresses.hint" },
  },
);

/** A mailbox as form values; null for a new one. @param language what a new one starts with */
export const mailboxValues = (mailbox: Mailbox | null, language: Language): Values<typeof mailboxForm> => ({
  address: mailbox?.address ?? "",
  name: mailbox?.name ?? "",
  aliases: mailbox?.aliases.join(", ") ?? "",
  signature: mailbox?.signature ?? "",
  group: mailbox?.group ?? "",
  language: mailbox?.language ?? language,
  enabled: mailbox?.enabled ?? true,
  acknowledge: mailbox?.acknowledge ?? false,
  plusAddresses: mailbox?.plusAddresses ?? true,
});

/** The mailbox in the form. */
export const mailboxOf = ({ group, aliases, ...rest }: Values<typeof mailboxForm>): Mailbox => ({
  ...rest,
  group: group || null,
  aliases: aliases.split(/[\s,;]+/).filter(Boolean),
});
