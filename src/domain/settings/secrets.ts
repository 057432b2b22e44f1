import type { Directory } from "../directory/index.ts";
import type { Outgoing } from "./events.ts";
import type { ImapAccount, ImapLogin } from "./imap.ts";
import type { ShownOutgoing } from "./shown.ts";

/**
 * Which stored secrets stay where none was typed: only those that go to the same server, for the same user and no less
 * protected. Otherwise someone who may change a setting could have a password sent to a server of their own.
 */

type SmtpServer = Extract<Outgoing, { kind: "smtp" }>;
type Server = Pick<SmtpServer, "host" | "tls" | "user">;

/** The delivery method as people give it: a password that is missing stays if it may. */
export type WantedOutgoing =
  | Exclude<Outgoing, { kind: "smtp" }>
  | (Omit<SmtpServer, "password"> & { readonly password?: string | null });

/** The directory as people give it: a password that is missing stays if it may. */
export interface WantedDirectory extends Omit<Directory, "bindPassword"> {
  readonly bindPassword?: string;
}

/** Whether the password stored for the outgoing server stays for this one. */
export const keepsPassword = (before: ShownOutgoing | null, wanted: Server): boolean =>
  before?.kind === "smtp" && before.hasPassword && isSameLogin(before, wanted);

/** The stored password of the outgoing server; null if it has to be typed. */
export const keptOutgoing = (before: Outgoing | null, wanted: Server): string | null =>
  before?.kind === "smtp" && isSameLogin(before, wanted) ? before.password : null;

/** The delivery method with the stored password if none was given; someone who logs in with OAuth needs none. */
export function withKeptOutgoing(before: Outgoing | null, wanted: WantedOutgoing): Outgoing {
  if (wanted.kind !== "smtp") return wanted;
  const needs = wanted.user !== null && wanted.oauth === undefined;
  const { password = needs ? keptOutgoing(before, wanted) : null } = wanted;
  return { ...wanted, password };
}

/** The log-in to an account with the stored secrets in place of those that are missing ("" where there are none). */
export function withKeptLogin(before: ImapAccount | null, wanted: ImapAccount): ImapAccount {
  const same = before !== null && isSameLogin(before, wanted) ? before : null;
  return { ...wanted, login: keptLogin(same?.login, wanted.login) };
}

function keptLogin(before: ImapLogin | undefined, wanted: ImapLogin): ImapLogin {
  if (wanted.kind !== "password" || before?.kind !== "password") return wanted;
  return { ...wanted, password: wanted.password || before.password };
}

/** The directory with the stored password of its search account if none was given; "" if it has to be typed. */
export const withKeptBindPassword = (before: Directory | null, wanted: WantedDirectory): Directory => ({
  ...wanted,
  bindPassword: wanted.bindPassword ?? keptBindPassword(before, wanted),
});

function keptBindPassword(
  before: Directory | null,
  wanted: Pick<Directory, "servers" | "encryption" | "bindDn">,
): string {
  if (before === null || before.bindDn.trim() !== wanted.bindDn.trim()) return "";
  const known = wanted.servers.every((one) => one.trim() === "" || before.servers.includes(one.trim()));
  const weaker = before.encryption === "starttls" && wanted.encryption === "none";
  return known && !weaker ? before.bindPassword : "";
}

/** The same server and user, with TLS required if it was before. */
const isSameLogin = (
  before: { readonly host: string; readonly user: string | null; readonly tls: string },
  wanted: { readonly host: string; readonly user: string | null; readonly tls: string },
): boolean =>
  before.host === wanted.host &&
  before.user === wanted.user &&
  (isRequired(wanted.tls) || !isRequired(before.tls));

const isRequired = (tls: string): boolean => tls === "implicit" || tls === "starttls";
