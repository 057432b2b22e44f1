/** The texts of the program's mails to agents and administrators. */
import type { Action } from "../../../appliance/protocol.ts";
import type { Words } from "../../domain/outgoing/index.ts";
import type { Ticket, TicketEvent } from "../../domain/ticket/index.ts";
import { actionText } from "../../text/actions.ts";
import type { Language } from "../../text/index.ts";
import { textIn } from "../../text/notifications.ts";

/** The most characters of a message in a notification. */
const MOST_TEXT = 20_000;

/** What a notification is about. */
export interface NotificationContent {
  readonly ticket: Pick<Ticket, "number" | "subject" | "requester">;
  /** The message that it is about, or else the newest received one; null for none. */
  readonly told: Extract<TicketEvent, { type: "MessageReceived" }> | null;
  readonly because: "assigned" | "wrote";
  /** The name of the person who assigned the ticket; null for the program, or if nobody did. */
  readonly giver: string | null;
}

/**
 * Subject and text of the mail that notifies an agent of a ticket assigned to them, or of a message in one of theirs.
 */
export function notificationText(
  language: Language,
  { ticket, told, because, giver }: NotificationContent,
): Words {
  const t = textIn(language);
  const { number, requester } = ticket;
  const subject = ticket.subject || t("notification.no-subject");
  const who = told?.from ?? requester;
  const from = who.name === "" ? who.address : `${who.name} <${who.address}>`;
  const files = told?.attachments.filter(({ inline }) => !inline).map(({ name }) => name) ?? [];
  const written = (told?.reply ?? told?.text ?? "").trim().slice(0, MOST_TEXT).toWellFormed();
  const assigned = because === "assigned";
  const parts = [
    assigned
      ? t("notification.assigned", { name: giver ?? "MailManager", number, subject })
      : t("notification.wrote", { from, number, subject }),
    ...(written === ""
      ? []
      : [assigned ? t("notification.message.of", { from }) : t("notification.message"), written]),
    ...(files.length === 0 ? [] : [t("notification.files", { names: files.join(", ") })]),
    t("notification.reply"),
    t("notification.why"),
  ];
  return { subject: `[#${number}] ${subject}`, text: textOf(parts) };
}

/** Subject and text of the mail that warns administrators of a failed update. @param hostname of this machine */
export function warningText(language: Language, action: Action, hostname: string): Words {
  const t = textIn(language);
  const said = actionText(language, action);
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
  return {
    subject: t("warning.update.subject", { hostname }),
    text: textOf([
      t("warning.update", { hostname }),
      `${sentence}${/[.!?]$/.test(sentence) ? "" : "."}`,
      t("warning.update.mail"),
      t("warning.update.todo", { hostname }),
      t("warning.why"),
    ]),
  };
}

const textOf = (paragraphs: readonly string[]): string => `${paragraphs.join("\n\n")}\n`;
