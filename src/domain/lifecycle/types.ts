/** A lifecycle as a value, as it is recorded. */

/** The name of a state, in lower case. Which there are is up to the lifecycle. */
export type State = string;

export const kinds = ["initial", "active", "waiting", "final"] as const;
/** What a state means to the program (L-1). */
export type Kind = (typeof kinds)[number];

export interface NamedState {
  readonly name: State;
  readonly kind: Kind;
}

/** Who alone may go a way (L-11): administrators, members of groups, or either. */
export interface Only {
  readonly administrators: boolean;
  readonly groups: readonly string[];
}

/** A way along which people may move a ticket. */
export interface Way {
  readonly to: State;
  /** Absent for everyone. */
  readonly only?: Only;
}

/** What happens when the requester writes (L-20, L-21). */
export interface OnMail {
  /** Null to stay. */
  readonly to: State | null;
  /** Milliseconds after which mail opens a ticket of its own; null for never. */
  readonly within: number | null;
}

export interface LifecycleState extends NamedState {
  readonly ways: readonly Way[];
  readonly onMail: OnMail;
  /** Where our reply moves it; null to stay (L-22). */
  readonly onReply: State | null;
  /** Where it goes automatically, and after how many milliseconds (L-23). */
  readonly returns: { readonly to: State; readonly after: number } | null;
}

export interface Lifecycle {
  /** In the order in which they are shown; exactly one is initial, at least one final. */
  readonly states: readonly LifecycleState[];
  /** States that earlier lifecycles had (L-31). */
  readonly dropped: readonly NamedState[];
}
