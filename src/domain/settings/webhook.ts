/** What an endpoint can be told, by name. */
export const webhookEvents = [
  "ticket.opened",
  "ticket.changed",
  "ticket.state_changed",
  "reply.received",
  "reply.sent",
  "note.added",
  "delivery.failed",
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** An endpoint of another system. */
export interface Webhook {
  /** Permanent. */
  readonly name: string;
  readonly url: string;
  /** What it is told; none if only rules and tests call it. */
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
  /** Whether it may be in a private network, or on this machine; without TLS as well then. */
  readonly allowPrivate: boolean;
  /** Signs its requests: "whsec_" and base64 (Standard Webhooks). */
  readonly secret: string;
  /** The secret before, which signs as well until then, in milliseconds since 1970. */
  readonly former?: FormerSecret;
  /** Those before that one, newest first, while they sign as well. */
  readonly older?: readonly FormerSecret[];
}

/** A secret that was replaced, and until when it signs, in milliseconds since 1970. */
export interface FormerSecret {
  readonly secret: string;
  readonly until: number;
}

/** An endpoint as it is shown: without its secrets. */
export interface ShownWebhook extends Omit<Webhook, "secret" | "former" | "older"> {
  /** Until when the secret before signs as well; null if it does not. */
  readonly formerUntil: number | null;
}

export const shownWebhook = ({ secret: _, former, older: __, ...webhook }: Webhook): ShownWebhook => ({
  ...webhook,
  formerUntil: former?.until ?? null,
});
