/**
 * Where lists of tickets are read. Each filter has an index in the order of lists; a list of several states or mailboxes is
 * merged from one part for each, and what else is wanted is checked ticket by ticket, for a limited number of them. So a
 * page takes the same time however many tickets there are.
 */
import { allStates, type Kind, type Lifecycle } from "../../domain/lifecycle/index.ts";
import type { State, TicketCondition, TicketFilter, WaitingFor } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import {
  type ByChange,
  type ByNumber,
  inOrder,
  isByNumber,
  type MayBeDue,
  type Place,
  type Way,
} from "./list-ways.ts";
import type { Part } from "./page.ts";
import { alsoOf, meetsAlso } from "./ticket-also.ts";
import type { Within } from "./within.ts";

export interface TicketPlaces {
  /**
   * The parts that a page of a list is merged from.
   * @param way the order in which they are read
   * @param options.after where the previous page ended
   */
  parts(
    filter: TicketFilter & MayBeDue,
    way: Way,
    options: {
      readonly now: number;
      readonly limit: number;
      readonly after: Place;
      readonly within: Within;
      /** The most tickets that are checked one by one. */
      readonly checked: number;
    },
  ): readonly Part<Place>[];
  /** The number of tickets of some groups that are not closed, also of one mailbox only, counted up to 1,000. */
  ofGroups(groups: readonly string[], mailbox: string | undefined, within: Within): number;
  /** The number of overdue tickets in total, or of one mailbox or assignee ("" for nobody), counted up to 1,000. */
  overdue(of: Pick<TicketFilter, "mailbox" | "assignee">, now: number, within: Within): number;
}

/** The most parts that a list is merged from; with more, mailboxes are checked ticket by ticket. */
const MOST_PARTS = 64;
/** The most overdue tickets that are counted, and sorted for a list. */
const MOST_OVERDUE = 1000;
/** The most tickets of groups that are counted. */
const MOST_COUNTED = 1000;

/** What is checked ticket by ticket; null where it does not matter. */
interface Checks {
  readonly state: State | null;
  /** The states that it must not be in, as a JSON array. */
  readonly notIn: string | null;
  readonly waitingFor: WaitingFor | null;
  /** The time before which it is due. */
  readonly overdue: number | null;
  readonly assignee: string | null;
  readonly team: string | null;
  /** JSON arrays. */
  readonly teams: string | null;
  readonly mailboxes: string | null;
  readonly priority: string | null;
  readonly category: string | null;
  readonly tag: string | null;
  readonly requester: string | null;
  /** 1 for those that are due at no time. */
  readonly undue: 1 | null;
  /** Milliseconds since 1970. */
  readonly before: number | null;
  readonly since: number | null;
  /** Whatever else must be true, or must not: see `alsoOf`. */
  readonly also: string | null;
}

interface Row extends Place {
  readonly fits: number;
}

type Asked = Checks & Place & { readonly rows: number };

/** A list's parts, and which checks are needless because the indexes give nothing else. */
interface Source {
  readonly parts: readonly ((asked: Asked) => Row[])[];
  readonly needless: Partial<{ readonly [K in keyof Checks]: null }>;
}

export function ticketPlaces(db: Database, lifecycle: () => Lifecycle): TicketPlaces {
  const read = statements(db);
  return {
    parts(filter, way, { now, limit, after, within, checked }) {
      const mailboxes = mailboxesOf(filter, within);
      const checks = checksOf(filter, mailboxes, now, lifecycle());
      const few = filter.overdue && way !== "due" ? fewOverdue(filter, way, mailboxes, now, checks) : null;
      if (few) return [{ found: few.filter((place) => inOrder(way)(place, after) > 0), end: null }];
      const { parts, needless } = sourceOf(filter, way, mailboxes);
      const left = { ...checks, ...needless };
      const rows = isAny(left) ? limit + 1 : Math.max(limit + 1, Math.ceil(checked / parts.length));
      return parts.map((part) => {
        const all = part({ ...left, ...after, rows });
        return {
          found: all.filter((row) => row.fits === 1),
          end: (all.length === rows && all.at(-1)) || null,
        };
      });
    },
    ofGroups(groups, mailbox, within) {
      const mailboxes = mailboxesOf(mailbox === undefined ? {} : { mailbox }, within);
      let counted = 0;
      for (const state of statesOf({ unfinished: true }))
        for (const group of groups.slice(0, MOST_PARTS)) {
          counted += read.countOfTeam(group, state, mailboxes, MOST_COUNTED - counted);
          if (counted >= MOST_COUNTED) return counted;
        }
      return counted;
    },
    overdue(of, now, within) {
      let counted = 0;
      for (const late of lateParts(of, mailboxesOf(of, within))) {
        counted += late.count(now, MOST_OVERDUE - counted);
        if (counted >= MOST_OVERDUE) break;
      }
      return counted;
    },
  };

  function sourceOf(filter: TicketFilter, way: Way, mailboxes: Within): Source {
    const { requester, tag, category, group, groups, priority, assignee } = filter;
    if (way === "due") return { parts: dueParts(filter, mailboxes), needless: { assignee: null } };
    const some = statesOf(filter);
    const states = { state: null, notIn: null };
    if (isByNumber(way))
      return {
        parts: some.map((state) => read.byNumber(way, state, assignee)),
        needless: { ...states, assignee: null },
      };
    if (requester !== undefined)
      return { parts: [read.ofRequester(way, requester)], needless: { requester: null } };
    if (tag !== undefined) return { parts: [read.ofTag(way, tag)], needless: { tag: null } };
    if (category !== undefined)
      return { parts: [read.ofCategory(way, category)], needless: { category: null } };
    const teams = group === undefined ? groups : [group];
    if (teams !== undefined && teams.length * some.length <= MOST_PARTS)
      return {
        parts: teams.flatMap((team) => some.map((state) => read.ofTeam(way, team, state))),
        needless: { ...(group === undefined ? { teams: null } : { team: null }), ...states },
      };
    if (priority !== undefined && priority !== "normal")
      return {
        parts: some.map((state) => read.ofPriority(way, priority, state)),
        needless: { priority: null, ...states },
      };
    const apart = mailboxes !== null && mailboxes.length * some.length <= MOST_PARTS;
    const places: readonly (string | null)[] = apart ? mailboxes : [null];
    return {
      parts: places.flatMap((mailbox) => some.map((state) => read.ofState(way, state, assignee, mailbox))),
      needless: { ...states, assignee: null, ...(apart ? { mailboxes: null } : {}) },
    };
  }

  /** What is due at some time, by that: of the assignee, and apart by mailbox unless there are very many. */
  function dueParts({ assignee }: TicketFilter, mailboxes: Within): Source["parts"] {
    const places: readonly (string | null)[] =
      mailboxes !== null && mailboxes.length <= MOST_PARTS ? mailboxes : [null];
    return places.map((mailbox) => read.due(assignee, mailbox));
  }

  /** All overdue tickets, sorted; null if there are very many. */
  function fewOverdue(
    filter: TicketFilter,
    way: Exclude<Way, "due">,
    mailboxes: Within,
    now: number,
    checks: Checks,
  ): readonly Place[] | null {
    const all: Row[] = [];
    for (const late of lateParts(filter, mailboxes)) {
      all.push(...late.rows(now, checks, MOST_OVERDUE + 1 - all.length));
      if (all.length > MOST_OVERDUE) return null;
    }
    const places = all.filter((row) => row.fits === 1);
    const sorted = isByNumber(way) ? places.map(({ number }) => ({ at: number, number })) : places;
    return sorted.sort(inOrder(way));
  }

  function lateParts({ assignee }: Pick<TicketFilter, "assignee">, mailboxes: Within) {
    return (mailboxes ?? [null]).map((mailbox) => read.late(assignee, mailbox));
  }

  /** The states in which a ticket can pass the filter. */
  function statesOf(filter: TicketFilter): readonly State[] {
    const now = lifecycle();
    const not = statesNotIn(filter, now);
    return allStates(now)
      .map(({ name }) => name)
      .filter((one) => one === (filter.state ?? one) && !not.includes(one));
  }
}

// In a CASE, what does not matter is not even read from the table.
const fits = `CASE WHEN (@state IS NULL OR state = @state)
  AND (@notIn IS NULL OR state NOT IN (SELECT value FROM json_each(@notIn)))
  AND (@waitingFor IS NULL OR waiting_for = @waitingFor)
  AND (@overdue IS NULL
    OR (SELECT falls_due FROM ticket_time WHERE ticket_time.ticket = ticket.number) < @overdue)
  AND (@assignee IS NULL OR ifnull(assignee, '') = @assignee)
  AND (@team IS NULL OR team = @team)
  AND (@teams IS NULL OR team IN (SELECT value FROM json_each(@teams)))
  AND (@mailboxes IS NULL OR mailbox IN (SELECT value FROM json_each(@mailboxes)))
  AND (@priority IS NULL OR priority = @priority)
  AND (@category IS NULL OR category = @category)
  AND (@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = @tag))
  AND (@requester IS NULL OR requester_address = @requester)
  AND (@undue IS NULL OR NOT EXISTS (SELECT 1 FROM ticket_time
    WHERE ticket_time.ticket = ticket.number AND falls_due IS NOT NULL))
  AND (@before IS NULL OR created_at < @before)
  AND (@since IS NULL OR ticket.updated_at >= @since)
  AND (@also IS NULL OR ${meetsAlso})
  THEN 1 ELSE 0 END AS fits`;

/** The statements. "(SELECT @x)" keeps SQLite from planning again for each value. */
function statements({ sqlite }: Database) {
  const columns = `ticket.updated_at AS at, ticket.number AS number, ${fits}`;
  const inWay = <Bound>(where: string, order: string) =>
    sqlite.prepare<[Asked & Bound], Row>(
      `SELECT ${columns} FROM ticket WHERE ${where} AND ${order} LIMIT @rows + 0`,
    );
  const list = <Bound>(where: string) => ({
    changed: inWay<Bound>(
      where,
      "(updated_at, number) < (@at, @number) ORDER BY updated_at DESC, number DESC",
    ),
    unchanged: inWay<Bound>(where, "(updated_at, number) > (@at, @number) ORDER BY updated_at, number"),
  });
  const numbered = <Bound>(where: string) => {
    const select = `SELECT ticket.number AS at, ticket.number AS number, ${fits} FROM ticket WHERE ${where}`;
    return {
      newest: sqlite.prepare<[Asked & Bound], Row>(
        `${select} AND number < @number ORDER BY number DESC LIMIT @rows + 0`,
      ),
      oldest: sqlite.prepare<[Asked & Bound], Row>(
        `${select} AND number > @number ORDER BY number LIMIT @rows + 0`,
      ),
    };
  };
  type InState = { readonly inState: State };
  type InMailbox = { readonly box: string };
  type Whose = { readonly who: string | null };
  type Value = { readonly value: string };
  const isState = "state = (SELECT @inState)";
  const isWhose = "assignee IS (SELECT @who)";
  const isIn = "mailbox = (SELECT @box)";
  const ofState = list<InState>(isState);
  const ofAssignee = list<InState & Whose>(`${isWhose} AND ${isState}`);
  const opened = numbered<InState>(isState);
  const openedOf = numbered<InState & Whose>(`${isWhose} AND ${isState}`);
  const ofMailbox = list<InState & InMailbox>(`${isIn} AND ${isState}`);
  const ofBoth = list<InState & InMailbox & Whose>(`${isIn} AND ${isWhose} AND ${isState}`);
  const ofRequester = list<Value>("requester_address = (SELECT @value)");
  const ofTeam = list<Value & InState>(`team = (SELECT @value) AND team IS NOT NULL AND ${isState}`);
  type OfTeam = Value & InState & { readonly mailboxes: string | null; readonly most: number };
  const countOfTeam = sqlite
    .prepare<[OfTeam], number>(
      `SELECT count(*) FROM (SELECT 1 FROM ticket
       WHERE team = (SELECT @value) AND team IS NOT NULL AND ${isState}
         AND (@mailboxes IS NULL OR mailbox IN (SELECT value FROM json_each(@mailboxes))) LIMIT @most + 0)`,
    )
    .pluck();
  const ofCategory = list<Value>("category = (SELECT @value) AND category IS NOT NULL");
  const ofPriority = list<Value & InState>(
    `priority = (SELECT @value) AND priority <> 'normal' AND ${isState}`,
  );
  const tagged = (order: string) =>
    sqlite.prepare<[Asked & Value], Row>(
      `SELECT ${columns} FROM ticket_tag CROSS JOIN ticket ON ticket.number = ticket_tag.number
       WHERE ticket_tag.tag = (SELECT @value) AND (ticket_tag.updated_at, ticket_tag.number) ${order}
       LIMIT @rows + 0`,
    );
  const ofTag = {
    changed: tagged("< (@at, @number) ORDER BY ticket_tag.updated_at DESC, ticket_tag.number DESC"),
    unchanged: tagged("> (@at, @number) ORDER BY ticket_tag.updated_at, ticket_tag.number"),
  };
  const due = <Bound extends object>(where: string) => {
    const rows = sqlite.prepare<[Asked & Bound], Row>(
      `SELECT ticket_time.falls_due AS at, ticket.number AS number, ${fits}
       FROM ticket_time CROSS JOIN ticket ON ticket.number = ticket_time.ticket
       WHERE falls_due IS NOT NULL ${where} AND (falls_due, ticket_time.ticket) > (@at, @number)
       ORDER BY falls_due, ticket_time.ticket LIMIT @rows + 0`,
    );
    return (bound: Bound) => (asked: Asked) => rows.all({ ...asked, ...bound });
  };
  const dueOfAll = due("");
  const dueOfAssignee = due<Whose>("AND who IS (SELECT @who)");
  const dueOfMailbox = due<InMailbox>("AND ticket_time.box = (SELECT @box)");
  const dueOfBoth = due<InMailbox & Whose>("AND ticket_time.box = (SELECT @box) AND who IS (SELECT @who)");
  const late = <Bound extends object>(where: string) => {
    const isLate = `falls_due IS NOT NULL AND falls_due < @now ${where}`;
    type Limit = { readonly now: number; readonly most: number };
    const rows = sqlite.prepare<[Checks & Limit & Bound], Row>(
      `SELECT ${columns} FROM ticket_time CROSS JOIN ticket ON ticket.number = ticket_time.ticket
       WHERE ${isLate} LIMIT @most + 0`,
    );
    const count = sqlite
      .prepare<[Limit & Bound], number>(
        `SELECT count(*) FROM (SELECT 1 FROM ticket_time WHERE ${isLate} LIMIT @most + 0)`,
      )
      .pluck();
    return (bound: Bound) => ({
      rows: (now: number, checks: Checks, most: number) => rows.all({ ...checks, ...bound, now, most }),
      count: (now: number, most: number) => count.get({ ...bound, now, most }) ?? 0,
    });
  };
  const lateOfAll = late("");
  const lateOfAssignee = late<Whose>("AND who IS (SELECT @who)");
  const lateOfMailbox = late<InMailbox>("AND ticket_time.box = (SELECT @box)");
  const lateOfBoth = late<InMailbox & Whose>("AND ticket_time.box = (SELECT @box) AND who IS (SELECT @who)");
  return {
    /** @param assignee undefined for anyone's, "" for nobody's */
    ofState(way: ByChange, inState: State, assignee: string | undefined, mailbox: string | null) {
      const who = assignee || null;
      const box = mailbox ?? "";
      if (mailbox === null)
        return assignee === undefined
          ? (asked: Asked) => ofState[way].all({ ...asked, inState })
          : (asked: Asked) => ofAssignee[way].all({ ...asked, inState, who });
      return assignee === undefined
        ? (asked: Asked) => ofMailbox[way].all({ ...asked, inState, box })
        : (asked: Asked) => ofBoth[way].all({ ...asked, inState, who, box });
    },
    byNumber: (way: ByNumber, inState: State, assignee: string | undefined) =>
      assignee === undefined
        ? (asked: Asked) => opened[way].all({ ...asked, inState })
        : (asked: Asked) => openedOf[way].all({ ...asked, inState, who: assignee || null }),
    /** What is due at some time, the next first. */
    due(assignee: string | undefined, mailbox: string | null) {
      const who = assignee || null;
      if (mailbox === null) return assignee === undefined ? dueOfAll({}) : dueOfAssignee({ who });
      return assignee === undefined ? dueOfMailbox({ box: mailbox }) : dueOfBoth({ box: mailbox, who });
    },
    ofRequester: (way: ByChange, value: string) => (asked: Asked) =>
      ofRequester[way].all({ ...asked, value }),
    ofTag: (way: ByChange, value: string) => (asked: Asked) => ofTag[way].all({ ...asked, value }),
    ofTeam: (way: ByChange, value: string, inState: State) => (asked: Asked) =>
      ofTeam[way].all({ ...asked, value, inState }),
    countOfTeam: (value: string, inState: State, mailboxes: Within, most: number): number =>
      countOfTeam.get({ value, inState, mailboxes: mailboxes && JSON.stringify(mailboxes), most }) ?? 0,
    ofCategory: (way: ByChange, value: string) => (asked: Asked) => ofCategory[way].all({ ...asked, value }),
    ofPriority: (way: ByChange, value: string, inState: State) => (asked: Asked) =>
      ofPriority[way].all({ ...asked, value, inState }),
    /** Tickets that are due before a time and not in a final state, in no order. */
    late(assignee: string | undefined, mailbox: string | null) {
      const who = assignee || null;
      const box = mailbox ?? "";
      if (mailbox === null) return assignee === undefined ? lateOfAll({}) : lateOfAssignee({ who });
      return assignee === undefined ? lateOfMailbox({ box }) : lateOfBoth({ box, who });
    },
  };
}

/** The mailboxes whose tickets are listed; null for all. */
function mailboxesOf({ mailbox }: Pick<TicketFilter, "mailbox">, within: Within): Within {
  if (mailbox === undefined) return within;
  return within === null || within.includes(mailbox) ? [mailbox] : [];
}

const checksOf = (
  filter: TicketFilter & MayBeDue,
  mailboxes: Within,
  now: number,
  lifecycle: Lifecycle,
): Checks => ({
  state: filter.state ?? null,
  notIn: notInOf(statesNotIn(filter, lifecycle)),
  waitingFor: filter.waitingFor ?? null,
  overdue: filter.overdue ? now : null,
  assignee: filter.assignee ?? null,
  team: filter.group ?? null,
  teams: filter.groups ? JSON.stringify(filter.groups) : null,
  mailboxes: mailboxes && JSON.stringify(mailboxes),
  priority: filter.priority ?? null,
  category: filter.category ?? null,
  tag: filter.tag ?? null,
  requester: filter.requester ?? null,
  undue: filter.undue ? 1 : null,
  before: filter.openedBefore ?? null,
  since: filter.changedSince ?? null,
  also: filter.also ? alsoOf(filter.also, now, (condition) => statesOfKind(condition, lifecycle)) : null,
});

/** The states of a condition about their kind; null for any. */
const statesOfKind = (condition: TicketCondition, lifecycle: Lifecycle): readonly State[] | null => {
  const not = statesNotIn(condition, lifecycle);
  if (not.length === 0) return null;
  return allStates(lifecycle).flatMap(({ name }) => (not.includes(name) ? [] : [name]));
};

/** The states that a filter leaves out by their kind. */
function statesNotIn({ unfinished, overdue, toDo }: TicketCondition, lifecycle: Lifecycle): readonly State[] {
  const not: readonly Kind[] = toDo ? ["final", "waiting"] : unfinished || overdue ? ["final"] : [];
  return allStates(lifecycle).flatMap(({ name, kind }) => (not.includes(kind) ? [name] : []));
}

const notInOf = (states: readonly State[]): string | null =>
  states.length === 0 ? null : JSON.stringify(states);

const isAny = (checks: Checks): boolean => Object.values(checks).every((one) => one === null);
