/** People: agents and administrators, and their API tokens. */

export {
  type Account,
  type AccountChange,
  changeNotifications,
  created,
  createToken,
  createUser,
  decideUserChange,
  mayReplacePassword,
  replacePassword,
  revokeToken,
} from "./accounts.ts";
export { type Role, roles, type TokenScope, tokenScopes } from "./events.ts";
export { PASSWORD_LENGTH, type PasswordChange, weakPassword } from "./password.ts";
export { isExpired, sessionLimits } from "./session.ts";
export { validUserName } from "./user-name.ts";
