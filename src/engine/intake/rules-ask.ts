/** What the rules are asked about a mail before the decision about it, so that this costs the main thread next to nothing. */
import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import {
  authorOf,
  isAnswered,
  mailForRules,
  type RuleAnswers,
  versionsOf,
} from "../../domain/intake/index.ts";
import { addressesOf, type Checks, type ParsedMail } from "../../domain/mail/index.ts";
import { compiledRuleset, defaultRuleset, isCostly, type MailForRules } from "../../domain/ruleset/index.ts";
import type { MailRow, View } from "../../record/view.ts";

export interface RulesAsk {
  /** The versions of the ruleset and of those that it includes. */
  readonly versions: readonly number[];
  readonly text: string;
  readonly mail: MailForRules;
}

interface Received {
  readonly mail: MailRow;
  readonly read: Result<ParsedMail, Fault>;
  readonly checks: Checks | null;
}

/** What to ask; null if the rules can run at once. */
export function rulesAsk(view: View, { mail: row, read, checks }: Received): RulesAsk | null {
  const ruleset = view.activeRuleset(row.mailbox) ?? defaultRuleset;
  const compiled = compiledRuleset(ruleset.text);
  if (!read.ok || compiled === null || compiled.ruleset.rules.length === 0) return null;
  const authentication = checks?.authentication ?? null;
  const author = authorOf(row, read.value, addressesOf(view.mailboxes()), authentication);
  if (author === null) return null;
  const { id, sender, recipients, mailbox, size, source } = row;
  const facts = { id, sender, recipients, mailbox, size, source, addressed: [mailbox] };
  const mail = mailForRules({ mail: facts, read: { ok: true, mail: read.value }, checks }, author, false);
  return isCostly(compiled, mail) ? { versions: versionsOf(ruleset), text: ruleset.text, mail } : null;
}

/** Whether that is known already. */
export const areAnswered = ({ versions, mail }: RulesAsk, answers: RuleAnswers | null): boolean =>
  answers !== null && isAnswered(answers, versions, mail);

/** Whom the question is about. */
export const authorIn = ({
  mail: { sender, senderName },
}: RulesAsk): Omit<RuleAnswers, "versions" | "answers"> => ({
  sender,
  senderName,
});
