import type { Address, Automatic } from "../../../domain/mail/types.ts";
import type { Priority, State } from "../../../domain/ticket/types.ts";
import type { FileView, TrustView } from "../mails/view.ts";
import type { DeliveryView } from "../outgoing/delivery-view.ts";
import type { CutView, FormFault, Frame, Person } from "../view.ts";

/** Which tickets a list shows; what of it is null is not limited. */
export interface TicketFilter {
  readonly state: State | "overdue" | null;
  readonly view: "mine" | "unassigned" | null;
  readonly agent: string | null;
  readonly mailbox: string | null;
}

export interface TicketCounts
  extends Readonly<Record<State | "overdue" | "all" | "mine" | "unassigned", number>> {}

/** The left column. */
export interface TicketNav {
  readonly filter: TicketFilter;
  readonly counts: TicketCounts;
  readonly agents: readonly Person[];
  readonly mailboxes: readonly { readonly address: string; readonly name: string }[];
}

export interface TicketRow {
  readonly number: number;
  readonly subject: string;
  readonly erased?: true;
  readonly preview: string;
  readonly state: State;
  readonly requester: Address;
  readonly assignee: Person | null;
  readonly mailbox: string;
  readonly priority: Priority;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly dueAt: number | null;
  readonly messages: number;
  /** Answers that could not be delivered. */
  readonly undelivered: number;
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
}

export interface MessageView {
  readonly kind: "in" | "out" | "note";
  /** Its id in addresses: /mails/{key}/raw and so on. */
  readonly key: string;
  /** Who wrote it: for an answer the person, while `from` is the mailbox. */
  readonly author: string;
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** When it came here or was sent. */
  readonly time: number;
  /** Only when it differs from the ticket's. */
  readonly subject: string | null;
  /** Whether there is a mail of it: a reply that has not left has none. */
  readonly stored: boolean;
  /** The newly written part. */
  readonly text: string;
  /** Quoted history and signature, shown folded. */
  readonly quoted: string | null;
  /** Set where the text goes on after what is shown. */
  readonly cut: CutView | null;
  readonly hasHtml: boolean;
  /** Show the HTML at once: it holds what the text cannot. */
  readonly formatted: boolean;
  readonly files: readonly FileView[];
  readonly automatic: Automatic;
  /** Why it is on this ticket, in words; null when it opened it. */
  readonly evidence: string | null;
  /** Whether its sender is who it says; null where that was not checked. */
  readonly trust: TrustView | null;
  readonly delivery: DeliveryView | null;
  /** Unfolded. */
  readonly open: boolean;
}

/** Whether it is what somebody outside wrote, and no machine. */
export const isFromOutside = (item: TimelineItem): boolean =>
  item.is === "message" &&
  item.kind === "in" &&
  item.automatic !== "bounce" &&
  item.automatic !== "auto-reply";

export type TimelineItem =
  | ({ readonly is: "message" } & MessageView)
  | { readonly is: "event"; readonly time: number; readonly who: string; readonly what: string };

/** One form's state: what was typed, kept when it was not accepted. */
export interface AnswerForm {
  /** Names this rendering of the form, so that sending it twice is one reply. */
  readonly nonce: string;
  readonly to: string;
  readonly cc: string;
  /** The other people in the conversation, whom a reply to all adds as Cc; comma separated. */
  readonly everyone: string;
  readonly text: string;
  readonly fault: FormFault | null;
}

export interface NoteForm {
  /** As of the reply form. */
  readonly nonce: string;
  readonly text: string;
  readonly fault: FormFault | null;
}

export interface PropertiesForm {
  readonly subject: string;
  readonly state: State;
  readonly assignee: string;
  readonly group: string;
  readonly priority: Priority;
  readonly category: string;
  readonly tags: string;
  /** Local to the reader's zone: YYYY-MM-DDTHH:MM or "". */
  readonly due: string;
  readonly fault: FormFault | null;
}

/** Merging and moving, as typed. */
export interface ThreadsForm {
  readonly into: string;
  readonly to: string;
  readonly subject: string;
  readonly fault: FormFault | null;
}

/** What happened to a ticket while something was typed for it. */
export interface MovedView {
  /** In words, such as "Ann replied". */
  readonly who: string;
  /** What they wrote; null where they wrote nothing. */
  readonly text: string | null;
}

export interface TicketView {
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
  readonly dueAt: number | null;
  readonly timeline: readonly TimelineItem[];
  /** What the page with the entries before these is asked for; null where these are the first. */
  readonly older: number | null;
  /** Whether these are not the newest: then nothing is answered here. */
  readonly earlier: boolean;
  readonly agents: readonly Person[];
  readonly groups: readonly string[];
  /** States it can be in from here. */
  readonly states: readonly State[];
  /** Other tickets of the same requester, newest first. */
  readonly others: readonly Pick<TicketRow, "number" | "subject" | "erased" | "state">[];
  readonly answer: AnswerForm;
  readonly note: NoteForm;
  readonly properties: PropertiesForm;
  readonly threads: ThreadsForm;
  /** The ticket in which a merged one goes on. */
  readonly mergedInto: number | null;
  /** Which form lies on top. */
  readonly tab: "answer" | "note";
  /** Signature that the mailbox adds to answers. */
  readonly signature: string;
  /** Set when something was typed for an older version: who did what to the ticket meanwhile. */
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
    /** Whether the text goes out to the requester. */
    readonly send: boolean;
    /** As of the reply form. */
    readonly nonce: string;
    readonly fault: FormFault | null;
  };
}

/** One text by itself, in pieces where it is very long. */
export interface TextPageView {
  readonly frame: Frame;
  readonly title: string;
  /** Where it is from: a ticket or a mail. */
  readonly back: { readonly href: string; readonly label: string };
  readonly author: string;
  readonly time: number;
  /** This page's address, without the piece. */
  readonly base: string;
  readonly text: string;
  /** Which piece this is, the first being 1, and how many there are. */
  readonly piece: number;
  readonly pieces: number;
}
