/** Accounts that mail is fetched from: saving and removing them. */
import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { normalAddress } from "../mail/index.ts";
import type { SettingsEvent } from "./events.ts";
import { type Expected, unexpected } from "./expected.ts";
import { checkedImapAccount, type ImapAccount } from "./imap.ts";
import { type OAuthAccount, unfitAccount } from "./oauth.ts";
import { withKeptLogin } from "./secrets.ts";
import { type ShownImapAccount, shownImapAccount } from "./shown.ts";
import { type WantedNamed, wantedFrom } from "./wanted.ts";

/** The facts for saving an account. */
export interface ImapAccountFacts {
  /** The account of that name; null if there is none. */
  readonly before: ImapAccount | null;
  /** The addresses of our mailboxes, lower case. */
  readonly mailboxes: readonly string[];
  /** The OAuth accounts. */
  readonly accounts: readonly Pick<OAuthAccount, "name" | "servers">[];
  readonly expected?: Expected | undefined;
}

/**
 * Adds or changes an account: for a mailbox of ours, and logging in with an OAuth account that may be used for its server.
 * @returns or the fault, which names the field
 */
export function decideImapAccount(
  given: WantedNamed<ImapAccount, ShownImapAccount>,
  { before, mailboxes, accounts, expected }: ImapAccountFacts,
): Result<readonly SettingsEvent[], Fault> {
  const { name } = given;
  const problem = unexpected(expected, before !== null, {
    exists: fault("account.exists", { field: "name", params: { name } }),
    unknown: fault("account.unknown", { params: { name } }),
  });
  if (problem) return refuse(problem);
  const wanted = wantedFrom(given, before && shownImapAccount(before));
  if (!wanted.ok) return wanted;
  const mailbox = normalAddress(wanted.value.mailbox);
  const account = checkedImapAccount({ ...withKeptLogin(before, wanted.value), mailbox });
  if (!account.ok) return account;
  if (!mailboxes.includes(mailbox))
    return refuse(fault("request.no-mailbox", { field: "mailbox", params: { address: mailbox } }));
  const { login, host } = account.value;
  const unfit = login.kind === "oauth2" ? unfitAccount(accounts, { name: login.account, host }) : null;
  return unfit ? refuse(unfit) : ok([{ type: "ImapAccountSaved", account: account.value }]);
}

/** Removes an account. @param exists whether there is one of that name */
export const decideImapRemoval = (name: string, exists: boolean): Result<readonly SettingsEvent[], Fault> =>
  exists
    ? ok([{ type: "ImapAccountRemoved", name }])
    : refuse(fault("account.unknown", { params: { name } }));
