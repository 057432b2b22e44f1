/** Whom rules chose from groups, the last time for each, and who answered tickets (R-56 of `domain/ruleset/SPEC.md`). */
import { ticketNumber } from "../../base/ids.ts";
import type { Database } from "../database.ts";
import { upserter } from "../prepared.ts";
import { ruleAnswered, ruleShare } from "../schema.ts";
import type { Project, Projection } from "./projection.ts";

/** Tables rule_share and rule_answered. */
export const ruleShares: Projection = {
  name: "rule shares",
  version: 1,
  usableFrom: 1,
  tables: ["rule_share", "rule_answered"],
  rebuilt: "before-decisions",
  rare: false,
  project: projectRuleShares,
};

function projectRuleShares(db: Database): Project {
  const chose = upserter(db.drizzle, ruleShare, ruleShare.team, ruleShare.person);
  const answered = upserter(db.drizzle, ruleAnswered, ruleAnswered.ticket);
  return (events) => {
    for (const { position: at, event, actor, ticket } of events) {
      if (event.type === "RulesRan" || event.type === "TicketRulesRan") {
        for (const { group: team, person } of event.chosen ?? [])
          if (person !== null) chose({ team, person, at });
      } else if (event.type === "ReplyWritten" && actor.kind === "user" && ticket !== null)
        answered({ ticket: ticketNumber(ticket), person: actor.name, at });
    }
  };
}
