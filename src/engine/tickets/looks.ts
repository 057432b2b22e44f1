/** When people last looked at tickets, so that lists show what they have not read. Not in the journal: it is about nobody else. */

import { type Fault, fault } from "../../base/fault.ts";
import type { TicketNumber, UserName } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Caller } from "../../domain/policy/index.ts";
import type { Ticket } from "../../domain/ticket/index.ts";
import type { RecordStore } from "../../record/record.ts";
import { forbidden } from "../people/caller.ts";

type Heard = Pick<Ticket, "number" | "heardAt">;

export interface Looks {
  /** Notes that the caller looks at a ticket now. */
  look(caller: Caller, ticket: TicketNumber): Result<void, Fault>;
  /**
   * Tells which tickets someone outside has written in since the caller looked at them. What came before their first list was
   * shown counts as read.
   */
  unread(caller: Caller): Result<(ticket: Heard) => boolean, Fault>;
}

interface Parts {
  readonly record: RecordStore;
  readonly now: () => number;
  readonly log: Log;
}

/** What is kept for a person: what came until `since` counts as read; when they looked at tickets, in milliseconds since 1970. */
interface Looked {
  since: number;
  readonly at: Map<number, number>;
}

/** The most tickets that are kept for a person; what came before the older ones were looked at then counts as read. */
const MOST_TICKETS = 3000;
/** Milliseconds in which looks are written together. */
const TOGETHER = 5000;

/** @returns also what keeps the last looks, at the end */
export function createLooks({ record, now, log }: Parts): {
  readonly looks: Looks;
  readonly stop: () => void;
} {
  const { operations } = record;
  const known = new Map<UserName, Looked>();
  const unsaved = new Set<UserName>();
  let timer: NodeJS.Timeout | undefined;

  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    for (const user of unsaved) {
      const looked = known.get(user);
      if (looked) operations.keepLooks(user, JSON.stringify({ since: looked.since, at: [...looked.at] }));
    }
    unsaved.clear();
  };
  const saveSoon = (user: UserName) => {
    unsaved.add(user);
    timer ??= setTimeout(() => {
      try {
        save();
      } catch (cause) {
        log.error("what people have looked at could not be kept", { cause });
      }
    }, TOGETHER).unref();
  };

  const looks: Looks = {
    look(caller, ticket) {
      const denied = forbidden(caller, "tickets.read");
      if (denied) return denied;
      const { user } = caller;
      if (user === null) return refuse(fault("permission.not-logged-in"));
      const looked = lookedOf(user);
      // The last one looked at is the last in the map.
      looked.at.delete(ticket);
      looked.at.set(ticket, now());
      if (looked.at.size > MOST_TICKETS) forgetOld(looked);
      saveSoon(user);
      return ok(undefined);
    },
    unread(caller) {
      const denied = forbidden(caller, "tickets.read");
      if (denied) return denied;
      if (caller.user === null) return ok(() => false);
      const { since, at } = lookedOf(caller.user);
      return ok(({ number, heardAt }) => heardAt !== null && heardAt > (at.get(number) ?? since));
    },
  };
  return { looks, stop: save };

  function lookedOf(user: UserName): Looked {
    const before = known.get(user);
    if (before) return before;
    const kept = operations.looks(user);
    const looked = kept === null ? { since: now(), at: new Map() } : readLooked(kept);
    known.set(user, looked);
    if (kept === null) saveSoon(user);
    return looked;
  }
}

function forgetOld(looked: Looked): void {
  for (const [ticket, at] of looked.at) {
    if (looked.at.size <= MOST_TICKETS / 2) return;
    looked.since = Math.max(looked.since, at);
    looked.at.delete(ticket);
  }
}

function readLooked(text: string): Looked {
  const { since, at } = JSON.parse(text) as { since: number; at: [number, number][] };
  return { since, at: new Map(at) };
}
