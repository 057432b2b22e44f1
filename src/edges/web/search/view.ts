import type { Address } from "../../../domain/mail/types.ts";
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
  readonly state: State;
  readonly requester: Address;
  readonly assignee: Person | null;
  readonly updatedAt: number;
}

export interface SearchView {
  readonly frame: Frame;
  readonly words: string;
  readonly hits: readonly SearchHit[];
  /** Counted up to a limit. */
  readonly count: { readonly n: number; readonly more: boolean } | null;
  readonly next: string | null;
  readonly fault: FormFault | null;
  /** Percentage of the older messages that are indexed so far; absent if all are. */
  readonly indexed?: number;
}
