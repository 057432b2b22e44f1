/** Whom of a group a ticket is given to (R-55 to R-57 of the ruleset's SPEC.md). */
import type { UserName } from "../../base/ids.ts";

/** How a ticket of a group is given to one of its members. */
export interface Share {
  /** Whether it goes to whom the requester last had to do with, if that is one of them. */
  readonly owner: boolean;
  /** To whom otherwise; null for nobody. */
  readonly by: "round-robin" | "least-busy" | null;
  /** Who has as many open tickets gets none; null for no limit. */
  readonly most: number | null;
}

/** Whom a rule chose from a group, and why. It is recorded: a run is repeated with it. */
export interface Chosen {
  readonly group: string;
  readonly share: Share;
  /** Null for nobody. */
  readonly person: UserName | null;
  /** They had the ticket already, or were the last owner, or how it was shared; or there is nobody. */
  readonly because: "had" | "owner" | "round-robin" | "least-busy" | "nobody";
  /** Who could be chosen, in their order, with their open tickets; of these and the others, the first ones. */
  readonly among: readonly { readonly person: UserName; readonly open: number }[];
  /** Members who are away. */
  readonly away: readonly UserName[];
  /** Members who have as many open tickets as the share allows. */
  readonly full: readonly UserName[];
}

/** A member of a group, as far as sharing goes. */
export interface Member {
  readonly person: UserName;
  /** Tickets of theirs that are not in a final state. */
  readonly open: number;
  readonly away: boolean;
  /** The position of the event by which rules last chose them from this group; 0 if they never did. */
  readonly chosenAt: number;
}

/** A group, as far as sharing a ticket goes. */
export interface TeamFacts {
  /** Its members who are enabled. */
  readonly members: readonly Member[];
  /** Who has the ticket. */
  readonly assignee: UserName | null;
  /** Who last answered its requester, or had their last ticket. */
  readonly owner: UserName | null;
}

/** People of each kind who are named in a record. */
export const MOST_NAMED = 20;

/** Chooses a member of a group. The same facts always give the same one. */
export function chooseFrom(group: string, share: Share, { members, assignee, owner }: TeamFacts): Chosen {
  const present = members.filter(({ away }) => !away);
  const isFull = ({ open }: Member) => share.most !== null && open >= share.most;
  const ready = present.filter((one) => !isFull(one)).sort(share.by === "least-busy" ? byLoad : byTurn);
  const named = {
    ...{ group, share },
    among: ready.slice(0, MOST_NAMED).map(({ person, open }) => ({ person, open })),
    away: namesOf(members.filter(({ away }) => away)),
    full: namesOf(present.filter(isFull)),
  };
  // A ticket that a member has stays with them, even if it is somebody else’s turn.
  if (assignee !== null && present.some(({ person }) => person === assignee))
    return { ...named, person: assignee, because: "had" };
  if (share.owner && owner !== null && ready.some(({ person }) => person === owner))
    return { ...named, person: owner, because: "owner" };
  const [first] = ready;
  if (share.by === null || !first) return { ...named, person: null, because: "nobody" };
  return { ...named, person: first.person, because: share.by };
}

const namesOf = (members: readonly Member[]): readonly UserName[] =>
  members
    .map(({ person }) => person)
    .sort(byText)
    .slice(0, MOST_NAMED);

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Who was chosen longest ago comes first, and before them who never was. */
const byTurn = (a: Member, b: Member): number => a.chosenAt - b.chosenAt || byText(a.person, b.person);

/** Who has the fewest open tickets comes first. */
const byLoad = (a: Member, b: Member): number => a.open - b.open || byTurn(a, b);

/** Whether two shares choose in the same way. */
export const sameShare = (one: Share, other: Share): boolean =>
  one.owner === other.owner && one.by === other.by && one.most === other.most;
