import { type Fault, fault } from "../../base/fault.ts";
import { type MailId, sha256 } from "../../base/ids.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Recorded } from "../../domain/events.ts";
import type { ParsedMail } from "../../domain/mail/types.ts";
import { permissionsOf } from "../../domain/people/index.ts";
import { goesOnIn, type NoticeEvent, type Ticket } from "../../domain/ticket/index.ts";
import type { Record } from "../../record/record.ts";
import type { UserRow } from "../../record/view.ts";
import { inEnglish } from "../../text/index.ts";
import { heldAnswer } from "../intake/notice-answer.ts";
import type { AttachmentFile, Log, ReadAttachment, ReadMail } from "../ports.ts";
import type { Commands } from "../tickets/commands.ts";
import { createDueWork, type DueWork } from "./due-work.ts";

interface Parts {
  readonly record: Record;
  readonly read: ReadMail;
  readonly attachment: ReadAttachment;
  readonly log: Log;
  readonly commands: Pick<Commands, "answer">;
}

type AgentAnswered = Extract<NoticeEvent, { type: "AgentAnswered" }>;

const notAllowed = refuse(fault("permission.denied"));

/**
 * Sends what agents answered by mail: the newly written part and the files of the mail, as an answer that they had
 * given in the pages. What cannot be sent is held, with what stands in its way.
 */
export function createAgentAnswers({ record, read, attachment, log, commands }: Parts): DueWork {
  return createDueWork<Recorded>(
    { record, log },
    {
      owes: "AgentAnswered",
      due: (view, limit) => view.agentAnswersDue(limit),
      give,
      what: "an agent's answer by mail",
    },
  );

  async function give({ event }: Recorded): Promise<void> {
    if (event.type !== "AgentAnswered") return;
    const named = record.view.ticket(event.about);
    const ticket = named && goesOnIn(named, record.view.ticket);
    const user = record.view.user(event.user);
    const sent = ticket && user && !user.disabled ? await send(event, ticket, user) : notAllowed;
    if (sent.ok) return;
    // Nothing is wrong with it; it is tried again.
    if (sent.error.code === "system.busy") throw new Error(inEnglish(sent.error));
    const cause = `${user?.fullName ?? event.user} answered a notification with it, but it cannot be sent: ${inEnglish(sent.error)}`;
    const { mail, from, subject } = event;
    await record.commit("system:notifications", () => ({
      events: [heldAnswer(mail, "possible-follow-up", cause, from, subject, ticket)],
      value: undefined,
    }));
  }

  async function send(
    { mail, evidence }: AgentAnswered,
    { number }: Ticket,
    { name, role }: UserRow,
  ): Promise<Result<unknown, Fault>> {
    const whole = await wholeOf(mail);
    if (!whole.ok) return whole;
    const { parsed, files } = whole.value;
    const caller = { actor: `user:${name}`, user: name, may: permissionsOf(role, null) };
    return commands.answer(caller, number, {
      text: parsed.reply.trim(),
      attachments: files,
      byMail: { mail, evidence },
    });
  }

  /** The mail as it reads, with its files. */
  async function wholeOf(
    mail: MailId,
  ): Promise<Result<{ parsed: ParsedMail; files: readonly AttachmentFile[] }, Fault>> {
    const row = record.view.mail(mail);
    const raw = row && record.blobs.find(sha256(row.sha256.toString("hex")));
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
