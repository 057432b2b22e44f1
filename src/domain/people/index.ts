/** People: agents and administrators, and their API tokens. */

export { administratorRemains } from "./administrators.ts";
export { type Role, roles, type TokenScope, tokenScopes } from "./events.ts";
export { validUserName } from "./user-name.ts";
