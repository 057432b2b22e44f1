import type { Now } from "../../base/clock.ts";
import { type Fault, fault, storedFault } from "../../base/fault.ts";
import { type MailId, messageKey, sha256, type TicketNumber } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { never, ok, type Result, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import { type HeldCause, heldEvent, notificationPlaces } from "../../domain/intake/index.ts";
import { type QuotedMail, withoutOwnQuotation } from "../../domain/mail/own-quotation.ts";
import type { AttachmentFile, ParsedMail } from "../../domain/mail/types.ts";
import { userCaller } from "../../domain/policy/index.ts";
import {
  followMerges,
  type NotificationEvent,
  notificationClaimIn,
  type Ticket,
} from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { AgentReplyRow, MailRow, UserRow } from "../../record/view.ts";
import { languages } from "../../text/index.ts";
import { textIn } from "../../text/notifications.ts";
import type { ReadAttachment, ReadMail } from "../intake/reader.ts";
import type { Commands } from "../tickets/types.ts";
import { createDueWork, type DueWork } from "./due-work.ts";

interface Parts {
  readonly record: RecordStore;
  readonly read: ReadMail;
  readonly attachment: ReadAttachment;
  readonly log: Log;
  readonly now: Now;
  readonly commands: Pick<Commands, "reply">;
}

type AgentAnswered = Extract<NotificationEvent, { type: "AgentAnswered" }>;

type Sent =
  | { readonly kind: "sent" }
  /** The text is not sent as it is: it has more of our notification than could be told exactly, or nothing else. */
  | { readonly kind: "quotation" | "nothing"; readonly text: string }
  | { readonly kind: "refused"; readonly fault: Fault };

const notAllowed: Sent = { kind: "refused", fault: fault("permission.denied") };

/** The most notifications that a mail may quote. */
const MOST_QUOTED = 5;
/** Characters of a held reply that its cause keeps. */
const MOST_TEXT = 10_000;

/**
 * Turns agents' mails to notifications into replies: the text and the files of the mail, as if written in the pages,
 * without the notification that it quotes (I-60). Nothing else is removed; what cannot be sent whole is held, with its
 * cause.
 */
export function createAgentReplies({ record, read, attachment, log, now, commands }: Parts): DueWork {
  return createDueWork<AgentReplyRow>(
    { record, log, now },
    {
      begins: ["AgentAnswered"],
      due: (view, _, limit) => view.agentRepliesDue(limit),
      id: ({ position }) => `${position}`,
      line: ({ about }) => about,
      give,
      what: "an agent's reply by mail",
    },
  );

  async function give({ position }: AgentReplyRow): Promise<void> {
    const event = (await record.journal.at(position))?.event;
    if (event?.type !== "AgentAnswered") return;
    const named = record.view.ticket(event.about);
    const ticket = named && followMerges(named, record.view.ticket);
    const user = record.view.user(event.user);
    const sent = ticket && user && !user.disabled ? await send(event, ticket, user) : notAllowed;
    if (sent.kind === "sent") return;
    const name = user?.fullName ?? event.user;
    const { mail, from, subject } = event;
    const cause = causeOf(sent, ticket?.number ?? event.about, name);
    const doubt = { reason: "possible-follow-up", cause } as const;
    const held = heldEvent(mail, doubt, from, subject, ticket?.number ?? null);
    await record.commit(systemActor("notifications"), () => ({
      events: [held],
      dependsOn: [{ on: "agent-reply", mail }],
      value: undefined,
    }));
  }

  async function send({ mail, evidence }: AgentAnswered, { number }: Ticket, person: UserRow): Promise<Sent> {
    const whole = await wholeOf(mail);
    if (!whole.ok) return { kind: "refused", fault: whole.error };
    const { row, parsed, files } = whole.value;
    // They were sent in the mailbox's language of that time.
    const known = languages()
      .map(textIn)
      .flatMap((t) => [t("notification.reply"), t("notification.why")]);
    const left = withoutOwnQuotation(parsed.text, await quotedBy(row, parsed), known);
    if (left.kind === "doubtful") return { kind: "quotation", text: parsed.text.trim() };
    const { text } = left;
    if (text === "") return { kind: "nothing", text };
    const reply = { text, attachments: files, byMail: { mail, evidence } };
    const done = await commands.reply(userCaller(person), number, reply);
    return done.ok ? { kind: "sent" } : { kind: "refused", fault: done.error };
  }

  /** The notifications that a mail replies to, as they were sent. */
  async function quotedBy(row: MailRow, parsed: ParsedMail): Promise<readonly QuotedMail[]> {
    const { view, past } = record;
    const keys = notificationPlaces(row, parsed).flatMap(({ place }) => {
      const claim = notificationClaimIn(place);
      return claim?.message ? (view.notificationEnding(claim.ticket, claim.message) ?? []) : [];
    });
    const quoted: QuotedMail[] = [];
    for (const key of [...new Set(keys)].slice(0, MOST_QUOTED)) {
      const event = (await past.message(messageKey(key)))?.event;
      const raw = event?.type === "NotificationQueued" ? await record.blob(event.raw) : null;
      const sent = raw && (await read(raw));
      if (!sent?.ok) continue;
      const { subject, text, from, replyTo } = sent.value;
      const senders = [...(from ? [from] : []), ...replyTo];
      const names = senders.flatMap(({ name, address }) => [address, ...(name === "" ? [] : [name])]);
      quoted.push({ subject, text, names: [...new Set(names)] });
    }
    return quoted;
  }

  /** The parsed mail, with its files. */
  async function wholeOf(
    mail: MailId,
  ): Promise<Result<{ row: MailRow; parsed: ParsedMail; files: readonly AttachmentFile[] }, Fault>> {
    const row = record.view.mail(mail);
    const raw = row && (await record.blob(sha256(row.sha256.toString("hex"))));
    if (!row || !raw) return refuse(fault("mail.bytes-gone"));
    const parsed = await read(raw);
    if (!parsed.ok) return parsed;
    const files: AttachmentFile[] = [];
    for (const { id } of parsed.value.attachments) {
      const file = await attachment(raw, id);
      if (!file.ok) return file;
      files.push(file.value);
    }
    return ok({ row, parsed: parsed.value, files });
  }
}

function causeOf(sent: Exclude<Sent, { kind: "sent" }>, ticket: TicketNumber, name: string): HeldCause {
  switch (sent.kind) {
    case "quotation": {
      const text = sent.text.slice(0, MOST_TEXT).toWellFormed();
      return { code: "notification-quotation", ticket, name, text };
    }
    case "nothing":
      return { code: "notification-nothing-new", ticket, name };
    case "refused":
      return { code: "reply-not-sent", name, fault: storedFault(sent.fault) };
    default:
      return never(sent);
  }
}
