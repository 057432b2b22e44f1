/** The texts of the program's mails to agents and administrators: each paragraph is a message of the catalogue. */
import type { Action } from "../../../appliance/protocol.ts";
import type { Words } from "../../domain/outgoing/index.ts";
import type { Ticket, TicketEvent } from "../../domain/ticket/index.ts";
import { actionText } from "../../text/actions.ts";
import { faultText, type Language } from "../../text/index.ts";
import { listText } from "../../text/lists.ts";
import { textIn } from "../../text/notifications.ts";

/** The most characters of a message in a notification. */
const MOST_TEXT = 20_000;

/** What a notification is about. */
export interface NotificationContent {
  readonly ticket: Pick<Ticket, "number" | "subject" | "requester">;
  /** The message that it is about, or else the newest received one; null for none. */
  readonly told: Extract<TicketEvent, { type: "MessageReceived" }> | null;
  readonly because: "assigned" | "wrote" | "rule";
  /** The rule that says so; null if none does. */
  readonly rule: string | null;
  /** The name of the person who assigned the ticket; null for the program, or if nobody did. */
  readonly giver: string | null;
}

/**
 * Subject and text of the mail that notifies an agent of a ticket assigned to them, or of a message in one of theirs.
 */
export function notificationText(
  language: Language,
  { ticket, told, because, rule, giver }: NotificationContent,
): Words {
  const t = textIn(language);
  const { number, requester } = ticket;
  const subject = ticket.subject || t("notification.no-subject");
  const who = told?.from ?? requester;
  const from = who.name === "" ? who.address : `${who.name} <${who.address}>`;
  const files = told?.attachments.filter(({ inline }) => !inline).map(({ name }) => name) ?? [];
  const written = (told?.reply ?? told?.text ?? "").trim().slice(0, MOST_TEXT).toWellFormed();
  const assigned = because === "assigned";
  const news = () => {
    if (rule !== null) return t("notification.rule", { rule, number, subject });
    if (!assigned) return t("notification.wrote", { from, number, subject });
    return giver === null
      ? t("notification.assigned.automatically", { number, subject })
      : t("notification.assigned", { name: giver, number, subject });
  };
  const parts = [
    news(),
    ...(written === ""
      ? []
      : [because !== "wrote" ? t("notification.message.of", { from }) : t("notification.message"), written]),
    ...(files.length === 0 ? [] : [t("notification.files", { names: listText(language, files) })]),
    t("notification.reply"),
    t(rule === null ? "notification.why" : "notification.why.rule"),
  ];
  return { subject: `[#${number}] ${subject}`, text: textOf(parts) };
}

/** Subject and text of the mail that warns administrators of a failed update. @param hostname of this machine */
export function warningText(language: Language, action: Action, hostname: string): Words {
  const t = textIn(language);
  const { what, fault } = action;
  return {
    subject: t("warning.update.subject", { hostname }),
    text: textOf([
      t("warning.update", { hostname }),
      t("warning.update.what", { what: actionText(language, { what, fault: null }) }),
      ...(fault === null ? [] : [t("warning.update.cause", { cause: faultText(language, fault) })]),
      t("warning.update.mail"),
      t("warning.update.todo", { hostname }),
      t("warning.why"),
    ]),
  };
}

const textOf = (paragraphs: readonly string[]): string => `${paragraphs.join("\n\n")}\n`;
