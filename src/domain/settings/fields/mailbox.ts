import { settingFields } from "./kinds.ts";

/** A mailbox. */
export const mailboxFields = settingFields({
  address: { is: "text", most: 500, format: "email", required: true, label: "mailbox.address" },
  aliases: {
    ...{ is: "list", each: 500, most: 100, between: "words", rows: 2 },
    ...({ label: "mailbox.aliases", hint: "mailbox.aliases.hint" } as const),
  },
  name: {
    ...{ is: "text", most: 200, format: "line" },
    ...({ label: "mailbox.name", hint: "mailbox.name.hint" } as const),
  },
  acknowledge: { is: "flag", label: "mailbox.acknowledge" },
  signature: {
    ...{ is: "text", most: 10_000, rows: 4 },
    ...({ label: "mailbox.signature", hint: "mailbox.signature.hint" } as const),
  },
  group: { is: "optional", most: 100, label: "mailbox.group", hint: "mailbox.group.hint" },
  language: { is: "text", most: 100, label: "mailbox.language", hint: "mailbox.language.hint" },
  enabled: { is: "flag", label: "mailbox.enabled" },
  plusAddresses: {
    ...({ is: "flag", label: "mailbox.plusAddresses", hint: "mailbox.plusAddresses.hint" } as const),
    description:
      'Whether replies have an address with a "+" for answers and bounces; false where those do not arrive',
  },
});
