import type { Outgoing } from "../settings/events.ts";
import type { ImapAccount } from "../settings/imap.ts";

/** Who looks after the program. */
export interface Administrator {
  /** The log-in name. */
  readonly user: string;
  readonly name: string;
  readonly email: string | null;
  /** The password's hash, as people's are kept, and null until there is one; the password itself is kept nowhere. */
  readonly password: string | null;
}

export interface FirstMailbox {
  readonly address: string;
  /** Display name of its answers. */
  readonly name: string;
}

/** How mail comes in: sent here directly, or fetched from a mailbox elsewhere. */
export type IncomingPlan =
  | { readonly kind: "smtp" }
  | { readonly kind: "imap"; readonly account: ImapAccount };

/** How mail goes out; "later" lets answers wait until it is said. */
export type OutgoingPlan = Exclude<Outgoing, { readonly kind: "catch" }> | { readonly kind: "later" };

/** Both in PEM. */
export type CertificatePlan =
  | { readonly kind: "self" }
  | { readonly kind: "own"; readonly key: string; readonly cert: string };

/** All that a first start asks. Null is what was not said yet. */
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
}

export const emptyPlan: Plan = {
  ...{ zone: null, language: null, admin: null, hostname: null },
  ...{ mailbox: null, incoming: null, outgoing: null, certificate: null },
};

/** The steps in the order in which they are asked. */
export const stepNames = ["zone", "admin", "name", "mailbox", "incoming", "outgoing", "certificate"] as const;
export type StepName = (typeof stepNames)[number];

/** Whether a step has been answered. */
export function isSaid(plan: Plan, step: StepName): boolean {
  if (step === "admin") return plan.admin !== null && plan.admin.password !== null;
  return (step === "name" ? plan.hostname : plan[step]) !== null;
}

/** The first step that was not answered; "finish" when all were. */
export const nextStep = (plan: Plan): StepName | "finish" =>
  stepNames.find((step) => !isSaid(plan, step)) ?? "finish";

/** A plan with all that is needed to begin: what else there is has a beginning of its own. */
export interface CompletePlan extends Plan {
  readonly admin: Administrator & { readonly password: string };
  readonly hostname: string;
  readonly mailbox: FirstMailbox;
}

/** The plan when there is enough to begin without asking anyone, else null. */
export function completed(plan: Plan): CompletePlan | null {
  const { admin, hostname, mailbox } = plan;
  if (admin === null || admin.password === null || hostname === null || mailbox === null) return null;
  return { ...plan, hostname, mailbox, admin: { ...admin, password: admin.password } };
}
