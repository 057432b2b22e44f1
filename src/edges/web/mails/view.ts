import type { MailOutcome } from "../../../domain/intake/index.ts";
import type { HeldReason } from "../../../domain/mail/events.ts";
import type { Address } from "../../../domain/mail/index.ts";
import type { CandidateGroup, FloodGroup } from "../../../record/reading/index.ts";
import type { CutView, FormFault, Frame } from "../view.ts";
import type { Decided } from "./decided.ts";

export interface TrustView {
  readonly text: string;
  /** Verified, inconclusive, or suspicious. */
  readonly kind: "verified" | "open" | "doubt";
  /** What was found: the result of each method, with its domain. */
  readonly results: string;
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
  /** What would be sent of an agent's reply by mail, which is held for it; null for other mail. */
  readonly wouldSend: string | null;
  readonly size: number;
  readonly candidate: { readonly number: number; readonly subject: string } | null;
}

/** The decisions about one held mail, as forms. */
export interface DecisionsView {
  readonly mail: string;
  /** The query of the part of the list that a decision leads back to: "" or "?...". */
  readonly at: string;
  /** The ticket that it may belong to. */
  readonly candidate: number | null;
  /** Whether it is an agent's reply by mail, to be sent as it is shown. */
  readonly sends: boolean;
  readonly onlyArchive: boolean;
  readonly problem: HeldView["fault"];
}

/** A held flood: many mails from one address, decided about together. */
export interface FloodGroupView extends Omit<FloodGroup, "candidate" | "cause"> {
  readonly cause: string;
  readonly candidate: number | null;
  readonly fault: FormFault | null;
}

/** Mails that may belong to one ticket, decided about together. */
export interface CandidateGroupView extends CandidateGroup {
  /** The ticket's subject. */
  readonly ticket: string;
  readonly fault: FormFault | null;
}

export interface HeldView {
  readonly frame: Frame;
  readonly candidateGroups: readonly CandidateGroupView[];
  /** The ticket, if only mails are shown that may belong to it. */
  readonly candidate: number | null;
  readonly floodGroups: readonly FloodGroupView[];
  /** The sender, if only one flood is shown, with each of its mails. */
  readonly floodGroup: string | null;
  /** The number of received mails, and of each outcome. */
  readonly received: Readonly<Record<MailOutcome, number>>;
  /** What was decided just before. */
  readonly decided: Decided | null;
  /** The query of the part of the list that is shown. */
  readonly at: string;
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

/** A single mail: caught, held or any other. */
export interface MailPageView {
  readonly frame: Frame;
  /** The path of its parts: /mails/{id} or /caught/{id}. */
  readonly base: string;
  readonly subject: string;
  readonly from: Address | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly time: number;
  readonly size: number;
  readonly envelope: { readonly from: string; readonly to: readonly string[] } | null;
  /** Its outcome as text. */
  readonly outcome: string | null;
  readonly trust: TrustView | null;
  /** The scanners' results as text; null if it was not scanned. */
  readonly spam: string | null;
  readonly virus: string | null;
  readonly ticket: number | null;
  readonly text: string;
  readonly cut: CutView | null;
  readonly hasHtml: boolean;
  /** Whether the HTML is shown first. */
  readonly formatted: boolean;
  readonly files: readonly FileView[];
  /** The index of the first file shown. */
  readonly filesFrom: number;
  /** Why it could not be read. */
  readonly problem: string | null;
  readonly back: "held" | "queue" | "caught" | "outgoing" | null;
  /** What can be decided about it, if it is held. */
  readonly decisions: DecisionsView | null;
}

export interface FileView {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** Whether it can be shown as an image. */
  readonly picture: boolean;
  /** Whether it is shown within the text. */
  readonly inline: boolean;
}
