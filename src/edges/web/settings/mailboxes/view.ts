import type { Mailbox } from "../../../../domain/settings/events.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { mailboxForm } from "./form.ts";

export interface MailboxesView {
  readonly frame: Frame;
  readonly mailboxes: readonly Mailbox[];
}

export interface MailboxView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly address: string | null;
  readonly groups: readonly string[];
  readonly form: FormState<typeof mailboxForm>;
}
