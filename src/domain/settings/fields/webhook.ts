import { settingFields } from "./kinds.ts";

/** An endpoint of another system. */
export const webhookFields = settingFields({
  name: {
    ...{ is: "text", most: 100, format: "line", required: true },
    ...({ label: "webhooks.name", hint: "webhooks.name.hint" } as const),
    description: "Permanent",
  },
  url: {
    ...{ is: "text", most: 2000, format: "line", required: true },
    ...({ label: "webhooks.url", hint: "webhooks.url.hint" } as const),
    description: "https, or http where private addresses are allowed; without user name and fragment",
  },
  events: {
    ...{ is: "chosen", each: 50, most: 20 },
    label: "webhooks.events",
    description:
      "What it is told: ticket.opened, ticket.changed, ticket.state_changed, reply.received, reply.sent, note.added, delivery.failed",
  },
  enabled: { is: "flag", label: "webhooks.enabled" },
  allowPrivate: {
    ...{ is: "flag" },
    ...({ label: "webhooks.allowPrivate", hint: "webhooks.allowPrivate.hint" } as const),
    description: "Whether it may be at a private address or on this machine, and be called without TLS",
  },
});
