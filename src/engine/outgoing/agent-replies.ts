import type { Now } from "../../base/clock.ts";
import { type Fault, fault, storedFault } from "../../base/fault.ts";
import { type MailId, sha256 } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Recorded } from "../../domain/events.ts";
import { heldEvent } from "../../domain/intake/index.ts";
import type { AttachmentFile, ParsedMail } from "../../domain/mail/types.ts";
import { userCaller } from "../../domain/policy/index.ts";
import { followMerges, type NotificationEvent, type Ticket } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { UserRow } from "../../record/view.ts";
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

const notAllowed = refuse(fault("permission.denied"));

/**
 * Turns agents' mails to notifications into replies: the new text and the files of the mail, as if written
 * in the pages. What cannot be sent is held, with its cause.
 */
export function createAgentReplies({ record, read, attachment, log, now, commands }: Parts): DueWork {
  return createDueWork<Recorded>(
    { record, log, now },
    {
      begins: ["AgentAnswered"],
      due: (view, _, limit) => view.agentRepliesDue(limit),
      id: ({ position }) => `${position}`,
      line: ({ event }) => (event.type === "AgentAnswered" ? event.about : 0),
      give,
      what: "an agent's reply by mail",
    },
  );

  async function give({ event }: Recorded): Promise<void> {
    if (event.type !== "AgentAnswered") return;
    const named = record.view.ticket(event.about);
    const ticket = named && followMerges(named, record.view.ticket);
    const user = record.view.user(event.user);
    const sent = ticket && user && !user.disabled ? await send(event, ticket, user) : notAllowed;
    if (sent.ok) return;
    const name = user?.fullName ?? event.user;
    const cause = { code: "reply-not-sent", name, fault: storedFault(sent.error) } as const;
    const { mail, from, subject } = event;
    const held = heldEvent(
      mail,
      { reason: "possible-follow-up", cause },
      from,
      subject,
      ticket?.number ?? null,
    );
    await record.commit(systemActor("notifications"), () => ({
      events: [held],
      dependsOn: [{ on: "agent-reply", mail }],
      value: undefined,
    }));
  }

  async function send(
    { mail, evidence }: AgentAnswered,
    { number }: Ticket,
    person: UserRow,
  ): Promise<Result<unknown, Fault>> {
    const whole = await wholeOf(mail);
    if (!whole.ok) return whole;
    const { parsed, files } = whole.value;
    return commands.reply(userCaller(person), number, {
      text: parsed.reply.trim(),
      attachments: files,
      byMail: { mail, evidence },
    });
  }

  /** The parsed mail, with its files. */
  async function wholeOf(
    mail: MailId,
  ): Promise<Result<{ parsed: ParsedMail; files: readonly AttachmentFile[] }, Fault>> {
    const row = record.view.mail(mail);
    const raw = row && (await record.blob(sha256(row.sha256.toString("hex"))));
    if (!raw) return refuse(fault("mail.bytes-gone"));
    const parsed = await read(raw);
    if (!parsed.ok) return parsed;
    const files: AttachmentFile[] = [];
    for (const { id } of parsed.value.attachments) {
      const file = await attachment(raw, id);
      if (!file.ok) return file;
      files.push(file.value);
    }
    return ok({ parsed: parsed.value, files });
  }
}
