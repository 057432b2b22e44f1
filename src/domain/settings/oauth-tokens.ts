/** OAuth: whether an account can be used or signed in to, and what a provider's answers mean. */
import { type Fault, fault, type StoredFault } from "../../base/fault.ts";
import { keepsSignIn, type OAuthAccount } from "./oauth.ts";

/** Why no access token can be had for logging in to a server; null if one can. @param account null if there is none of that name */
export function unusableFor(
  account: Pick<OAuthAccount, "servers" | "refreshToken"> | null,
  { name, host }: { readonly name: string; readonly host: string },
): Fault | null {
  const params = { account: name };
  if (account === null) return fault("delivery.oauth-absent", { params });
  if (!account.servers.includes(host.toLowerCase()))
    return fault("delivery.oauth-host", { params: { ...params, host } });
  return account.refreshToken === "" ? fault("delivery.oauth-signed-out", { params }) : null;
}

/** A provider's answer that grants nothing. */
export type ProviderRefusal =
  /** `error`: a code such as invalid_grant (RFC 6749 section 5.2); "" if the provider named none. */
  | { readonly kind: "refused"; readonly error: string; readonly problem: StoredFault }
  /** It could not be asked, or did not answer as it should: trying again may help. */
  | { readonly kind: "failed"; readonly problem: StoredFault };

/** What a provider says of a refresh token that it will not accept again (RFC 6749 section 5.2, OpenID Connect). */
const over = new Set(["invalid_grant", "interaction_required", "consent_required", "login_required"]);

/** Why a refresh token gave no access token: it is no longer valid, or the provider could not say. */
export function refreshFault(account: string, answer: ProviderRefusal): Fault {
  const params = { account, problem: answer.problem };
  return answer.kind === "refused" && over.has(answer.error)
    ? fault("delivery.oauth-revoked", { params })
    : fault("delivery.oauth-unreachable", { params });
}

/** Whether someone has to sign in again before a log-in can succeed. */
export const needsSignIn = ({ reason }: Pick<Fault, "reason">): boolean =>
  reason === "delivery.oauth-revoked" || reason === "delivery.oauth-refused";

/** Why nobody can sign in to an account in this way; null if they can. */
export function noSignIn(
  account: Pick<OAuthAccount, "authorizeUrl" | "deviceUrl"> | null,
  { name, by }: { readonly name: string; readonly by: "browser" | "device" },
): Fault | null {
  if (account === null) return fault("account.unknown", { params: { name } });
  const params = { account: name };
  if (by === "browser") return account.authorizeUrl === "" ? fault("oauth.no-browser", { params }) : null;
  return account.deviceUrl === "" ? fault("oauth.no-device", { params }) : null;
}

/**
 * Whether a redirect of the provider finishes a sign-in: by the person who began it, in time, and while the account is
 * still for the same endpoints, client and servers.
 * @param begun null if no sign-in has that state
 * @param facts.account the account of that name now
 */
export const finishes = (
  begun: { readonly account: OAuthAccount; readonly by: string; readonly until: number } | null,
  facts: { readonly account: OAuthAccount | null; readonly by: string; readonly now: number },
): boolean =>
  begun !== null &&
  begun.by === facts.by &&
  facts.now <= begun.until &&
  facts.account !== null &&
  keepsSignIn(begun.account, facts.account);

/** Errors while a person has not signed in yet; the last one is Microsoft's for a code that is not spread yet. */
const waiting = new Set(["authorization_pending", "slow_down", "bad_verification_code"]);
/** Seconds: the shortest and the longest time between two questions, and what is added when the provider wants fewer. */
const INTERVAL = { least: 1, most: 60, more: 5 } as const;

/** Seconds until the first question about a code. @param wanted by the provider */
export const firstInterval = (wanted: number): number =>
  Math.min(INTERVAL.most, Math.max(INTERVAL.least, wanted));

/**
 * When to ask again whether a person has entered a code (RFC 8628 section 3.5).
 * @param answer the last one; null if a token was granted
 * @param interval seconds between the last two questions
 * @returns seconds; null if there is nothing more to ask
 */
export function nextInterval(
  answer: ProviderRefusal | null,
  { interval, until, now }: { readonly interval: number; readonly until: number; readonly now: number },
): number | null {
  if (answer === null || now >= until) return null;
  if (answer.kind === "refused" && !waiting.has(answer.error)) return null;
  const slower = answer.kind === "failed" || answer.error === "slow_down";
  return firstInterval(interval + (slower ? INTERVAL.more : 0));
}
