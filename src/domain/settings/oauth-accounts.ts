/** OAuth accounts: saving and removing them, and the refresh tokens that sign-ins and renewals give. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import type { Outgoing, SettingsEvent } from "./events.ts";
import { type Expected, unexpected } from "./expected.ts";
import type { ImapAccount } from "./imap.ts";
import { loginsWith } from "./logins.ts";
import { checkedOAuthAccount, keepsSignIn, type OAuthAccount, withKeptOAuth } from "./oauth.ts";
import { type ShownOAuthAccount, shownOAuthAccount } from "./shown.ts";
import { type WantedNamed, wantedFrom } from "./wanted.ts";

/** The facts about an account, and what logs in with it. */
export interface OAuthAccountFacts {
  /** The account of that name; null if there is none. */
  readonly before: OAuthAccount | null;
  /** The delivery method of the settings. */
  readonly outgoing: Outgoing | null;
  readonly imapAccounts: readonly ImapAccount[];
}

type Decision = Result<readonly SettingsEvent[], Fault>;

/**
 * Adds or changes an account: the servers that something logs in to with it must remain.
 * @returns or the fault, which names the field
 */
export function decideOAuthAccount(
  given: WantedNamed<OAuthAccount, ShownOAuthAccount>,
  {
    before,
    outgoing,
    imapAccounts,
    expected,
  }: OAuthAccountFacts & { readonly expected?: Expected | undefined },
): Decision {
  const { name } = given;
  const problem = unexpected(expected, before !== null, {
    exists: fault("account.exists", { field: "name", params: { name } }),
    unknown: unknown(name),
  });
  if (problem) return refuse(problem);
  const wanted = wantedFrom(given, before && shownOAuthAccount(before));
  if (!wanted.ok) return wanted;
  const account = checkedOAuthAccount(withKeptOAuth(before, wanted.value));
  if (!account.ok) return account;
  const { servers } = account.value;
  const cutOff = loginsWith(name, outgoing, imapAccounts).find(({ host }) => !servers.includes(host));
  if (cutOff)
    return refuse(fault("oauth.in-use", { field: "servers", params: { account: name, by: cutOff.by } }));
  return ok([{ type: "OAuthAccountSaved", account: account.value }]);
}

/** Removes an account that nothing logs in with. */
export function decideOAuthRemoval(
  name: string,
  { before, outgoing, imapAccounts }: OAuthAccountFacts,
): Decision {
  if (before === null) return refuse(unknown(name));
  const [user] = loginsWith(name, outgoing, imapAccounts);
  if (user) return refuse(fault("oauth.in-use", { params: { account: name, by: user.by } }));
  return ok([{ type: "OAuthAccountRemoved", name }]);
}

/**
 * Stores the refresh token of someone who has signed in, which takes minutes: not if the account's endpoints or client have
 * changed since, or its access tokens would go to a further server.
 * @param begun the account when the sign-in began
 * @param now the account of that name now; null if there is none
 */
export function decideSignedIn(
  begun: OAuthAccount,
  now: OAuthAccount | null,
  refreshToken: string,
): Decision {
  const { name } = begun;
  if (now === null) return refuse(unknown(name));
  if (!keepsSignIn(begun, now)) return refuse(fault("oauth.sign-in-over"));
  return ok([{ type: "OAuthSignedIn", name, refreshToken }]);
}

/**
 * Stores the refresh token that replaced a former one; not if an administrator has changed the account since: theirs counts.
 * @param account null if there is none any more
 */
export const decideTokenRenewal = (
  name: string,
  account: Pick<OAuthAccount, "refreshToken"> | null,
  former: string,
  refreshToken: string,
): readonly SettingsEvent[] =>
  account?.refreshToken === former ? [{ type: "OAuthTokenRenewed", name, refreshToken }] : [];

const unknown = (name: string): Fault => fault("account.unknown", { params: { name } });
