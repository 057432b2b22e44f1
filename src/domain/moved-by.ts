import { never } from "../base/result.ts";
import type { Dependency } from "./dependency.ts";
import type { EventType, Recorded } from "./events.ts";
import { settledBy } from "./intake/index.ts";

/**
 * Whether an event may have changed what a decision depends on. True as well if that cannot be known from the event alone: then
 * it is decided again, and nothing wrong comes of it.
 */
export function isMovedBy(dependency: Dependency, recorded: Pick<Recorded, "ticket" | "event">): boolean {
  const { event, ticket } = recorded;
  switch (dependency.on) {
    case "ticket":
      return ticket === dependency.ticket;
    case "next-ticket":
      return typeOf(event) === "TicketOpened";
    case "source":
      if (event.type === "Erased") return event.was === "MailReceived" || event.was === "MailFoundAgain";
      return "source" in event && event.source === dependency.source;
    case "same-bytes":
      return mayHaveSameBytes(dependency, event);
    case "mail":
      return event.type === "Erased"
        ? isSettling(event.was)
        : settledBy(recorded)?.mail === dependency.mail ||
            ((event.type === "MailReceived" || event.type === "MailRequeued") &&
              event.mail === dependency.mail);
    case "copies": {
      if (event.type === "Erased") return isSettling(event.was);
      if (event.type === "MailRequeued") return true;
      const settled = settledBy(recorded);
      if (settled === null) return false;
      if (settled.fingerprint === null) return true;
      const { mail, identity } = settled.fingerprint;
      const { fingerprint, identity: known } = dependency;
      return (fingerprint !== null && mail === fingerprint) || (known !== null && identity === known);
    }
    case "message-ids":
      return leadsElsewhere(dependency, event);
    case "person":
      if (!ofPeople.has(typeOf(event))) return false;
      return event.type === "Erased" || ("user" in event && event.user === dependency.person);
    case "contact":
      if (event.type === "Erased") return event.was === "ContactNoted";
      return event.type === "ContactNoted" && event.address === dependency.address;
    case "people":
      return ofPeople.has(typeOf(event));
    case "shares":
      return mayHaveChosen(event, dependency.group);
    case "settings":
      return !unrelatedToSettings.has(typeOf(event));
    case "token":
    case "plus-test":
    case "due":
    case "queued":
    case "attempts":
    case "agent-reply":
    case "box-log":
      return !receptions.has(typeOf(event));
    default:
      return never(dependency);
  }
}

/** Whether an event may have changed which mail with some bytes was received from some places. */
function mayHaveSameBytes(
  { sha256, from, except }: Extract<Dependency, { on: "same-bytes" }>,
  event: Recorded["event"],
): boolean {
  const isThere = (source: string) => source.startsWith(from) && !source.startsWith(except);
  switch (event.type) {
    case "MailReceived":
      return event.sha256 === sha256 && event.source !== undefined && isThere(event.source);
    case "MailFoundAgain":
      // Its bytes are named by the event of the same mail's reception alone.
      return isThere(event.source);
    case "Erased":
      return event.was === "MailReceived" || event.was === "MailFoundAgain";
    default:
      return false;
  }
}

/** Whether an event may have changed where some Message-IDs lead. */
function leadsElsewhere(
  { referred, own }: Extract<Dependency, { on: "message-ids" }>,
  event: Recorded["event"],
): boolean {
  switch (event.type) {
    case "MessageReceived":
      return [event.messageId, event.inReplyTo, ...event.references].some(
        (id) => id !== null && (id === own || referred.includes(id)),
      );
    case "ReplyWritten":
      return referred.includes(event.messageId);
    case "MessagesGiven":
    case "MessagesTaken":
    case "Erased":
      return true;
    default:
      return false;
  }
}

/** Whether rules may have chosen somebody from a group. */
function mayHaveChosen(event: Recorded["event"], group: string): boolean {
  if (event.type === "Erased") return event.was === "RulesRan" || event.was === "TicketRulesRan";
  if (event.type !== "RulesRan" && event.type !== "TicketRulesRan") return false;
  return event.chosen?.some((one) => one.group === group && one.person !== null) ?? false;
}

const typeOf = (event: Recorded["event"]): EventType => (event.type === "Erased" ? event.was : event.type);

const isSettling = (type: EventType): boolean =>
  ["MessageReceived", "AgentReplied", "MailHeld", "MailFiled", "MailRequeued"].includes(type);

/** What changes a person; log-ins do not. */
const ofPeople: ReadonlySet<EventType> = new Set([
  ...(["UserCreated", "UserChanged", "NotificationsChanged", "AwayChanged", "LanguageChanged"] as const),
  ...(["PasswordChanged", "PasswordDelegated"] as const),
]);

/** Events that nothing but decisions about their own mail or person depends on. */
const receptions: ReadonlySet<EventType> = new Set([
  ...(["MailReceived", "MailChecked", "MailFoundAgain", "LoggedIn"] as const),
]);

/** The usual events that change no setting. */
const unrelatedToSettings: ReadonlySet<EventType> = new Set([
  ...receptions,
  ...ofPeople,
  ...([
    "MailHeld",
    "MailFiled",
    "MailRequeued",
    "TicketOpened",
    "MessageReceived",
    "ReplyWritten",
    "ReplyComposed",
  ] as const),
  ...(["ReplyTakenBack", "ReplyWithheld", "NoteAdded", "StateChanged", "Changed", "TicketLinked"] as const),
  ...([
    "DeliveryAttempted",
    "DeliveryBounced",
    "DeliveryCancelled",
    "DeliveryRetried",
    "AutoReplyDue",
  ] as const),
  ...(["TargetWarned", "TargetMissed", "TimeReached", "RulesRan", "TicketRulesRan"] as const),
  ...(["MessagesGiven", "MessagesTaken", "RepliedElsewhere", "ParticipantAdded"] as const),
  ...(["ParticipantRemoved", "MergeDismissed", "NotificationDue", "NotificationQueued"] as const),
  ...(["AgentReplied", "TokenCreated", "TokenRevoked", "BoxActed", "WarningDue", "WarningQueued"] as const),
  ...(["ViewSaved", "ViewRemoved", "ListChosen", "ContactNoted"] as const),
  ...(["BackupMade", "BackupFailed", "BackupDownloaded", "BackupRemoved", "BackupRestored"] as const),
]);
