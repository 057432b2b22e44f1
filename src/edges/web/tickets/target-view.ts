import type { FormFault, Frame } from "../view.ts";
import type { MovedView, TicketNav, TicketRow } from "./view.ts";

/** A ticket that can be chosen. */
export type Candidate = Pick<
  TicketRow,
  "number" | "subject" | "state" | "requester" | "updatedAt" | "preview" | "messages"
>;

/** Choosing the ticket to merge into, or to move messages to. */
export interface TargetView {
  readonly frame: Frame;
  readonly nav: TicketNav;
  readonly what: "merge" | "move";
  /** Name of the field with the ticket. */
  readonly name: "into" | "to";
  readonly number: number;
  readonly version: number;
  readonly subject: string;
  /** The messages that can be moved; none for merging. */
  readonly messages: readonly {
    readonly key: string;
    readonly author: string;
    readonly time: number;
    /** Its beginning. */
    readonly text: string;
    readonly checked: boolean;
  }[];
  /** What was searched; "" for the other tickets of the requester. */
  readonly words: string;
  readonly candidates: readonly Candidate[];
  /** As typed or chosen; "" for none, or a new ticket. */
  readonly chosen: string;
  readonly newSubject: string;
  readonly moved: MovedView | null;
  readonly fault: FormFault | null;
}
