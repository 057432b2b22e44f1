/** The search language: what a line in the search box means, and how its words are compared. */
export { spelledOut, unspaced } from "./letters.ts";
export { parseQuery } from "./parse.ts";
export { lineWithout, queryParts } from "./parts.ts";
export {
  type Alternative,
  type SearchKey,
  searchKeys,
  type Term,
  type TicketQuery,
  type Words,
} from "./query.ts";
