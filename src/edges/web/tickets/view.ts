import type { Address, Automatic } from "../../../domain/mail/index.ts";
import type { ClockName } from "../../../domain/target/index.ts";
import type { DraftKind } from "../../../domain/ticket/index.ts";
import type { Priority, State, WaitingFor } from "../../../domain/ticket/types.ts";
import type { ListChoice, SavedView } from "../../../domain/views/index.ts";
import type { Continued, LinkedTicket } from "../../../record/reading/index.ts";
import type { FileView, TrustView } from "../mails/view.ts";
import type { DeliveryView } from "../outgoing/delivery-view.ts";
import type { StagedFile } from "../server/staged-files.ts";
import type { CutView, FormFault, Frame, Person } from "../view.ts";

/** Which tickets a list shows, by state or by view, else what there is to do; agent and mailbox: null means any. */
export interface TicketFilter {
  /** "overdue" is not a state, but a list of its own. */
  readonly state: State | null;
  readonly view: ListName | null;
  /** The id of a saved view. */
  readonly saved?: string | null;
  readonly agent: string | null;
  readonly mailbox: string | null;
}

/** Lists that are not of one state; without any of them, a list shows what there is to do. */
export const listNames = ["all", "mine", "groups", "unassigned"] as const;
type ListName = (typeof listNames)[number];

export interface TicketCounts extends Readonly<Record<"todo" | "overdue" | ListName, number>> {
  /** In the order in which they are shown. */
  readonly byState: readonly { readonly state: State; readonly n: number }[];
}

/** A saved view in the left column. */
export interface SavedEntry {
  readonly id: string;
  readonly name: string;
  readonly shared: SavedView["shared"];
  /** How many tickets it has, and whether there may be more; null if they are not counted. */
  readonly counted: { readonly n: number; readonly more: boolean } | null;
}

/** The left column. */
export interface TicketNav {
  readonly filter: TicketFilter;
  readonly counts: TicketCounts;
  /** Whether the reader is in a group. */
  readonly inGroup: boolean;
  readonly saved: readonly SavedEntry[];
  readonly agents: readonly Person[];
  readonly mailboxes: readonly { readonly address: string; readonly name: string }[];
}

/** When a ticket is due. */
export interface DueView {
  /** By what people set and by its target; null if it is not due at any time, or is closed. */
  readonly dueAt: number | null;
  readonly overdue: boolean;
  /** Whether people have been warned of it. */
  readonly dueSoon: boolean;
}

/** A clock of a ticket's target. Moments are milliseconds since 1970. */
export interface ClockView {
  readonly kind: ClockName;
  readonly is: "running" | "paused" | "late" | "kept" | "missed";
  /** Milliseconds within the hours of the calendar, while it runs or pauses in time. */
  readonly left: number;
  readonly dueAt: number | null;
  readonly doneAt: number | null;
}

export interface TicketRow extends DueView {
  readonly number: number;
  readonly version: number;
  /** Who has to write next. */
  readonly waitingFor: WaitingFor;
  /** Whether someone outside has written since the reader looked. */
  readonly unread?: boolean;
  readonly subject: string;
  readonly erased?: true;
  readonly preview: string;
  readonly state: State;
  readonly requester: Address;
  readonly assignee: Person | null;
  readonly mailbox: string;
  readonly group: string | null;
  readonly priority: Priority;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly messages: number;
  /** Replies that could not be delivered. */
  readonly undelivered: number;
}

/** A view as it was typed. */
export interface UnsavedView {
  readonly name: string;
  readonly query: string;
  /** "nobody", "everyone" or "group:" and its name. */
  readonly shared: string;
  readonly fault: FormFault | null;
}

export interface TicketsView {
  readonly frame: Frame;
  readonly nav: TicketNav;
  readonly rows: readonly TicketRow[];
  /** Cursor of the page after this one. */
  readonly next: string | null;
  /** Whether this is not the first page. */
  readonly later: boolean;
  /** Whether there is any ticket at all, for the empty state. */
  readonly any: boolean;
  readonly firstMailbox: string | null;
  /** The groups that tickets can be assigned to. */
  readonly groups: readonly string[];
  /** This list's path, with its query. */
  readonly here: string;
  /** How it is shown. */
  readonly choice: ListChoice;
  /** What it would be saved as. */
  readonly query: string;
  /** The saved view that it is; null for other lists. */
  readonly shown: { readonly view: SavedView; readonly mayChange: boolean } | null;
  /** What was typed to save a view, if that was refused. */
  readonly unsaved: UnsavedView | null;
  /** The groups that the reader is in, and whether they save views for everyone. */
  readonly myGroups: readonly string[];
  readonly forEveryone: boolean;
}

export interface MessageView {
  readonly kind: "in" | "out" | "note";
  /** Its id in URLs: /mails/{key}/raw and so on. */
  readonly key: string;
  /** Who wrote it: for a reply the person, while `from` is the mailbox. */
  readonly author: string;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** When it was received or sent. */
  readonly time: number;
  /** Null if it is the ticket's. */
  readonly subject: string | null;
  /** Whether it exists as a mail: a reply that has not left does not. */
  readonly stored: boolean;
  /** The newly written part. */
  readonly text: string;
  /** Quoted history and signature, shown folded. */
  readonly quoted: string | null;
  /** Set if the text continues. */
  readonly cut: CutView | null;
  readonly hasHtml: boolean;
  /** Whether to show the HTML at once, since the text lacks something. */
  readonly formatted: boolean;
  readonly files: readonly FileView[];
  /** "forwarded" by a rule. */
  readonly automatic: Automatic | "forwarded";
  /** Why it is on this ticket, as text; null for the first message. */
  readonly evidence: string | null;
  /** If its author does not take part in the conversation: where to send the form that makes them a participant. */
  readonly newcomer: string | null;
  /** What agents said about a received message, and where to send the form that says it; absent for what was not received. */
  readonly judged?: { readonly is: "genuine" | "forged" | null; readonly action: string };
  /** Whether it is forged, as far as its checks show, and nobody has said what it is. */
  readonly forged?: boolean;
  /** The scanners that gave no verdict about it; absent for none. */
  readonly unscanned?: readonly ("spam" | "virus")[];
  /** Whether its sender is verified; null if not checked. */
  readonly trust: TrustView | null;
  /** Set for a reply from a linked ticket. */
  readonly elsewhere?: {
    readonly ticket: number;
    readonly mailbox: string;
    /** Whether the reader sees that ticket, and so what the reply says. */
    readonly visible: boolean;
    readonly takenBack: boolean;
  };
  /** The mails that were archived since they are the same; absent for what was not received. */
  readonly copies?: readonly string[];
  readonly delivery: DeliveryView | null;
  /** Unfolded. */
  readonly open: boolean;
}

/** Whether it is a received message that a person wrote. */
export const isFromOutside = (item: TimelineItem): boolean =>
  item.is === "message" &&
  item.kind === "in" &&
  item.automatic !== "bounce" &&
  item.automatic !== "auto-reply";

export type TimelineItem =
  | ({ readonly is: "message" } & MessageView)
  | {
      readonly is: "event";
      readonly time: number;
      readonly who: string;
      readonly what: string /** The other ticket that it names. */;
      readonly ticket?: number;
      /** Where a rule is explained. */
      readonly why?: string;
    };

/** What the buttons that send do: leave the ticket open, close it, go on, hold it until a time, or send at a time. */
export const sendHows = ["stay", "close", "next", "hold", "later"] as const;
export type SendHow = (typeof sendHows)[number];

/** The reply form's state: what was typed is kept if it was not accepted. */
export interface ReplyForm {
  /** Identifies this rendering of the form, so that sending it twice is one reply. */
  readonly nonce: string;
  readonly to: string;
  readonly cc: string;
  /** The other people in the conversation, whom a reply to all adds as Cc; comma separated. */
  readonly everyone: string;
  readonly text: string;
  /** What sending does as well. */
  readonly how: SendHow;
  /** The draft that it shows; null if it shows none. */
  readonly draft: DraftMark | null;
  /** In words: until when the ticket is held, and when the reply leaves. */
  readonly holdUntil: string;
  readonly sendAt: string;
  readonly unlessAnswered: boolean;
  /** Files of the form when it was not accepted. */
  readonly kept: readonly StagedFile[];
  readonly fault: FormFault | null;
}

export interface NoteForm {
  /** As in the reply form. */
  readonly nonce: string;
  readonly text: string;
  readonly draft: DraftMark | null;
  readonly fault: FormFault | null;
}

/** Which draft a form shows. */
export interface DraftMark {
  /** In milliseconds since 1970. */
  readonly savedAt: number;
  /** The form that saved it. */
  readonly writer: string;
}

/** What a colleague is writing and has not sent. */
export interface DraftView {
  readonly who: string;
  readonly kind: DraftKind;
  /** When it was saved last, in milliseconds since 1970. */
  readonly at: number;
  readonly to: string;
  readonly text: string;
}

export interface Properties {
  readonly subject: string;
  readonly state: State;
  readonly assignee: string;
  readonly group: string;
  readonly priority: Priority;
  readonly category: string;
  readonly tags: string;
  readonly target: string;
  /** In the reader's zone: YYYY-MM-DDTHH:MM or "". */
  readonly due: string;
}

export interface PropertiesForm extends Properties {
  readonly fault: FormFault | null;
}

/** What happened to a ticket while a form was being filled in. */
export interface MovedView {
  /** As text, such as "Ann replied". */
  readonly who: string;
  /** What they wrote; null where they wrote nothing. */
  readonly text: string | null;
}

export interface TicketView extends DueView {
  readonly frame: Frame;
  readonly nav: TicketNav;
  readonly number: number;
  readonly version: number;
  readonly subject: string;
  readonly erased?: true;
  readonly state: State;
  readonly mailbox: string;
  readonly requester: Address;
  readonly assignee: Person | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Its target; null if it has none that is declared. */
  readonly target: string | null;
  /** The target that it has and that the ruleset does not declare any more; null for none. */
  readonly undeclared: string | null;
  readonly clocks: readonly ClockView[];
  readonly timeline: readonly TimelineItem[];
  /** The `before` parameter of the page with earlier entries; null if there are none. */
  readonly older: number | null;
  /** Whether these are not the newest entries: then the page has no reply form. */
  readonly earlier: boolean;
  readonly agents: readonly Person[];
  /** The names of the templates that a reply can be made of. */
  readonly templates: readonly string[];
  readonly groups: readonly string[];
  /** Categories in use, to choose from. */
  readonly categories: readonly string[];
  /** Targets that it can have. */
  readonly targets: readonly string[];
  /** The state that it is in, and those to which the reader may move it. */
  readonly states: readonly State[];
  /** Which buttons there are: to close it, to reopen it, or neither. */
  readonly quick: "close" | "reopen" | null;
  /** Whether a reply can close it, and whether the reader can put it on hold. */
  readonly mayClose: boolean;
  readonly mayHold: boolean;
  /** Until when it is on hold; null for no such time. */
  readonly heldUntil: number | null;
  /** What was typed as the time until which to hold it, if it was not accepted. */
  readonly hold: { readonly until: string; readonly fault: FormFault } | null;
  /** Other tickets of the same requester, newest first. */
  readonly others: readonly Pick<TicketRow, "number" | "subject" | "erased" | "state">[];
  /** The note about the requester: as it is or was typed, and as it was when the page was made. */
  readonly contact: ContactForm;
  readonly reply: ReplyForm;
  readonly note: NoteForm;
  readonly properties: PropertiesForm;
  /** The properties as they are, whatever the form shows. */
  readonly saved: Properties;
  /** The tickets of other mailboxes that have some of its mail. */
  readonly linked: readonly LinkedTicket[];
  /** The ticket that it continues, since its mail came too late for that one, and those that continue it. */
  readonly continued: Continued;
  /** The ticket that it was merged into. */
  readonly mergedInto: number | null;
  /** The ticket that its first mail may belong to, if the reader may see it. */
  readonly mayBelongTo: { readonly number: number; readonly subject: string } | null;
  /** Who takes part besides the requester: the first of them. */
  readonly participants: readonly Address[];
  /** What colleagues are writing. */
  readonly drafts: readonly DraftView[];
  /** The visible form. */
  readonly tab: "reply" | "note";
  /** The signature that the mailbox adds to replies. */
  readonly signature: string;
  /** Set if a form was made for an older version: who did what to the ticket meanwhile. */
  readonly moved: MovedView | null;
  /** The list to go back to. */
  readonly back: string;
}

export interface NewTicketView {
  readonly frame: Frame;
  readonly nav: TicketNav;
  readonly mailboxes: readonly { readonly address: string; readonly name: string }[];
  readonly form: {
    readonly mailbox: string;
    readonly requester: string;
    readonly subject: string;
    readonly text: string;
    readonly assignee: "me" | "nobody";
    /** Whether the text is sent to the requester. */
    readonly send: boolean;
    /** As in the reply form. */
    readonly nonce: string;
    readonly draft: DraftMark | null;
    readonly fault: FormFault | null;
  };
}

/** A single text, in pieces if it is very long. */
export interface TextPageView {
  readonly frame: Frame;
  readonly title: string;
  /** The ticket or mail that it is from. */
  readonly back: { readonly href: string; readonly label: string };
  readonly author: string;
  readonly time: number;
  /** This page's URL, without the piece. */
  readonly base: string;
  readonly text: string;
  /** Which piece this is, counted from 1, and how many there are. */
  readonly piece: number;
  readonly pieces: number;
}

export interface ContactForm {
  readonly text: string;
  readonly was: string;
  /** Who wrote it last; null for nobody, or a program. */
  readonly who: string | null;
  /** When that was, in milliseconds since 1970; null if there is none. */
  readonly at: number | null;
  readonly fault: FormFault | null;
}
