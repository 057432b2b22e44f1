/** What decisions ask of the work that rules have with tickets, within their transaction. */
import { type TicketNumber, ticketNumber } from "../../base/ids.ts";
import type { Happening } from "../../domain/ticket/index.ts";
import type { Database } from "../database.ts";
import { reader } from "../prepared.ts";
import { ruleWork } from "../schema.ts";

/** Something that happened to a ticket, on which rules have not run yet. */
export interface RuleWorkRow {
  /** Of its event. */
  readonly position: number;
  readonly ticket: TicketNumber;
  /** How many runs led to it, one causing the next. */
  readonly depth: number;
  readonly happening: Happening;
}

export interface RuleWorkView {
  /** What rules have to run on, in the order in which it happened. */
  ruleWork(limit: number): readonly RuleWorkRow[];
  /** Null if rules have run on it. */
  ruleWorkAt(position: number): RuleWorkRow | null;
}

export function createRuleWorkView(db: Database): RuleWorkView {
  const first = reader<typeof ruleWork, [number]>(
    db.drizzle,
    ruleWork,
    "WHERE position > 0 AND message IS NULL ORDER BY position LIMIT ? + 0",
  );
  const one = reader<typeof ruleWork, [number]>(
    db.drizzle,
    ruleWork,
    "WHERE position = ? AND message IS NULL",
  );
  return {
    ruleWork: (limit) => first.all(limit).map(rowOf),
    ruleWorkAt(position) {
      const row = one.get(position);
      return row ? rowOf(row) : null;
    },
  };
}

const rowOf = ({ position, ticket, depth, happening }: typeof ruleWork.$inferSelect): RuleWorkRow => ({
  ...{ position, depth, happening },
  ticket: ticketNumber(ticket),
});
