import type { Mailbox } from "../../../../domain/settings/events.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface MailboxesView {
  readonly frame: Frame;
  readonly mailboxes: readonly Mailbox[];
}

export interface MailboxForm {
  readonly address: string;
  readonly aliases: string;
  readonly name: string;
  readonly signature: string;
  readonly group: string;
  readonly language: string;
  readonly acknowledge: boolean;
  readonly enabled: boolean;
  readonly fault: FormFault | null;
}

export interface MailboxView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly address: string | null;
  readonly groups: readonly string[];
  readonly form: MailboxForm;
}
