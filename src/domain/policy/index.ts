/**
 * Policy: who may do what, and which tickets and mails they see. Every command and route checks `may`, every query
 * takes the `Scope` of `scopeOf`. The rules are in SPEC.md.
 */
export {
  type Called,
  type Caller,
  callerNow,
  monitor,
  nobody,
  type Person,
  type SystemCaller,
  system,
  tokenCaller,
  type UserCaller,
  userCaller,
} from "./caller.ts";
export { type Denial, may, type PolicyObject, scopeOf } from "./may.ts";
export type { Permission } from "./permissions.ts";
export { covers, type Scope } from "./scope.ts";
