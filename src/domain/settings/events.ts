import type { CertificateFacts, CertificatePolicy } from "./certificate.ts";
import type { DkimAlgorithm } from "./dkim.ts";
import type { ImapAccount } from "./imap.ts";
import type { IntakePolicy } from "./intake.ts";

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
  /** Straight to the servers that the recipients' domains name (MX). */
  | { readonly kind: "direct" }
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      readonly tls: "implicit" | "starttls" | "opportunistic" | "none";
      readonly user: string | null;
      readonly password: string | null;
      /** The server takes no sender but the mailbox itself, so that a bounce tells less surely what it is about. */
      readonly bareSender?: true;
    };

/** Where mail leaves by, once it is to leave. */
export type Route = Exclude<Outgoing, { readonly kind: "catch" }>;

export type SettingsEvent =
  /** The zone: an IANA name; null where it was not asked for. */
  | { readonly type: "SystemSetUp"; readonly hostname: string; readonly zone: string | null }
  | { readonly type: "MailboxSaved"; readonly mailbox: Mailbox }
  | { readonly type: "GroupSaved"; readonly name: string; readonly members: readonly string[] }
  | { readonly type: "OutgoingChanged"; readonly outgoing: Outgoing }
  /** What the configuration says of deciding on received mail has changed, at a start. */
  | { readonly type: "IntakePolicyChanged"; readonly policy: IntakePolicy }
  | { readonly type: "CertificatePolicyChanged"; readonly policy: CertificatePolicy }
  /** It is shown to whoever connects from then on. */
  | { readonly type: "CertificateInstalled"; readonly certificate: CertificateFacts }
  | {
      readonly type: "DkimKeyMade";
      readonly domain: string;
      readonly selector: string;
      readonly algorithm: DkimAlgorithm;
      /** As the DNS record has it. */
      readonly publicKey: string;
      /** PKCS #8 in PEM. */
      readonly privateKey: string;
    }
  /** The key signs from now on, and the one of its kind that did until now is retired. */
  | { readonly type: "DkimKeyActivated"; readonly domain: string; readonly selector: string }
  | { readonly type: "DkimKeyRemoved"; readonly domain: string; readonly selector: string }
  | { readonly type: "ImapAccountSaved"; readonly account: ImapAccount }
  | { readonly type: "ImapAccountRemoved"; readonly name: string }
  /** The provider gave a new refresh token with an access token. */
  | { readonly type: "ImapTokenRenewed"; readonly name: string; readonly refreshToken: string };
