/**
 * Every kind of event in the journal. Event types are listed here and nowhere else; a type's version rises when the shape of
 * its payload changes, and record/upcast then converts older ones when they are read.
 */
import type { Position, TicketNumber } from "../base/ids.ts";
import type { Actor } from "./actor.ts";
import type { BackupEvent } from "./backup/index.ts";
import type { BoxEvent } from "./box/index.ts";
import type { ContactEvent } from "./contact/index.ts";
import type { DirectoryEvent } from "./directory/index.ts";
import type { MailEvent } from "./mail/events.ts";
import type { PeopleEvent } from "./people/events.ts";
import type { SettingsEvent } from "./settings/events.ts";
import type { NotificationEvent } from "./ticket/notification.ts";
import type { TicketEvent } from "./ticket/types.ts";
import type { ViewEvent } from "./views/types.ts";

export type Event =
  | MailEvent
  | TicketEvent
  | NotificationEvent
  | PeopleEvent
  | SettingsEvent
  | BackupEvent
  | BoxEvent
  | ViewEvent
  | ContactEvent
  | DirectoryEvent;
export type EventType = Event["type"];

export const eventVersions = {
  MailReceived: 1,
  MailChecked: 1,
  MailFoundAgain: 1,
  MailHeld: 4,
  MailFiled: 3,
  MailRequeued: 1,
  TicketOpened: 1,
  MessageReceived: 1,
  ReplyWritten: 1,
  ReplyComposed: 1,
  ReplyTakenBack: 1,
  ReplyWithheld: 2,
  NoteAdded: 1,
  StateChanged: 2,
  Changed: 1,
  DeliveryAttempted: 3,
  DeliveryBounced: 1,
  AutoReplyDue: 1,
  MessagesGiven: 1,
  MessagesTaken: 1,
  TicketLinked: 1,
  RepliedElsewhere: 1,
  ParticipantAdded: 1,
  ParticipantRemoved: 1,
  MessageJudged: 1,
  MergeDismissed: 1,
  DeliveryCancelled: 1,
  DeliveryRetried: 1,
  RulesRan: 1,
  TicketRulesRan: 1,
  TargetWarned: 1,
  TargetMissed: 1,
  TimeReached: 1,
  NotificationDue: 1,
  NotificationQueued: 1,
  AgentReplied: 1,
  UserCreated: 1,
  UserChanged: 1,
  NotificationsChanged: 1,
  AwayChanged: 1,
  ContactNoted: 1,
  LanguageChanged: 1,
  PasswordChanged: 1,
  PasswordDelegated: 1,
  LoggedIn: 1,
  TokenCreated: 1,
  TokenRevoked: 1,
  SystemSetUp: 2,
  MailboxSaved: 2,
  GroupSaved: 1,
  TemplateSaved: 1,
  TemplateRemoved: 1,
  WebhookSaved: 1,
  WebhookRemoved: 1,
  WebhookGone: 1,
  OutgoingChanged: 1,
  IntakePolicyChanged: 1,
  ReplyPolicyChanged: 1,
  ServiceChanged: 2,
  CertificatePolicyChanged: 1,
  CertificateInstalled: 1,
  DkimKeyMade: 1,
  DkimKeyActivated: 1,
  DkimKeyRemoved: 1,
  ImapAccountSaved: 2,
  ImapAccountRemoved: 1,
  OutgoingTested: 1,
  PlusTestBegun: 1,
  PlusTestEnded: 1,
  OAuthAccountSaved: 1,
  OAuthAccountRemoved: 1,
  OAuthSignedIn: 1,
  OAuthTokenRenewed: 1,
  DirectoryChanged: 1,
  RulesetSaved: 2,
  RulesetActivated: 2,
  RulesetDeactivated: 1,
  BoxActed: 3,
  WarningDue: 1,
  WarningQueued: 1,
  BackupMade: 1,
  BackupFailed: 3,
  BackupDownloaded: 1,
  BackupRemoved: 1,
  BackupRestored: 1,
  ViewSaved: 1,
  ViewRemoved: 1,
  ListChosen: 1,
} as const satisfies Record<EventType, number>;

/** Types that are no longer written, each with its last version: record/upcast reads them as events of other types. */
export const retiredVersions = {
  ReplyQueued: 1,
  ImapTokenRenewed: 1,
  AnswerDue: 2,
  AgentAnswered: 1,
  AnsweredElsewhere: 1,
} as const;
export type RetiredType = keyof typeof retiredVersions;

/**
 * What is left of an event whose payload was erased by law. Its position in the journal stays, with its time, actor and
 * ticket; its contents are gone. All code that reads events accepts it.
 */
export type Erased = {
  readonly type: "Erased";
  /** The original type of the event, and the version in which it was stored. */
  readonly was: EventType;
  readonly version: number;
};

/** An event with its metadata. `ticket` is null for events that belong to no ticket. */
export interface Recorded<E extends Event | Erased = Event | Erased> {
  readonly position: Position;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly actor: Actor;
  readonly ticket: TicketNumber | null;
  readonly event: E;
}

export interface NewEvent {
  readonly ticket: TicketNumber | null;
  readonly event: Event;
}
