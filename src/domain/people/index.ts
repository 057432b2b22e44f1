/** People: agents and administrators, and their API tokens. */

export {
  type Account,
  type AccountChange,
  changeAway,
  changeLanguage,
  changeNotifications,
  created,
  createToken,
  createUser,
  decideUserChange,
  mayReplacePassword,
  replacePassword,
  revokeToken,
} from "./accounts.ts";
export { type Away, isAway, type Role, roles, type TokenScope, tokenScopes } from "./events.ts";
export { PASSWORD_LENGTH, type PasswordChange, weakPassword } from "./password.ts";
export { isExpired, sessionLimits } from "./session.ts";
export { validUserName } from "./user-name.ts";
