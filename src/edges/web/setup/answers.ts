import { type Plan, type StepName, stepNames } from "../../../domain/setup/index.ts";
import type { Text } from "../../../text/web.ts";

/** An answer as text, without secrets; null if there is none. */
export const answersIn = (plan: Plan, t: Text): readonly { step: StepName; said: string | null }[] =>
  stepNames.map((step) => ({ step, said: saidOf(step, plan, t) }));

function saidOf(step: StepName, plan: Plan, t: Text): string | null {
  const { admin, mailbox, incoming, outgoing, certificate } = plan;
  switch (step) {
    case "zone":
      return plan.zone;
    case "admin":
      if (admin === null || admin.password === null) return null;
      return admin.email === null ? admin.user : `${admin.user}, ${admin.email}`;
    case "name":
      return plan.hostname;
    case "mailbox":
      return mailbox?.address ?? null;
    case "incoming":
      if (incoming?.kind === "imap")
        return t("setup.answer.imap", { user: incoming.account.user, host: incoming.account.host });
      return incoming && t("setup.incoming.smtp");
    case "outgoing":
      if (outgoing?.kind === "smtp") return `${outgoing.host}:${outgoing.port}`;
      return outgoing && t(`setup.outgoing.${outgoing.kind}`);
    case "certificate":
      return certificate && t(`setup.certificate.${certificate.kind}`);
  }
}
