import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Caller } from "../../domain/policy/index.ts";
import {
  checkedOAuthAccount,
  type Expected,
  loginsWith,
  type OAuthAccount,
  type ShownOAuthAccount,
  shownOAuthAccount,
  unexpected,
  type WantedNamed,
  wantedFrom,
  withKeptOAuth,
} from "../../domain/settings/index.ts";
import { nothing } from "../../record/decision.ts";
import type { RecordStore } from "../../record/record.ts";
import { settingsOf } from "../depends.ts";
import { callerNow, forbidden } from "../people/caller.ts";
import { changeSettings } from "./change.ts";

/** The OAuth accounts that mail servers are logged in to with. */
export interface OAuthSettings {
  /**
   * Adds or changes an account. A secret "" means the stored one, which stays for the same endpoints and client.
   * @param expected refuses to add one that exists, or to change one that does not; either is fine without it
   */
  save(
    caller: Caller,
    account: WantedNamed<OAuthAccount, ShownOAuthAccount>,
    expected?: Expected,
  ): Promise<Result<void, Fault>>;
  /** Removes an account that nothing logs in with. */
  remove(caller: Caller, name: string): Promise<Result<void, Fault>>;
  /** Stores the refresh token of someone who has signed in, if they still may. */
  signedIn(caller: Caller, name: string, refreshToken: string): Promise<Result<void, Fault>>;
  /** Stores the refresh token that replaced a former one. */
  renew(name: string, former: string, refreshToken: string): Promise<void>;
}

export function createOAuthSettings(record: Pick<RecordStore, "commit">): OAuthSettings {
  const unknown = (name: string) => refuse(fault("account.unknown", { params: { name } }));
  return {
    save: (caller, given, expected) =>
      changeSettings(record, caller, (view) => {
        const { name } = given;
        const before = view.oauthAccount(name);
        const problem = unexpected(expected, before !== null, {
          exists: fault("account.exists", { field: "name", params: { name } }),
          unknown: fault("account.unknown", { params: { name } }),
        });
        if (problem) return refuse(problem);
        const wanted = wantedFrom(given, before && shownOAuthAccount(before));
        if (!wanted.ok) return wanted;
        const account = checkedOAuthAccount(withKeptOAuth(before, wanted.value));
        if (!account.ok) return account;
        const cutOff = loginsWith(name, view.outgoing(), view.imapAccounts()).find(
          ({ host }) => !account.value.servers.includes(host),
        );
        if (cutOff) {
          const params = { account: name, by: cutOff.by };
          return refuse(fault("oauth.in-use", { field: "servers", params }));
        }
        return ok([{ type: "OAuthAccountSaved", account: account.value }]);
      }),

    remove: (caller, name) =>
      changeSettings(record, caller, (view) => {
        if (view.oauthAccount(name) === null) return unknown(name);
        const [user] = loginsWith(name, view.outgoing(), view.imapAccounts());
        if (user) return refuse(fault("oauth.in-use", { params: { account: name, by: user.by } }));
        return ok([{ type: "OAuthAccountRemoved", name }]);
      }),

    signedIn: (caller, name, refreshToken) =>
      changeSettings(record, caller, (view) => {
        // Signing in takes minutes: the person may have lost the permission since.
        const denied = forbidden(callerNow(view, caller), "settings.write");
        if (denied) return denied;
        if (view.oauthAccount(name) === null) return unknown(name);
        return ok([{ type: "OAuthSignedIn", name, refreshToken }]);
      }),

    async renew(name, former, refreshToken) {
      await record.commit(systemActor("oauth"), (view) => {
        // Changed by an administrator in the meantime: theirs counts.
        if (view.oauthAccount(name)?.refreshToken !== former) return nothing(undefined);
        const event = { type: "OAuthTokenRenewed", name, refreshToken } as const;
        return { events: [{ ticket: null, event }], dependsOn: [settingsOf(view)], value: undefined };
      });
    },
  };
}
