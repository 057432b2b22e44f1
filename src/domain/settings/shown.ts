import type { Directory } from "../directory/index.ts";
import type { Outgoing } from "./events.ts";
import type { ImapAccount, ImapLogin } from "./imap.ts";
import type { OAuthAccount } from "./oauth.ts";

/** Settings as they are shown: without their secrets, and with whether there are some. */

type SmtpServer = Extract<Outgoing, { kind: "smtp" }>;

export type ShownOutgoing =
  | Exclude<Outgoing, { kind: "smtp" }>
  | (Omit<SmtpServer, "password"> & { readonly hasPassword: boolean });

export interface ShownImapAccount extends Omit<ImapAccount, "login"> {
  readonly login: { readonly kind: "password" } | Extract<ImapLogin, { kind: "oauth2" }>;
}

export interface ShownOAuthAccount extends Omit<OAuthAccount, "clientSecret" | "refreshToken"> {
  readonly hasClientSecret: boolean;
  /** Whether there is a refresh token. */
  readonly signedIn: boolean;
}

export interface ShownDirectory extends Omit<Directory, "bindPassword"> {
  readonly hasBindPassword: boolean;
}

export function shownOutgoing(outgoing: Outgoing): ShownOutgoing {
  if (outgoing.kind !== "smtp") return outgoing;
  const { password, ...shown } = outgoing;
  return { ...shown, hasPassword: password !== null };
}

export const shownImapAccount = ({ login, ...account }: ImapAccount): ShownImapAccount => ({
  ...account,
  login: login.kind === "password" ? { kind: login.kind } : login,
});

export function shownOAuthAccount({
  clientSecret,
  refreshToken,
  ...account
}: OAuthAccount): ShownOAuthAccount {
  return { ...account, hasClientSecret: clientSecret !== "", signedIn: refreshToken !== "" };
}

export const shownDirectory = ({ bindPassword, ...directory }: Directory): ShownDirectory => ({
  ...directory,
  hasBindPassword: bindPassword !== "",
});
