/**
 * What rules do when something other than mail happens to a ticket (R-150 to R-157 of the ruleset's SPEC.md): the engine gathers
 * `TicketRuleFacts`, `decideTicketRules` decides from them alone.
 */
export { decideTicketRules, mailOfTicket, namedByRun, ranIn, type TicketRuleFacts } from "./decide.ts";
export type { EventReplyFacts } from "./reply.ts";
