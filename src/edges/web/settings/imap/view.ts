/** The view models of the pages about fetching mail. */
import type { FetchStatus } from "../../../../engine/intake/fetched.ts";
import type { FormState } from "../../parts/fields.tsx";
import type { Frame } from "../../view.ts";
import type { imapForm } from "./form.ts";

export interface ImapAccountsView {
  readonly frame: Frame;
  readonly accounts: readonly {
    readonly name: string;
    readonly mailbox: string;
    readonly host: string;
    readonly user: string;
    readonly status: FetchStatus;
    /** The number of mails fetched so far. */
    readonly everTaken: number;
  }[];
}

export interface ImapAccountView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly name: string | null;
  readonly mailboxes: readonly string[];
  /** The names of the OAuth accounts. */
  readonly oauth: readonly string[];
  readonly form: FormState<typeof imapForm>;
}
