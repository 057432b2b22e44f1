import type { WebhookCall, WebhookState } from "../../../../record/reading/index.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { newWebhookForm, webhookForm } from "./form.ts";

export interface WebhooksView {
  readonly frame: Frame;
  readonly webhooks: readonly WebhookState[];
}

export interface NewWebhookView {
  readonly frame: Frame;
  readonly form: FormState<typeof newWebhookForm>;
}

export interface WebhookView {
  readonly frame: Frame;
  readonly webhook: WebhookState;
  readonly form: FormState<typeof webhookForm>;
  /** A new secret, which is shown only once. */
  readonly secret: string | null;
  /** Their bodies on several lines. */
  readonly calls: readonly WebhookCall[];
  /** The number before which there are older ones; null if there are none. */
  readonly older: number | null;
}
