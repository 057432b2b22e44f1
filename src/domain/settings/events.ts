import type { StoredFault } from "../../base/fault.ts";
import type { Lifecycle } from "../lifecycle/index.ts";
import type { Target } from "../target/index.ts";
import type { TicketWait } from "../ticket/waits.ts";
import type { CertificateFacts, CertificatePolicy } from "./certificate.ts";
import type { DkimAlgorithm } from "./dkim.ts";
import type { ImapAccount } from "./imap.ts";
import type { IntakePolicy } from "./intake.ts";
import type { OAuthAccount } from "./oauth.ts";
import type { ReplyPolicy } from "./reply-policy.ts";
import type { ServiceSettings } from "./service.ts";
import type { Webhook } from "./webhook.ts";

/**
 * How a test of addresses with a "+" failed: the mail was not sent, which says nothing about them; a server refused the
 * address; a bounce came back; or nothing came in time.
 */
export type PlusTestFailure = "not-sent" | "refused" | "returned" | "missing";

/** A mailbox in the sense of the product: an address that customers write to. Addresses are in lower case. */
export interface Mailbox {
  readonly address: string;
  readonly aliases: readonly string[];
  /** Display name of its replies. */
  readonly name: string;
  readonly acknowledge: boolean;
  readonly signature: string;
  readonly group: string | null;
  /** BCP 47 tag. */
  readonly language: string;
  readonly enabled: boolean;
  /**
   * Whether what is sent from here has addresses with a "+" for answers and bounces (RFC 5233). Where they do not arrive, it
   * has the plain address, and answers are known by the Message-ID that they refer to.
   */
  readonly plusAddresses: boolean;
}

/** The delivery method of outgoing mail, unless it is given on the command line. */
export type Outgoing =
  | { readonly kind: "catch" }
  /** Directly to the servers of the recipients' domains (MX). */
  | { readonly kind: "direct" }
  | {
      readonly kind: "smtp";
      readonly host: string;
      readonly port: number;
      readonly tls: "implicit" | "starttls" | "opportunistic" | "none";
      readonly user: string | null;
      readonly password: string | null;
      /** The OAuth account whose access token takes the place of the password. */
      readonly oauth?: string;
      /** The server accepts only the mailbox's own address as sender, so bounces are matched less reliably. */
      readonly bareSender?: true;
    };

/** The delivery method, once one is set. */
export type Route = Exclude<Outgoing, { readonly kind: "catch" }>;

export type SettingsEvent =
  /** The time zone: an IANA name; null if none was set. */
  | { readonly type: "SystemSetUp"; readonly hostname: string; readonly zone: string | null }
  | { readonly type: "MailboxSaved"; readonly mailbox: Mailbox }
  /** A template of replies was added or changed. */
  | { readonly type: "TemplateSaved"; readonly name: string; readonly text: string }
  | { readonly type: "TemplateRemoved"; readonly name: string }
  /** An endpoint of another system was added or changed, or got a new secret. */
  | { readonly type: "WebhookSaved"; readonly webhook: Webhook }
  | { readonly type: "WebhookRemoved"; readonly name: string }
  /** Its server said that it is gone (410): it is off from then on. */
  | { readonly type: "WebhookGone"; readonly name: string }
  | { readonly type: "GroupSaved"; readonly name: string; readonly members: readonly string[] }
  | {
      /** A version of the ruleset was saved. It takes effect once it is activated. */
      readonly type: "RulesetSaved";
      /** "Default" for the one that all mailboxes without one of their own follow. */
      readonly name: string;
      /** Counts from 1 over all rulesets. */
      readonly version: number;
      readonly text: string;
      /** Why it was changed, in the author's words; "" for no reason given. */
      readonly reason: string;
    }
  | {
      /** Mail follows that version of the ruleset from then on. */
      readonly type: "RulesetActivated";
      readonly name: string;
      /** 0 for the ruleset that the program brings. */
      readonly version: number;
      readonly reason: string;
      /** Codes of the warnings that the person has seen and accepted. */
      readonly acknowledged: readonly string[];
      /** The mailboxes whose mail follows it alone, in lower case; absent for none. */
      readonly mailboxes?: readonly string[];
      /** The versions of the rulesets that it takes rules or declarations from; absent for none. */
      readonly includes?: readonly number[];
      /** The ruleset with whose activation it was activated again, since it includes that; absent if a person asked for it. */
      readonly with?: string;
      /** The lifecycle of tickets from then on; absent in earlier releases, and for the one that the program brings. */
      readonly lifecycle?: Lifecycle;
      /** The targets of tickets from then on, with their calendars; absent for none. */
      readonly targets?: readonly Target[];
      /** What the rules of all active rulesets wait for besides mail; absent for nothing, and in earlier releases. */
      readonly waits?: readonly TicketWait[];
    }
  | {
      /** No mail follows that ruleset any more: its mailboxes follow the default one. */
      readonly type: "RulesetDeactivated";
      readonly name: string;
      readonly reason: string;
      /** As after an activation. */
      readonly lifecycle?: Lifecycle;
      readonly targets?: readonly Target[];
      readonly waits?: readonly TicketWait[];
    }
  | { readonly type: "OutgoingChanged"; readonly outgoing: Outgoing }
  /** A test mail was sent with these settings. */
  | {
      readonly type: "OutgoingTested";
      readonly to: string;
      /** The server, as host:port; null if none was tried. */
      readonly server: string | null;
      readonly outcome: "delivered" | "deferred" | "failed";
      /** The server's response; "" if there was none. */
      readonly response: string;
      /** Why there was none. */
      readonly fault: StoredFault | null;
    }
  /** The settings in the configuration that influence decisions about mail have changed, at a start. */
  | { readonly type: "IntakePolicyChanged"; readonly policy: IntakePolicy }
  | { readonly type: "ReplyPolicyChanged"; readonly policy: ReplyPolicy }
  | { readonly type: "ServiceChanged"; readonly service: ServiceSettings }
  | { readonly type: "CertificatePolicyChanged"; readonly policy: CertificatePolicy }
  /** New connections get it from then on. */
  | { readonly type: "CertificateInstalled"; readonly certificate: CertificateFacts }
  | {
      readonly type: "DkimKeyMade";
      readonly domain: string;
      readonly selector: string;
      readonly algorithm: DkimAlgorithm;
      /** As in the DNS record. */
      readonly publicKey: string;
      /** PKCS #8 in PEM. */
      readonly privateKey: string;
    }
  /** The key signs from now on, and replaces the previous one of its kind. */
  | { readonly type: "DkimKeyActivated"; readonly domain: string; readonly selector: string }
  | { readonly type: "DkimKeyRemoved"; readonly domain: string; readonly selector: string }
  | {
      readonly type: "ImapAccountSaved";
      readonly account: ImapAccount;
      /** An OAuth account that is saved with it: what was part of it before there were OAuth accounts. */
      readonly oauth?: OAuthAccount;
    }
  | { readonly type: "ImapAccountRemoved"; readonly name: string }
  | { readonly type: "OAuthAccountSaved"; readonly account: OAuthAccount }
  | { readonly type: "OAuthAccountRemoved"; readonly name: string }
  /** A test mail goes to an address with a "+" of the mailbox. Its arrival is a MailFiled. */
  | { readonly type: "PlusTestBegun"; readonly mailbox: string; readonly token: string }
  /** It did not arrive, or was not sent. */
  | {
      readonly type: "PlusTestEnded";
      readonly token: string;
      readonly outcome: PlusTestFailure;
      /** The mail server's response; "" if there was none. */
      readonly response: string;
      readonly fault: StoredFault | null;
    }
  /** Someone signed in at the provider. */
  | { readonly type: "OAuthSignedIn"; readonly name: string; readonly refreshToken: string }
  /** The provider returned a new refresh token with an access token. */
  | { readonly type: "OAuthTokenRenewed"; readonly name: string; readonly refreshToken: string };
