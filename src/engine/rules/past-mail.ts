/** The mail of a period as rules saw it, from what is stored of it: nothing is parsed again, and no read model is rebuilt. */
import { type MailId, type Position, position, sha256, type TicketNumber } from "../../base/ids.ts";
import type { Event } from "../../domain/events.ts";
import { authorOf, mailForRules, mayComeBack, readForRules } from "../../domain/intake/index.ts";
import { defaultLifecycle, initialState } from "../../domain/lifecycle/index.ts";
import {
  type Address,
  addressesOf,
  normalAddress,
  type ParsedMail,
  verifiedBy,
} from "../../domain/mail/index.ts";
import { compiledRuleset, DEFAULT, defaultRuleset, type RuleFacts } from "../../domain/ruleset/index.ts";
import {
  claimInBounceAddress,
  evolve,
  isErased,
  isTicketEvent,
  type RulesRan,
  type Ticket,
} from "../../domain/ticket/index.ts";
import type { PlacedEvent } from "../../record/journal-reader.ts";
import type { RecordStore } from "../../record/record.ts";
import type { MailRow } from "../../record/view.ts";
import { personOf } from "../intake/people.ts";
import type { ReadMail } from "../intake/reader.ts";

/** Reads the fields of a mail's header as rules see them; null if it cannot be read. */
export type ReadHeaders = (
  raw: Uint8Array,
) => ParsedMail["headers"] | null | Promise<ParsedMail["headers"] | null>;

/** A mail that rules ran on, or would have if there had been any. */
export interface PastMail {
  readonly mail: MailId;
  /** Of the event that says what became of it. */
  readonly position: Position;
  /** When it was decided about, in milliseconds since 1970. */
  readonly time: number;
  /** Null if it became part of none. */
  readonly ticket: TicketNumber | null;
  readonly subject: string;
  /** The version of the ruleset that it followed, and those of the ones that this took rules or declarations from. */
  readonly version: number;
  readonly includes: readonly number[];
  /** What rules saw; without the mail's header unless that was asked for. */
  readonly facts: RuleFacts;
  /** The rules that fired, in order. */
  readonly fired: RulesRan["fired"];
  /** Whether rules could not run: they took too long, or could not be read. */
  readonly failed: boolean;
}

export interface PastMailParts {
  readonly record: Pick<RecordStore, "journal" | "view" | "blob">;
  readonly read: ReadMail;
  readonly headers: ReadHeaders;
}

export interface Period {
  /** Of positions, after this one, */
  readonly after: number;
  /** up to this one. */
  readonly to: number;
  /** From this time on, in milliseconds since 1970, */
  readonly since: number;
  /** and before this one. */
  readonly until: number;
}

/** Mail that was decided about at positions up to one. */
export interface PastPage {
  readonly mails: readonly PastMail[];
  /** Mails whose bytes are needed and no longer stored, or whose event was erased. */
  readonly gone: number;
  readonly position: number;
}

/** Positions of the journal that are looked at together: their texts are in memory. */
const PAGE = 500;
/** Tickets whose fields are remembered. */
const REMEMBERED = 10_000;
/** The events that change what rules see of a ticket. */
const ticketTypes = ["TicketOpened", "Changed", "StateChanged", "MessagesGiven", "MessagesTaken"] as const;

type Placed<T extends Event["type"]> = PlacedEvent & { readonly event: Extract<Event, { type: T }> };

const is = <T extends Event["type"]>(one: PlacedEvent | null | undefined, type: T): one is Placed<T> =>
  one?.event.type === type;

const isIntake = ({ actor }: PlacedEvent): boolean => actor.kind === "system" && actor.part === "intake";

/** The mail of a period, page by page. @param header whether rules ask for fields of its header */
export async function* pastMail(
  parts: PastMailParts,
  { after, to, since, until }: Period,
  header: boolean,
): AsyncGenerator<PastPage> {
  const { journal, view, blob } = parts.record;
  const seen = createSeen(parts.record);
  const types = ["TicketOpened", "MessageReceived", "RulesRan"] as const;
  for (let at = after; at < to; ) {
    const end = Math.min(at + PAGE, to);
    const events = await journal.ofTypes({ types, after: at, to: end, since, until });
    const mails: PastMail[] = [];
    let gone = 0;
    for (const [n, one] of events.entries()) {
      if (!isIntake(one)) continue;
      if (one.event.type === "Erased") {
        if (one.event.was === "MessageReceived") gone += 1;
        continue;
      }
      const found = is(one, "MessageReceived")
        ? await joined(one, events[n - 1], events[n + 1] ?? (await following(one.position, end)))
        : is(one, "RulesRan") && one.ticket === null
          ? await apart(one)
          : null;
      if (found === "gone") gone += 1;
      else if (found !== null) mails.push(found);
    }
    yield { mails, gone, position: end };
    at = end;
  }

  /** What is recorded right after the last event of a page. */
  async function following(position: number, end: number): Promise<PlacedEvent | undefined> {
    if (position !== end) return undefined;
    const next = { types, after: position, to: position + 1, since: 0, until: Number.POSITIVE_INFINITY };
    return (await journal.ofTypes(next))[0];
  }

  async function rawOf(row: MailRow): Promise<Uint8Array | null> {
    return blob(sha256(row.sha256.toString("hex")));
  }

  /** A mail that became part of a ticket. */
  async function joined(
    received: Placed<"MessageReceived">,
    before: PlacedEvent | undefined,
    next: PlacedEvent | undefined,
  ): Promise<PastMail | "gone" | null> {
    const { event, ticket, position, time } = received;
    const row = view.mail(event.mail);
    if (ticket === null) return null;
    const follows = next?.position === position + 1 && is(next, "RulesRan") && next.event.mail === event.mail;
    const ran = follows ? next.event : null;
    if (row === null) return "gone";
    if (ran === null && !(await seen.mayRun(received, row))) return null;
    const raw = header ? await rawOf(row) : null;
    const headers = header ? raw && (await parts.headers(raw)) : [];
    if (headers === null) return "gone";
    const read = { ...event, reply: event.reply ?? event.text, headers };
    const agent = ran ? ran.agent : isAgent(event.from, row);
    const mail = readForRules({ mail: row, read, checks: row.checks }, event.from, agent);
    const about = { mail: event.mail, position, time, ticket, subject: event.subject };
    if (ran) return { ...about, ...ofRun(ran, mail) };
    const found = openedBy(received, before) ?? (await seen.ticket(received, ticket));
    if (found === null) return "gone";
    const facts = { mail, ...found };
    const followed = await seen.followed(position, row.mailbox);
    return { ...about, ...followed, facts, fired: [], failed: false };
  }

  /** A mail that rules held or filed: all that is known of its text is in its bytes. */
  async function apart({
    event: ran,
    position,
    time,
  }: Placed<"RulesRan">): Promise<PastMail | "gone" | null> {
    const row = view.mail(ran.mail);
    const raw = row && (await rawOf(row));
    const read = raw && (await parts.read(raw));
    if (!row || !read?.ok) return "gone";
    const own = addressesOf(view.mailboxes());
    const author = authorOf(row, read.value, own, row.checks?.authentication ?? null);
    if (author === null) return "gone";
    const { id, sender, recipients, mailbox, size, source, checks } = row;
    const facts = { id, sender, recipients, mailbox, size, source, addressed: [mailbox] };
    const mail = mailForRules(
      { mail: facts, read: { ok: true, mail: read.value }, checks },
      author,
      ran.agent,
    );
    const about = { mail: ran.mail, position, time, ticket: null, subject: read.value.subject };
    return { ...about, ...ofRun(ran, mail) };
  }

  /** Where nothing says whether its author was an agent then: whether they are now. */
  function isAgent(from: Address, { checks }: MailRow): boolean {
    const verified = verifiedBy(checks?.authentication ?? null, from).length > 0;
    return verified && personOf(view, from.address)?.disabled === false;
  }
}

/** The ticket that a mail opens, as its event right before says; null if there is none. */
function openedBy(
  { position, ticket, time }: Placed<"MessageReceived">,
  before: PlacedEvent | undefined,
): Pick<RuleFacts, "isReply" | "ticket"> | null {
  if (!is(before, "TicketOpened") || before.position !== position - 1) return null;
  return before.ticket === ticket && before.time === time ? { isReply: false, ticket: asNew(before) } : null;
}

function asNew({ event: { group, state } }: Placed<"TicketOpened">): RuleFacts["ticket"] {
  const fields = { category: null, priority: "normal", assignee: null, tags: [], target: null } as const;
  return { ...fields, group, state: state ?? initialState(defaultLifecycle) };
}

const ofRun = (ran: RulesRan, mail: RuleFacts["mail"]) => ({
  version: ran.ruleset,
  includes: ran.includes ?? [],
  facts: { isReply: ran.isReply, mail, ...seenIn(ran) },
  fired: ran.fired,
  failed: ran.failed?.some(({ code }) => code === "slow" || code === "unreadable") ?? false,
});

/** What rules saw besides the mail: the ticket, and whom they chose. */
export const seenIn = (ran: Pick<RulesRan, "ticket" | "chosen">): Pick<RuleFacts, "ticket" | "chosen"> => ({
  ticket: seenTicket(ran),
  ...(ran.chosen ? { chosen: ran.chosen } : {}),
});

/** The ticket as rules saw it; without its state, as in earlier releases, they did not ask for that. */
const seenTicket = ({ ticket }: Pick<RulesRan, "ticket">): RuleFacts["ticket"] => ({
  ...ticket,
  target: ticket.target ?? null,
  state: ticket.state ?? initialState(defaultLifecycle),
});

/** The ruleset that a mail followed. */
type Followed = Pick<PastMail, "version" | "includes">;
const brought: Followed = { version: defaultRuleset.version, includes: [] };

/** What is known of the time when no rules ran. */
function createSeen({ journal, view }: PastMailParts["record"]) {
  let activated: ReturnType<typeof activations> | null = null;
  const tickets = new Map<TicketNumber, { readonly version: number; readonly ticket: Ticket | null }>();

  async function followed(at: number, mailbox: string): Promise<Followed> {
    activated ??= activations();
    const all = await activated;
    const active = all.findLast((one) => one.position < at)?.active;
    return active?.get(normalAddress(mailbox)) ?? active?.get(DEFAULT) ?? brought;
  }

  /** What was active from each activation on: rulesets by their mailboxes, and the default one by its name. */
  async function activations() {
    const types = ["RulesetActivated", "RulesetDeactivated"] as const;
    const to = await journal.head();
    const all = { types, after: 0, to, since: 0, until: Number.POSITIVE_INFINITY };
    const found: { readonly position: number; readonly active: ReadonlyMap<string, Followed> }[] = [];
    const named = new Map<string, { readonly of: readonly string[]; readonly followed: Followed }>();
    for (const one of await journal.ofTypes(all)) {
      if (is(one, "RulesetActivated")) {
        const { name, version, includes = [], mailboxes = [] } = one.event;
        named.set(name, { of: name === DEFAULT ? [DEFAULT] : mailboxes, followed: { version, includes } });
      } else if (is(one, "RulesetDeactivated")) named.delete(one.event.name);
      else continue;
      const active = [...named.values()].flatMap(({ of, followed }) =>
        of.map((mailbox) => [mailbox, followed] as const),
      );
      found.push({ position: one.position, active: new Map(active) });
    }
    return found;
  }

  const none = new Map<string, boolean>();
  function hasNone({ version, includes }: Followed): boolean {
    const key = [version, ...includes].join();
    const known = none.get(key);
    if (known !== undefined) return known;
    const text = view.rulesText(version, includes) ?? defaultRuleset.text;
    const found = compiledRuleset(text)?.ruleset.rules.length === 0;
    none.set(key, found);
    return found;
  }

  return {
    followed,

    /** Whether rules would have run on a mail if there had been any (I-110). */
    async mayRun({ event, position }: Placed<"MessageReceived">, row: MailRow): Promise<boolean> {
      if (event.sent === true || event.automatic === "bounce") return false;
      const cameBack = row.recipients.some((one) => claimInBounceAddress(one) !== null);
      if (cameBack && mayComeBack(row, event)) return false;
      return hasNone(await followed(position, row.mailbox));
    },

    /** The ticket as rules would have seen it, and whether it was there before the mail; null if that was erased. */
    async ticket(
      { ticketVersion, time }: Placed<"MessageReceived">,
      number: TicketNumber,
    ): Promise<Pick<RuleFacts, "isReply" | "ticket"> | null> {
      const at = ticketVersion ?? 0;
      const known = tickets.get(number);
      const from = known && known.version < at ? known : { version: 0, ticket: null };
      const events = await journal.ofTicketTypes(number, ticketTypes, from.version, at);
      const before = events.reduce<Ticket | null>(
        (now, one) => (isTicketEvent(one) || isErased(one) ? evolve(now, one) : now),
        from.ticket,
      );
      tickets.delete(number);
      for (const oldest of tickets.keys()) {
        if (tickets.size < REMEMBERED) break;
        tickets.delete(oldest);
      }
      tickets.set(number, { version: at - 1, ticket: before });
      const isReply = at !== 2 || before?.createdAt !== time;
      if (before === null) return null;
      // The mail moves the ticket before rules see it.
      const [next] = await journal.ofTicketTypes(number, ["StateChanged"], at, at + MOVES_WITHIN);
      const moved = is(next, "StateChanged") && next.time === time && isIntake(next) ? next.event.to : null;
      const { category, priority, group, assignee, tags, target, state } = before;
      const ticket = { category, priority, group, assignee, tags, target, state: moved ?? state };
      return { isReply, ticket };
    },
  };
}

/** Of a ticket, the events after a mail among which is the move that it causes. */
const MOVES_WITHIN = 4;

/** The newest position. */
export const headOf = async ({ journal }: PastMailParts["record"]): Promise<Position> =>
  position(await journal.head());
