/**
 * What the pages are given: plain values, no database, no request. Times are milliseconds since 1970, addresses of
 * pages are made by the pages. Everything of type string may be hostile text; pages only ever print it escaped.
 */
import type { MailOutcome } from "../../domain/intake/index.ts";
import type { HeldReason } from "../../domain/mail/events.ts";
import type { Address, Automatic } from "../../domain/mail/types.ts";
import type { Role } from "../../domain/people/events.ts";
import type { Mailbox } from "../../domain/settings/events.ts";
import type { DeliveryResult, Priority, State } from "../../domain/ticket/types.ts";
import type { DomainReport } from "../../engine/settings/domains.ts";
import type { FloodGroup } from "../../record/reading/index.ts";
import type { Language } from "../../text/index.ts";
import type { DeliveryView } from "./view-delivery.ts";

/** What every page has around it. */
export interface Frame {
  readonly now: number;
  /** IANA time zone of the reader. */
  readonly zone: string;
  readonly language: Language;
  readonly theme: Theme;
  /** Whether single-key shortcuts are on. */
  readonly keys: boolean;
  /** null while nobody is logged in. */
  readonly reader: { readonly user: string; readonly name: string; readonly role: Role } | null;
  /** Goes into every form. */
  readonly csrf: string;
  /** Addresses of the assets, with their hashes. */
  readonly assets: { readonly css: string; readonly js: string; readonly icon: string };
  readonly section: Section | null;
  readonly flash: Flash | null;
  /** Mails that wait for a human. */
  readonly held: number;
  /** Problems with the program itself, as far as the reader is the one to mend them. */
  readonly problems: number;
  /** Whether answers are caught here instead of being sent. */
  readonly catching: boolean;
  /** Whether there is a box around the program. */
  readonly box: boolean;
  /** What the search box shows. */
  readonly words: string;
}
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export type Section = "tickets" | "search" | "mail" | "settings" | "system" | "help";
export interface Flash {
  readonly kind: "done" | "problem";
  readonly text: string;
}
/** A fault as a form shows it: beside the field, if it is one field's. */
export interface FormFault {
  readonly text: string;
  readonly field: string | null;
  readonly hint: string | null;
}

export interface LoginView {
  readonly frame: Frame;
  readonly user: string;
  /** Where to go afterwards; a path of ours. */
  readonly next: string;
  readonly fault: FormFault | null;
}

export interface Person {
  readonly user: string;
  readonly name: string;
}

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

export interface FileView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Whether it can be shown as a picture. */
  readonly picture: boolean;
  /** Shown within the text. */
  readonly inline: boolean;
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
/** A text of which only the beginning is shown. */
export interface CutView {
  /** Characters shown, and characters in all. */
  readonly shown: number;
  readonly of: number;
  /** The page that shows all of it. */
  readonly href: string;
}
export interface TrustView {
  readonly text: string;
  /** Verified, no word either way, or a reason for doubt. */
  readonly kind: "verified" | "open" | "doubt";
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
  /** Others in the conversation, offered as copies; comma separated. */
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

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}
export interface SearchHit {
  readonly number: number;
  readonly subject: readonly Piece[];
  readonly erased?: true;
  readonly snippet: readonly Piece[];
  readonly state: State;
  readonly requester: Address;
  readonly assignee: Person | null;
  readonly updatedAt: number;
}
export interface SearchView {
  readonly frame: Frame;
  readonly words: string;
  readonly hits: readonly SearchHit[];
  /** Counted up to a bound. */
  readonly count: { readonly n: number; readonly more: boolean } | null;
  readonly next: string | null;
  readonly fault: FormFault | null;
  /** Percent of the older messages that can be found so far; absent when all can. */
  readonly indexed?: number;
}

export interface HeldMail {
  readonly mail: string;
  readonly receivedAt: number;
  readonly mailbox: string;
  readonly from: Address | null;
  readonly envelopeFrom: string;
  readonly subject: string;
  readonly preview: string;
  readonly reason: HeldReason;
  readonly cause: string;
  readonly size: number;
  readonly candidate: { readonly number: number; readonly subject: string } | null;
}
/** A flood that is held: many mails from one address, decided about together. */
export interface FloodGroupView extends Omit<FloodGroup, "candidate" | "cause"> {
  readonly cause: string;
  readonly candidate: number | null;
  readonly fault: FormFault | null;
}
export interface HeldView {
  readonly frame: Frame;
  readonly floodGroups: readonly FloodGroupView[];
  /** Set where only one flood is shown, with its mails one by one. */
  readonly floodGroup: string | null;
  /** How many mails came in, and how many of them ended how. */
  readonly received: Readonly<Record<MailOutcome, number>>;
  readonly mails: readonly HeldMail[];
  readonly next: string | null;
  readonly fault: { readonly mail: string; readonly fault: FormFault; readonly typed: string } | null;
}
export interface QueueView {
  readonly frame: Frame;
  readonly depth: number;
  readonly oldest: number | null;
  readonly entries: readonly {
    readonly mail: string;
    readonly receivedAt: number;
    readonly mailbox: string;
    readonly from: string;
    readonly size: number;
  }[];
}
export interface OutgoingView {
  readonly frame: Frame;
  readonly show: "waiting" | "held" | "failed" | "all";
  readonly counts: { readonly waiting: number; readonly held: number; readonly failed: number };
  readonly entries: readonly {
    readonly key: string;
    readonly ticket: number | null;
    readonly subject: string;
    readonly recipients: readonly string[];
    readonly queuedAt: number;
    readonly delivery: DeliveryView;
    /** Whom it tells of the ticket; null for an answer. */
    readonly notified: string | null;
  }[];
  readonly next: string | null;
}
export interface CaughtView {
  readonly frame: Frame;
  readonly mails: readonly {
    readonly key: string;
    readonly time: number;
    readonly from: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly ticket: number | null;
  }[];
}
/** One mail by itself: caught, held or any other. */
export interface MailPageView {
  readonly frame: Frame;
  /** Where its parts are: /mails/{id} or /caught/{id}. */
  readonly base: string;
  readonly subject: string;
  readonly from: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly time: number;
  readonly size: number;
  readonly envelope: { readonly from: string; readonly to: readonly string[] } | null;
  /** What became of it, in words. */
  readonly outcome: string | null;
  readonly trust: TrustView | null;
  /** What scanners said of it, in words; null where none looked. */
  readonly spam: string | null;
  readonly virus: string | null;
  readonly ticket: number | null;
  readonly text: string;
  readonly cut: CutView | null;
  readonly hasHtml: boolean;
  readonly files: readonly FileView[];
  /** The first of the files that are shown. */
  readonly filesFrom: number;
  /** Why it could not be read. */
  readonly problem: string | null;
  readonly back: "held" | "queue" | "caught" | "outgoing" | null;
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

export interface MailboxesView {
  readonly frame: Frame;
  readonly mailboxes: readonly Mailbox[];
}
export interface MailboxForm {
  readonly address: string;
  readonly aliases: string;
  readonly name: string;
  readonly signature: string;
  readonly group: string;
  readonly language: string;
  readonly acknowledge: boolean;
  readonly enabled: boolean;
  readonly fault: FormFault | null;
}
export interface MailboxView {
  readonly frame: Frame;
  /** null for a new one. */
  readonly address: string | null;
  readonly groups: readonly string[];
  readonly form: MailboxForm;
}
export interface OutgoingSettingsView {
  readonly frame: Frame;
  readonly kind: "catch" | "direct" | "smtp";
  readonly host: string;
  readonly port: string;
  readonly tls: "implicit" | "starttls" | "opportunistic" | "none";
  readonly user: string;
  /** Whether one is stored; it is never shown. */
  readonly hasPassword: boolean;
  readonly bareSender: boolean;
  readonly fault: FormFault | null;
  /** Set on the command line: shown, not changed here. */
  readonly fixed: string | null;
  readonly test: {
    readonly to: string;
    readonly result: {
      readonly ok: boolean;
      readonly server: string;
      readonly results: readonly DeliveryResult[];
    } | null;
    readonly fault: FormFault | null;
  };
}
export interface DomainsView {
  readonly frame: Frame;
  readonly domains: readonly DomainReport[];
  readonly fault: FormFault | null;
}
export interface HelpView {
  readonly frame: Frame;
  readonly page: string;
  readonly contents: readonly { readonly page: string; readonly title: string }[];
  /** The page's text in Markdown. */
  readonly markdown: string;
}
export interface ErrorView {
  readonly frame: Frame;
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly hint: string | null;
  /** What was typed into a form that was not accepted, so that nothing is lost. */
  readonly typed: readonly { readonly name: string; readonly value: string }[];
}
