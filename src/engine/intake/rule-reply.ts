/** The facts for the reply that rules send to a mail, and for what they forward. */
import { sha256, type TicketNumber } from "../../base/ids.ts";
import {
  autoReplyLimits,
  type Facts,
  type Outcome,
  type RuleForwardFacts,
  type RuleReplyFacts,
  ruleReplyTarget,
} from "../../domain/intake/index.ts";
import { normalAddress } from "../../domain/mail/index.ts";
import type { MailRow, View } from "../../record/view.ts";
import { languageFor } from "../../text/index.ts";
import { textIn } from "../../text/notifications.ts";

/** @param outcome in which rules send it, without knowing more */
export function ruleReplyFacts(view: View, facts: Facts, outcome: Outcome, template: string): RuleReplyFacts {
  const received = outcome.events.find(({ event }) => event.type === "MessageReceived");
  const message = received?.event.type === "MessageReceived" ? received.event : null;
  const number = received?.ticket ?? null;
  const target = message && ruleReplyTarget(facts, message);
  return {
    ...sender(view, mailboxOf(view, facts, number)),
    text: view.template(template)?.text ?? null,
    given: target
      ? view.automaticReplies(normalAddress(target.address), facts.now - autoReplyLimits.window)
      : { toAddress: 0, toAll: 0 },
  };
}

/** The facts for the mails that rules forward. @param outcome in which rules forward them, without knowing more */
export function ruleForwardFacts(
  view: View,
  { sha256: digest, size }: MailRow,
  facts: Facts,
  outcome: Outcome,
  to: readonly string[],
): RuleForwardFacts {
  const ticket = outcome.events.find(({ event }) => event.type === "MessageReceived")?.ticket ?? null;
  const mailbox = mailboxOf(view, facts, ticket);
  const since = facts.now - autoReplyLimits.window;
  return {
    ...sender(view, mailbox),
    // Without a mailbox, nothing is forwarded.
    text: mailbox ? textIn(languageFor(mailbox.language))("forward.text", { number: ticket ?? 0 }) : "",
    mail: {
      ...{ id: "1", type: "message/rfc822", size, inline: false },
      sha256: sha256(digest.toString("hex")),
    },
    given: to.map((address) => ({ to: address, counts: view.automaticReplies(address, since) })),
  };
}

/** The mailbox of a ticket, or of the mail if the ticket is new. */
const mailboxOf = (view: View, { mail }: Facts, ticket: TicketNumber | null) =>
  view.mailbox((ticket === null ? null : view.ticket(ticket)?.mailbox) ?? mail.mailbox);

const sender = (view: View, mailbox: ReturnType<typeof mailboxOf>) => ({
  from: mailbox && { name: mailbox.name, address: mailbox.address },
  hostname: view.hostname() ?? "localhost",
});
