import type { Address } from "../../../domain/mail/index.ts";
import type { State } from "../../../domain/ticket/types.ts";
import type { FormFault, Frame, Person } from "../view.ts";

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

export interface SearchHit {
  readonly number: number;
  readonly subject: readonly Piece[];
  readonly erased?: true;
  readonly snippet: readonly Piece[];
  /** The message that was found: when it was written, and its files if the words can only be in them. */
  readonly found?: { readonly at: number; readonly files: readonly string[] };
  readonly state: State;
  readonly requester: Address;
  readonly assignee: Person | null;
  readonly updatedAt: number;
}

/** A number, and whether there are more than these. */
interface Counted {
  readonly n: number;
  readonly more: boolean;
}

export interface SearchView {
  readonly frame: Frame;
  readonly words: string;
  readonly hits: readonly SearchHit[];
  /** What was found; null on later pages. Messages are counted up to a limit, and null where they are not counted. */
  readonly count: { readonly tickets: Counted; readonly messages: Counted | null } | null;
  readonly next: string | null;
  /** If nothing was found: the lines without one of its parts that find something. */
  readonly instead?: readonly string[];
  readonly fault: FormFault | null;
  /** How much of the older messages is indexed so far, and the minutes that are left, 0 if unknown; absent if all are. */
  readonly indexed?: { readonly percent: number; readonly minutes: number };
}
