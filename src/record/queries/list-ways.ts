/** The orders of lists, and the ways in which these are read: some orders are read in several segments, one after another. */
import { byUrgency, type ListOrder, type Ticket, type TicketFilter } from "../../domain/ticket/index.ts";

/** By last change: the newest or the oldest first. */
export type ByChange = "changed" | "unchanged";
/** By number, as they were opened. */
export type ByNumber = "newest" | "oldest";
/** How a list is read; "due": what is due at some time, the next first. */
export type Way = ByChange | ByNumber | "due";

/** A ticket's place in a list: what that is sorted by, such as the last change in milliseconds since 1970, and its number. */
export interface Place {
  readonly at: number;
  readonly number: number;
}

export const isByNumber = (way: Way): way is ByNumber => way === "newest" || way === "oldest";

/** Whether large places come last. */
const rises = (way: Way): boolean => way === "unchanged" || way === "oldest" || way === "due";

/** The order of places, for sorting. */
export const inOrder =
  (way: Way) =>
  (a: Place, b: Place): number => {
    const down = b.at - a.at || b.number - a.number;
    return rises(way) ? -down : down;
  };

const first: Place = { at: 0, number: 0 };
const last: Place = { at: Number.MAX_SAFE_INTEGER, number: Number.MAX_SAFE_INTEGER };

/** Before all places. */
export const beginning = (way: Way): Place => (rises(way) ? first : last);

export interface MayBeDue {
  /** Only what is due at no time. */
  readonly undue?: true;
}

/** A part of a list that comes before the next one, whatever is in them. */
export interface Segment {
  readonly way: Way;
  /** Which of the tickets that a filter wants are in it. */
  readonly only: TicketFilter & MayBeDue;
}

/** The segments of a list. */
export function segmentsOf(order: ListOrder, { priority }: TicketFilter): readonly Segment[] {
  if (order === "due")
    return [
      { way: "due", only: {} },
      { way: "changed", only: { undue: true } },
    ];
  if (order === "priority")
    return byUrgency
      .filter((one) => priority === undefined || one === priority)
      .map((one) => ({ way: "changed", only: { priority: one } }));
  return [{ way: order, only: {} }];
}

/** Where a page begins: after a place in a segment, counted from 0. */
export interface Begins {
  readonly segment: number;
  readonly after: Place;
}

/** The cursor of a page. */
export const cursorOf = ({ segment, after: { at, number } }: Begins): string =>
  segment === 0 ? `${at}-${number}` : `${segment}-${at}-${number}`;

/** Where the page of a cursor begins; null for none, and for one that is unreadable. */
export function readCursor(cursor: string | undefined): Begins | null {
  if (!/^(?:\d-)?\d{1,16}-\d{1,16}$/.test(cursor ?? "")) return null;
  const [number = 0, at = 0, segment = 0] = (cursor ?? "").split("-").map(Number).reverse();
  return { segment, after: { at, number } };
}

/**
 * The cursor of the page of a list that begins after this ticket.
 * @param dueAt when it is due; null if at no time
 */
export function cursorAfter(
  { updatedAt, number, priority }: Pick<Ticket, "updatedAt" | "number" | "priority">,
  order: ListOrder,
  filter: TicketFilter,
  dueAt: number | null,
): string {
  const segments = segmentsOf(order, filter);
  const segment = segments.findIndex(
    ({ way, only }) => (only.priority ?? priority) === priority && (way !== "due" || dueAt !== null),
  );
  const { way = "changed" } = segments[segment] ?? {};
  const at = way === "due" ? (dueAt ?? 0) : isByNumber(way) ? number : updatedAt;
  return cursorOf({ segment: Math.max(0, segment), after: { at, number } });
}
