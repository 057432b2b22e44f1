import type { Outgoing } from "../settings/events.ts";
import type { ImapAccount } from "../settings/imap.ts";
import type { OAuthAccount } from "../settings/oauth.ts";

/** The administrator. */
export interface Administrator {
  /** The log-in name. */
  readonly user: string;
  readonly name: string;
  readonly email: string | null;
  /** The password's hash, as for other people; null until there is one. The password itself is not stored. */
  readonly password: string | null;
}

export interface FirstMailbox {
  readonly address: string;
  /** Display name of its replies. */
  readonly name: string;
}

/** How mail is received: sent here directly, or fetched from a mailbox on another server. */
type IncomingPlan = { readonly kind: "smtp" } | { readonly kind: "imap"; readonly account: ImapAccount };

/** How mail is sent; with "later", replies are queued until it is set. */
type OutgoingPlan = Exclude<Outgoing, { readonly kind: "catch" }> | { readonly kind: "later" };

/** Both in PEM. */
type CertificatePlan =
  | { readonly kind: "self" }
  | { readonly kind: "own"; readonly key: string; readonly cert: string };

/** All answers to the setup. Null is not answered yet. */
export interface Plan {
  /** IANA name of the time zone. */
  readonly zone: string | null;
  /** BCP 47 tag of the first mailbox's language. */
  readonly language: string | null;
  readonly admin: Administrator | null;
  readonly hostname: string | null;
  readonly mailbox: FirstMailbox | null;
  readonly incoming: IncomingPlan | null;
  readonly outgoing: OutgoingPlan | null;
  readonly certificate: CertificatePlan | null;
  /** The accounts that incoming and outgoing mail log in with, named after their providers. Someone signs in after the setup. */
  readonly oauth: readonly OAuthAccount[];
}

export const emptyPlan: Plan = {
  ...{ zone: null, language: null, admin: null, hostname: null },
  ...{ mailbox: null, incoming: null, outgoing: null, certificate: null, oauth: [] },
};

/** The steps in their order. */
export const stepNames = ["zone", "admin", "name", "mailbox", "incoming", "outgoing", "certificate"] as const;
export type StepName = (typeof stepNames)[number];

/** Whether a step has been answered. */
export function isAnswered(plan: Plan, step: StepName): boolean {
  if (step === "admin") return plan.admin !== null && plan.admin.password !== null;
  return (step === "name" ? plan.hostname : plan[step]) !== null;
}

/** The first step that is not answered; "finish" if all are. */
export const nextStep = (plan: Plan): StepName | "finish" =>
  stepNames.find((step) => !isAnswered(plan, step)) ?? "finish";

/** The accounts at providers that the answers log in with. */
export function oauthUsed({ incoming, outgoing, oauth }: Plan): readonly OAuthAccount[] {
  const names = [
    incoming?.kind === "imap" && incoming.account.login.kind === "oauth2"
      ? incoming.account.login.account
      : null,
    outgoing?.kind === "smtp" ? (outgoing.oauth ?? null) : null,
  ];
  return oauth.filter(({ name }) => names.includes(name));
}

/** A plan with all required answers; the rest has defaults. */
export interface CompletePlan extends Plan {
  readonly admin: Administrator & { readonly password: string };
  readonly hostname: string;
  readonly mailbox: FirstMailbox;
}

/** The plan if all required answers are there, else null. */
export function completed(plan: Plan): CompletePlan | null {
  const { admin, hostname, mailbox } = plan;
  if (admin === null || admin.password === null || hostname === null || mailbox === null) return null;
  return { ...plan, hostname, mailbox, admin: { ...admin, password: admin.password } };
}
