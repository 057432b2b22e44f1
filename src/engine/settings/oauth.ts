import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import type { Caller, SystemCaller } from "../../domain/policy/index.ts";
import {
  decideOAuthAccount,
  decideOAuthRemoval,
  decideSignedIn,
  decideTokenRenewal,
  type Expected,
  type OAuthAccount,
  type ShownOAuthAccount,
  type WantedNamed,
} from "../../domain/settings/index.ts";
import type { RecordStore } from "../../record/record.ts";
import type { View } from "../../record/view.ts";
import { settingsOf } from "../depends.ts";
import { currentCaller, forbidden } from "../people/caller.ts";
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
  /**
   * Stores the refresh token of someone who has signed in, if they still may.
   * @param begun the account as it was when they began: oauth.sign-in-over if it is no longer that one
   */
  signedIn(caller: Caller, begun: OAuthAccount, refreshToken: string): Promise<Result<void, Fault>>;
  /** Stores the refresh token that replaced a former one. */
  renew(by: SystemCaller, name: string, former: string, refreshToken: string): Promise<void>;
}

export function createOAuthSettings(record: Pick<RecordStore, "commit">): OAuthSettings {
  return {
    save: (caller, given, expected) =>
      changeSettings(record, caller, (view) =>
        decideOAuthAccount(given, { ...accountFacts(view, given.name), expected }),
      ),

    remove: (caller, name) =>
      changeSettings(record, caller, (view) => decideOAuthRemoval(name, accountFacts(view, name))),

    signedIn: (caller, begun, refreshToken) =>
      changeSettings(record, caller, (view) => {
        // Signing in takes minutes: the person may have lost the permission since.
        const denied = forbidden(currentCaller(view, caller), "settings.write");
        return denied ?? decideSignedIn(begun, view.oauthAccount(begun.name), refreshToken);
      }),

    async renew(by, name, former, refreshToken) {
      await record.commit(by.actor, (view) => {
        const events = decideTokenRenewal(name, view.oauthAccount(name), former, refreshToken);
        return {
          events: events.map((event) => ({ ticket: null, event })),
          ...{ dependsOn: [settingsOf(view)], value: undefined },
        };
      });
    },
  };
}

const accountFacts = (view: View, name: string) => ({
  before: view.oauthAccount(name),
  outgoing: view.outgoing(),
  imapAccounts: view.imapAccounts(),
});
