import { type UserName, userName } from "../../base/ids.ts";

/** A log-in name as it is kept: lower case; null if it is not one (1 to 50 of a-z, digits, dot, dash, underscore). */
export function validUserName(text: string): UserName | null {
  const name = text.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9._-]{0,49}$/.test(name) ? userName(name) : null;
}
