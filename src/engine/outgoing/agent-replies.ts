import type { Now, RandomBytes } from "../../base/clock.ts";
import { type Fault, fault, storedFault } from "../../base/fault.ts";
import { type MailId, messageKey, sha256, type TicketNumber } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import type { NewEvent } from "../../domain/events.ts";
import {
  type AgentText,
  agentText,
  decideAgentReply,
  notificationPlaces,
} from "../../domain/intake/index.ts";
import type { AttachmentFile, ParsedMail, QuotedMail } from "../../domain/mail/index.ts";
import { type Caller, userCaller } from "../../domain/policy/index.ts";
import { followMerges, notificationClaimIn, tooLarge } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { AgentReplyRow, MailRow, View } from "../../record/view.ts";
import { languages } from "../../text/index.ts";
import { textIn } from "../../text/notifications.ts";
import { peopleOf, settingsOf, ticketsOf } from "../depends.ts";
import { createDueWork, type DueWork } from "../due-work.ts";
import type { ConvertHtml, ReadAttachments, ReadMail } from "../intake/reader.ts";
import { type PastEvents, withPast } from "../past.ts";
import { forbidden } from "../people/caller.ts";
import { type PreparedReply, prepareReply, replyIn } from "./reply.ts";

interface Parts {
  readonly record: RecordStore;
  readonly read: ReadMail;
  readonly attachments: ReadAttachments;
  readonly log: Log;
  readonly now: Now;
  readonly randomBytes: RandomBytes;
  readonly sanitise: ConvertHtml;
}

/** The most notifications that a mail may quote. */
const MOST_QUOTED = 5;

/**
 * Turns agents' mails to notifications into replies: the text and the files of the mail, as if written in the pages,
 * without the notification that it quotes (I-60). Nothing else is removed; what cannot be sent whole is held, with its
 * cause.
 */
export function createAgentReplies(parts: Parts): DueWork {
  const { record, read, attachments, log, now } = parts;
  return createDueWork<AgentReplyRow>(
    { record, log, now },
    {
      begins: ["AgentReplied"],
      due: (view, _, limit) => view.agentRepliesDue(limit),
      id: ({ position }) => `${position}`,
      line: ({ about }) => about,
      give,
      what: "an agent's reply by mail",
    },
  );

  async function give({ position }: AgentReplyRow): Promise<"done" | "erased"> {
    const event = (await record.journal.at(position))?.event;
    if (event?.type === "Erased") return "erased";
    if (event?.type !== "AgentReplied") throw new Error(`the event at ${position} is not an agent's reply`);
    const { mail, evidence } = event;
    const { said, files } = await saidIn(mail);
    const wanted = said.kind === "text" ? { text: said.text, attachments: files } : null;
    const prepared = wanted && (await prepareReply(parts, { ...wanted, byMail: { mail, evidence } }));
    const decide = (view: View, time: number, past: PastEvents) => {
      const named = view.ticket(event.about);
      const ticket = named && followMerges(named, view.ticket);
      const agent = view.user(event.user);
      const caller = agent && userCaller(agent);
      const reply =
        ticket && caller && prepared && written(view, time, past, caller, ticket.number, prepared);
      const number = ticket?.number ?? null;
      const { sent, events } = decideAgentReply({ replied: event, ticket: number, agent, said, reply });
      return {
        events,
        dependsOn: [
          { on: "agent-reply", mail } as const,
          ...ticketsOf(view, events),
          ...[settingsOf(view), peopleOf(view)],
        ],
        ...(sent && caller ? { actor: caller.actor } : {}),
        blobs: sent && prepared?.ok ? prepared.value.blobs : [],
        value: undefined,
      };
    };
    await withPast(record, (past) =>
      record.commit(systemActor("notifications"), (view, time) => decide(view, time, past)),
    );
    return "done";
  }

  /** What the mail says, and its files, if there is anything to send. */
  async function saidIn(mail: MailId): Promise<{ said: AgentText; files: readonly AttachmentFile[] }> {
    const whole = await wholeOf(mail);
    if (!whole.ok) return { said: { kind: "unreadable", fault: storedFault(whole.error) }, files: [] };
    const { row, parsed, files } = whole.value;
    // They were sent in the mailbox's language of that time.
    const known = languages()
      .map(textIn)
      .flatMap((t) => [t("notification.reply"), t("notification.why"), t("notification.why.rule")]);
    return { said: agentText(parsed.text, await quotedBy(row, parsed), known), files };
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
    const sizes = parsed.value.attachments.map(({ size }) => size);
    // Before they are read: a mail may be larger than a reply.
    const large = tooLarge(sizes);
    if (large) return refuse(large);
    const files = sizes.length === 0 ? ok([]) : await attachments(raw);
    return files.ok ? ok({ row, parsed: parsed.value, files: files.value }) : files;
  }
}

/** What writing the reply records, or why the agent cannot. */
function written(
  view: View,
  time: number,
  past: PastEvents,
  caller: Caller,
  ticket: TicketNumber,
  prepared: Result<PreparedReply, Fault>,
): Result<readonly NewEvent[], Fault> {
  const denied = forbidden(caller, "tickets.write");
  if (denied) return denied;
  if (!prepared.ok) return prepared;
  const decided = replyIn(view, time, past, caller, ticket, prepared.value);
  return decided.ok ? ok(decided.value.events) : decided;
}
