import { settingFields } from "./kinds.ts";

/** A template of replies. */
export const templateFields = settingFields({
  name: {
    ...{ is: "text", most: 100, format: "line", required: true },
    ...({ label: "templates.name", hint: "templates.name.hint" } as const),
    description: "Permanent; rules name it",
  },
  text: {
    ...{ is: "text", most: 20_000, rows: 10, required: true },
    ...({ label: "templates.text", hint: "templates.text.hint" } as const),
    description:
      "Plain text. {{ticket.number}}, {{ticket.subject}}, {{ticket.category}}, {{ticket.group}}, {{mail.subject}}, {{sender.name}}, {{sender.address}}, {{mailbox.name}} and {{mailbox.address}} are replaced",
  },
});
