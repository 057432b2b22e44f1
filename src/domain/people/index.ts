/** People: agents and administrators, and their API tokens. */

export {
  type Account,
  changeNotifications,
  changeUser,
  created,
  createToken,
  createUser,
  delegatePassword,
  mayReplacePassword,
  PASSWORD_LENGTH,
  replacePassword,
  revokeToken,
} from "./accounts.ts";
export { type Role, roles, type TokenScope, tokenScopes } from "./events.ts";
export { validUserName } from "./user-name.ts";
