/** The facts for the reply that rules send to a mail. */
import {
  autoReplyLimits,
  type Facts,
  type Outcome,
  type RuleReplyFacts,
  ruleReplyTarget,
} from "../../domain/intake/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { View } from "../../record/view.ts";

/** @param outcome in which rules send it, without knowing more */
export function ruleReplyFacts(view: View, facts: Facts, outcome: Outcome, template: string): RuleReplyFacts {
  const received = outcome.events.find(({ event }) => event.type === "MessageReceived");
  const message = received?.event.type === "MessageReceived" ? received.event : null;
  const number = received?.ticket ?? null;
  const target = message && ruleReplyTarget(facts, message);
  const address = (number === null ? null : view.ticket(number)?.mailbox) ?? facts.mail.mailbox;
  const mailbox = view.mailbox(address);
  return {
    text: view.template(template)?.text ?? null,
    from: mailbox && { name: mailbox.name, address: mailbox.address },
    hostname: view.hostname() ?? "localhost",
    given: target
      ? view.automaticReplies(normalAddress(target.address), facts.now - autoReplyLimits.window)
      : { toAddress: 0, toAll: 0 },
  };
}
