import type { Directory } from "../directory/index.ts";
import type { Outgoing } from "./events.ts";
import type { ImapAccount, ImapLogin } from "./imap.ts";

/**
 * Which stored secrets stay where none was typed: only those that go to the same server, for the same user and no less
 * protected. Otherwise someone who may change a setting could have a password sent to a server of their own.
 */

type Server = Pick<Extract<Outgoing, { kind: "smtp" }>, "host" | "tls" | "user">;

/** The stored password of the outgoing server; null if it has to be typed. */
export function keptOutgoing(before: Outgoing | null, wanted: Server): string | null {
  if (before?.kind !== "smtp") return null;
  return sameIn(before, wanted, ["host", "user"]) && noWeaker(before, wanted) ? before.password : null;
}

/** The log-in to an account with the stored secrets in place of those that are missing ("" where there are none). */
export function withKeptLogin(before: ImapAccount | null, wanted: ImapAccount): ImapAccount {
  const same =
    before !== null && sameIn(before, wanted, ["host", "user"]) && noWeaker(before, wanted) ? before : null;
  return { ...wanted, login: keptLogin(same?.login, wanted.login) };
}

function keptLogin(before: ImapLogin | undefined, wanted: ImapLogin): ImapLogin {
  if (wanted.kind !== "password" || before?.kind !== "password") return wanted;
  return { ...wanted, password: wanted.password || before.password };
}

/** The stored password of the directory's search account; "" if it has to be typed. */
export function keptBindPassword(
  before: Directory | null,
  wanted: Pick<Directory, "servers" | "encryption" | "bindDn">,
): string {
  if (before === null || before.bindDn.trim() !== wanted.bindDn.trim()) return "";
  const known = wanted.servers.every((one) => one.trim() === "" || before.servers.includes(one.trim()));
  const weaker = before.encryption === "starttls" && wanted.encryption === "none";
  return known && !weaker ? before.bindPassword : "";
}

/** Whether TLS is required afterwards if it was before. */
const noWeaker = (before: { readonly tls: string }, wanted: { readonly tls: string }): boolean =>
  isRequired(wanted.tls) || !isRequired(before.tls);
const isRequired = (tls: string): boolean => tls === "implicit" || tls === "starttls";

const sameIn = <T>(one: T, other: T, fields: readonly (keyof T)[]): boolean =>
  fields.every((field) => one[field] === other[field]);
