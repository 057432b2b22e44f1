import type { ImapAccount } from "./imap.ts";

/** A mailbox in the sense of the product: an address that customers write to. Addresses are lower case. */
export interface Mailbox {
  readonly address: string;
  readonly aliases: readonly string[];
  /** Display name of its answers. */
  readonly name: string;
  readonly acknowledge: boolean;
  readonly signature: string;
  readonly group: string | null;
  /** BCP 47 tag. */
  readonly language: string;
  readonly enabled: boolean;
}

/** Where answers leave by, when it is not given on the command line. */
export type Outgoing =
  | { readonly kind: "catch" }
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      readonly tls: "implicit" | "starttls" | "opportunistic" | "none";
      readonly user: string | null;
      readonly password: string | null;
    };

export type SettingsEvent =
  | { readonly type: "SystemSetUp"; readonly hostname: string }
  | { readonly type: "MailboxSaved"; readonly mailbox: Mailbox }
  | { readonly type: "GroupSaved"; readonly name: string; readonly members: readonly string[] }
  | { readonly type: "OutgoingChanged"; readonly outgoing: Outgoing }
  | { readonly type: "ImapAccountSaved"; readonly account: ImapAccount }
  | { readonly type: "ImapAccountRemoved"; readonly name: string }
  /** The provider gave a new refresh token with an access token. */
  | { readonly type: "ImapTokenRenewed"; readonly name: string; readonly refreshToken: string };
