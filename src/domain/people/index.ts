/** People: agents and administrators, their API tokens, and what each may do. */

export { keepsAdministrating } from "./administrators.ts";
export { type Role, roles, type Scope, scopes } from "./events.ts";
export { type Caller, type Permission, permissions, permissionsOf, system } from "./permissions.ts";
export { validUserName } from "./user-name.ts";
