import { type UserName, userName } from "../../base/ids.ts";

/** A user name as it is stored: lower case; null if not valid (1 to 50 of a-z, digits, dot, dash, underscore). */
export function validUserName(text: string): UserName | null {
  const name = text.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9._-]{0,49}$/.test(name) ? userName(name) : null;
}
