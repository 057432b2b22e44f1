/** What happened to tickets that rules wait for, until they have run on it. */
import { ticketNumber } from "../../base/ids.ts";
import { happeningOf, isErased, isTicketEvent, isWaitedFor, MOST_RUNS } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import type { StoredEvent } from "../journal.ts";
import { inserter, reader, upserter } from "../prepared.ts";
import { ruleChain, ruleWait, ruleWork } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables rule_work, rule_chain and rule_wait. */
export const ruleRuns: Projection = {
  name: "rule runs",
  version: 1,
  usableFrom: 1,
  tables: ["rule_work", "rule_chain", "rule_wait"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectRuleRuns,
};

type Waits = typeof ruleWait.$inferSelect;

function projectRuleRuns(db: Database): Project {
  const load = reader<typeof ruleWait, []>(db.drizzle, ruleWait, "WHERE id = 1");
  const save = upserter(db.drizzle, ruleWait, ruleWait.id);
  const add = inserter(db.drizzle, ruleWork);
  const settle = db.sqlite.prepare<[number]>("DELETE FROM rule_work WHERE position = ?");
  const settleFirst = db.sqlite.prepare<[number]>(
    "DELETE FROM rule_work WHERE position = (SELECT min(position) FROM rule_work WHERE ticket = ? AND message IS NULL)",
  );
  const leaves = db.sqlite.prepare<[string]>("UPDATE rule_work SET message = NULL WHERE message = ?");
  const stays = db.sqlite.prepare<[string]>("DELETE FROM rule_work WHERE message = ?");
  const linked = upserter(db.drizzle, ruleChain, ruleChain.ticket);
  const unlink = db.sqlite.prepare<[number]>("DELETE FROM rule_chain WHERE ticket = ?");
  const depthOf = db.sqlite
    .prepare<[number], number>("SELECT depth FROM rule_chain WHERE ticket = ?")
    .pluck();
  return (events) => {
    let now: Waits = load.get() ?? { id: 1, waits: [], depth: 0 };
    const keep = (next: Waits) => {
      now = next;
      save(now);
    };
    for (const recorded of events) {
      const { event, ticket } = recorded;
      if (event.type === "RulesetActivated" || event.type === "RulesetDeactivated")
        keep({ ...now, waits: event.waits ?? [] });
      else if (event.type === "TicketRulesRan") {
        settle.run(event.of);
        // What the run does follows in the same commit.
        keep({ ...now, depth: event.depth + 1 });
      } else if (event.type === "ReplyComposed") leaves.run(event.message);
      else if (event.type === "ReplyTakenBack" || event.type === "ReplyWithheld") stays.run(event.message);
      else if (event.type === "Erased" && event.was === "TicketRulesRan" && ticket !== null)
        // Runs of a ticket are in the order of what happened to it. None is better than two.
        settleFirst.run(ticket);
      else {
        link(recorded, now);
        wait(recorded, now);
      }
    }
  };

  /** What times go by was set by a run, or by somebody else. */
  function link({ event, actor, ticket }: StoredEvent, { waits, depth }: Waits): void {
    const sets =
      event.type === "StateChanged" || (event.type === "Changed" && event.changes.target !== undefined);
    if (!sets || ticket === null || waits.length === 0) return;
    if (actor.kind === "system" && actor.part === "rules") linked({ ticket: ticketNumber(ticket), depth });
    else unlink.run(ticket);
  }

  function wait(recorded: StoredEvent, { waits, depth }: Waits): void {
    if (waits.length === 0 || recorded.ticket === null || isErased(recorded) || !isTicketEvent(recorded))
      return;
    const happening = happeningOf(recorded);
    if (happening === null || !waits.some((one) => isWaitedFor(one, happening.happened))) return;
    const { actor, event, position } = recorded;
    const byRun = actor.kind === "system" && actor.part === "rules";
    const deep =
      event.type === "TimeReached"
        ? (depthOf.get(recorded.ticket) ?? 0)
        : byRun
          ? depth
          : happening.by === "rule"
            ? 1
            : 0;
    // The chain has been ended: that it was is what was recorded last.
    if (deep > MOST_RUNS) return;
    const message = event.type === "ReplyWritten" && !event.composed ? event.message : null;
    add({ position, ticket: ticketNumber(recorded.ticket), depth: deep, happening, message });
  }
}
