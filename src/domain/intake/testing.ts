/** For the tests in this folder: the facts of a plain mail, with what is different in a test. */
import { mailId, messageKey, sha256, ticketNumber, userName } from "../../base/ids.ts";
import { defaultLifecycle } from "../lifecycle/index.ts";
import type { Authentication, ParsedMail } from "../mail/index.ts";
import { defaultRuleset } from "../ruleset/index.ts";
import { noIntakePolicy } from "../settings/index.ts";
import type { Facts, MailFacts, OpeningFacts, PersonFacts, TicketFacts } from "./facts.ts";

export const ownAddress = "support@desk.example";
export const token = "abcdefghijklmnopqrstuvwx";

export function ticketFacts(more: Partial<TicketFacts> = {}): TicketFacts {
  return {
    number: ticketNumber(7),
    version: 4,
    token,
    mailbox: ownAddress,
    state: "open",
    stateSince: Date.UTC(2026, 10, 20, 12),
    subject: "The lamp is broken",
    requester: { name: "Rita", address: "rita@customer.example" },
    participants: ["rita@customer.example"],
    newcomers: [],
    heldFor: [],
    assignee: null,
    mergedInto: null,
    linked: [],
    mayBelongTo: null,
    mergeDismissed: false,
    ...{ category: null, priority: "normal", group: null, tags: [], target: null },
    ...more,
  };
}

export function agent(name: string, more: Partial<PersonFacts> = {}): PersonFacts {
  return {
    name: userName(name),
    fullName: name.charAt(0).toUpperCase() + name.slice(1),
    email: `${name}@desk.example`,
    role: "agent",
    disabled: false,
    notifyAssigned: true,
    notifyWrote: true,
    ...more,
  };
}

export function readMail(more: Partial<ParsedMail> = {}): ParsedMail {
  const text = more.text ?? "It does not light up.";
  return {
    messageId: "<new@customer.example>",
    inReplyTo: null,
    references: [],
    from: { name: "Rita", address: "rita@customer.example" },
    originalAuthors: [],
    lists: [],
    replyTo: [],
    to: [{ name: "", address: ownAddress }],
    cc: [],
    subject: "The lamp is broken",
    date: null,
    text,
    reply: text,
    headers: [],
    nothingNew: (more.reply ?? text).trim() === "",
    hasHtml: false,
    attachments: [],
    content: sha256("c".repeat(64)),
    automatic: false,
    bounce: null,
    report: null,
    writtenBy: more.automatic === "auto-reply" || more.automatic === "bounce" ? "program" : "person",
    mayAutoReply: true,
    ...more,
  };
}

export const opens: OpeningFacts = {
  number: ticketNumber(12),
  group: null,
  autoReplies: null,
  flood: { recent: [], repeated: { mails: 0, first: null }, holding: false },
};

/** The facts of a mail from Rita without any evidence. */
export function facts(
  more: Partial<Omit<Facts, "mail" | "read">> = {},
  parsed: Partial<ParsedMail> | null = {},
  mail: Partial<MailFacts> = {},
): Facts {
  return {
    now: Date.UTC(2026, 10, 23, 12),
    mail: {
      id: mailId("m".repeat(26)),
      sender: "rita@customer.example",
      recipients: [ownAddress],
      mailbox: ownAddress,
      size: 1000,
      source: null,
      addressed: [ownAddress],
      ...mail,
    },
    read:
      parsed === null
        ? {
            ok: false,
            fault: { code: "mail.unreadable", reason: "mail.too-many-parts", params: { most: 500 } },
          }
        : { ok: true, mail: readMail(parsed) },
    checks: null,
    policy: noIntakePolicy,
    lifecycle: defaultLifecycle,
    ids: {
      token: "z".repeat(24),
      message: messageKey("k".repeat(26)),
      assigned: messageKey("n".repeat(26)),
      reply: messageKey("r".repeat(26)),
      told: messageKey("t".repeat(26)),
      note: messageKey("n".repeat(26)),
      forward: messageKey("f".repeat(26)),
    },
    own: [ownAddress],
    ownMail: null,
    plusTest: null,
    fingerprint: null,
    ...{ copies: [], claims: [], copiesAre: "" },
    references: [],
    awaiting: [],
    tickets: [],
    filedSent: [],
    replies: [],
    notification: null,
    author: null,
    assignee: null,
    opening: opens,
    ruleset: { ...defaultRuleset, groups: [], people: [] },
    byAgent: false,
    ...more,
  };
}

/** The facts of a mail that refers to a ticket by a Message-ID. */
export function following(
  ticket: TicketFacts,
  more: Partial<Omit<Facts, "mail" | "read">> = {},
  parsed: Partial<ParsedMail> = {},
  mail: Partial<MailFacts> = {},
): Facts {
  const inReplyTo = "<first@customer.example>";
  const references = [{ messageId: inReplyTo, tickets: [ticket.number] }];
  return facts({ references, tickets: [ticket], opening: null, ...more }, { inReplyTo, ...parsed }, mail);
}

/** Checks that verify a mail's domain, or show it to be forged. */
export function authenticated(
  domain: string,
  verdict: "pass" | "fail" = "pass",
  policy: "none" | "reject" = "none",
): Authentication {
  return {
    by: null,
    spf: { verdict, domain },
    dkim: { verdict, domains: [domain] },
    dmarc: { verdict, domain, policy },
    arc: { verdict: "none", domain: null },
  };
}
