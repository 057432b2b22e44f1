import type { Mailbox, PlusTestFailure } from "../../../../domain/settings/index.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { FormFault, Frame } from "../../view.ts";
import type { mailboxForm } from "./form.ts";

export interface MailboxesView {
  readonly frame: Frame;
  readonly mailboxes: readonly Mailbox[];
}

export interface PlusTestView {
  readonly state: "none" | "waiting" | "arrived" | PlusTestFailure;
  /** When it began or ended. */
  readonly at: number;
  /** Why it failed, if someone said so. */
  readonly problem: string | null;
  /** Why no test could be started. */
  readonly fault: FormFault | null;
}

export interface MailboxView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly address: string | null;
  readonly groups: readonly string[];
  readonly form: FormState<typeof mailboxForm>;
  /** The last test of addresses with a "+"; null for a new mailbox. */
  readonly plusTest: PlusTestView | null;
}
