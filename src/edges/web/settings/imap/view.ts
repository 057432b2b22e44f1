/** What the pages about fetching mail are given; see view.ts. */
import type { FetchStatus } from "../../../../engine/intake/fetched.ts";
import type { FormFault, Frame } from "../../view.ts";

export interface ImapAccountsView {
  readonly frame: Frame;
  readonly accounts: readonly {
    readonly name: string;
    readonly mailbox: string;
    readonly host: string;
    readonly user: string;
    readonly status: FetchStatus;
    /** Places that gave a mail so far. */
    readonly everTaken: number;
  }[];
}

export interface ImapForm {
  readonly name: string;
  readonly mailbox: string;
  readonly host: string;
  readonly port: string;
  readonly tls: "implicit" | "starttls" | "none";
  readonly certificate: string;
  readonly user: string;
  readonly login: "password" | "oauth2";
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope: string;
  /** One a line. */
  readonly folders: string;
  readonly take: "all" | "unseen";
  readonly after: "seen" | "move" | "delete" | "leave";
  readonly moveTo: string;
  readonly enabled: boolean;
  /** Which secrets are stored; they are never shown. */
  readonly kept: {
    readonly password: boolean;
    readonly clientSecret: boolean;
    readonly refreshToken: boolean;
  };
  readonly fault: FormFault | null;
}

export interface ImapAccountView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly name: string | null;
  readonly mailboxes: readonly string[];
  readonly form: ImapForm;
}
