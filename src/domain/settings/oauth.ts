import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAccountName } from "./account-name.ts";
import { oauthFields } from "./fields/index.ts";
import { isLoopback } from "./loopback.ts";

/** A provider's account that log-ins to mail servers use: its access tokens (RFC 6749) take the place of a password. */
export interface OAuthAccount {
  /** Permanent name. */
  readonly name: string;
  readonly provider: OAuthProviderName;
  /** Where people sign in with a browser (RFC 6749 section 3.1); "" if they cannot. */
  readonly authorizeUrl: string;
  /** Where codes for another device are requested (RFC 8628 section 3.1); "" if there are none. */
  readonly deviceUrl: string;
  /** Where codes and refresh tokens are exchanged for access tokens (RFC 6749 section 3.2). */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** "" if the client has none. */
  readonly clientSecret: string;
  /** Separated by spaces; "" for what the refresh token has. */
  readonly scope: string;
  /** The mail servers that may receive its access tokens; lower case. */
  readonly servers: readonly string[];
  /** "" until someone has signed in. */
  readonly refreshToken: string;
}

export type OAuthProviderName = "microsoft" | "google" | "other";

/** What is usual for a provider. */
type Preset = Pick<OAuthAccount, "authorizeUrl" | "deviceUrl" | "tokenUrl" | "scope" | "servers">;

const microsoftPath = "/oauth2/v2.0";

/**
 * The addresses and scopes of Microsoft 365 or Google; null for another provider.
 * @param tenant of Microsoft's directory: its id or one of its domains
 */
function oauthPreset(provider: OAuthProviderName, tenant: string): Preset | null {
  switch (provider) {
    case "microsoft": {
      const base = `https://login.microsoftonline.com/${encodeURIComponent(tenant)}${microsoftPath}`;
      return {
        authorizeUrl: `${base}/authorize`,
        deviceUrl: `${base}/devicecode`,
        tokenUrl: `${base}/token`,
        scope:
          "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
        servers: ["outlook.office365.com", "smtp.office365.com"],
      };
    }
    case "google":
      return {
        authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
        // Google gives codes for other devices a few scopes only; mail is not among them.
        deviceUrl: "",
        tokenUrl: "https://oauth2.googleapis.com/token",
        scope: "https://mail.google.com/",
        servers: ["imap.gmail.com", "smtp.gmail.com"],
      };
    case "other":
      return null;
  }
}

/** The tenant in the token endpoint of an account at Microsoft; "" for another account. */
export function tenantOf({ provider, tokenUrl }: Pick<OAuthAccount, "provider" | "tokenUrl">): string {
  if (provider !== "microsoft" || !URL.canParse(tokenUrl)) return "";
  const [, tenant = ""] = new URL(tokenUrl).pathname.split("/");
  return decodeURIComponent(tenant);
}

/** The account as it is stored, or the fault, which names the field. */
export function checkedOAuthAccount(account: OAuthAccount): Result<OAuthAccount, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  const { name, authorizeUrl, deviceUrl, tokenUrl, clientId, clientSecret, scope, refreshToken } = account;
  // The latter are pages.
  if (!isAccountName(name) || name === "new" || name === "back") return wrong("name", "oauth.name");
  if (!isEndpoint(tokenUrl)) return wrong("tokenUrl", "oauth.token-url");
  if (authorizeUrl !== "" && !isEndpoint(authorizeUrl)) return wrong("authorizeUrl", "oauth.url");
  if (deviceUrl !== "" && !isEndpoint(deviceUrl)) return wrong("deviceUrl", "oauth.url");
  if (clientId.trim() === "" || !isLine(clientId, oauthFields.clientId.most))
    return wrong("clientId", "oauth.client-id");
  if (!isLine(clientSecret, oauthFields.clientSecret.most))
    return wrong("clientSecret", "oauth.client-secret");
  if (!isLine(refreshToken, oauthFields.refreshToken.most))
    return wrong("refreshToken", "oauth.refresh-token");
  if (!isLine(scope, oauthFields.scope.most)) return wrong("scope", "oauth.scope");
  const servers = [...new Set(account.servers.map((one) => one.trim().toLowerCase()).filter(Boolean))];
  if (servers.length === 0 || servers.length > oauthFields.servers.most || !servers.every(isHost))
    return wrong("servers", "oauth.servers");
  return ok({ ...account, clientId: clientId.trim(), scope: scope.trim(), servers });
}

/**
 * The account with the stored secrets in place of those that were not typed. A client secret stays for the same endpoints
 * and client; a refresh token moreover only while its access tokens go to no further server.
 */
export function withKeptOAuth(before: OAuthAccount | null, wanted: OAuthAccount): OAuthAccount {
  if (before === null || !isSameClient(before, wanted)) return wanted;
  return {
    ...wanted,
    clientSecret: wanted.clientSecret || before.clientSecret,
    refreshToken: wanted.refreshToken || (keepsSignIn(before, wanted) ? before.refreshToken : ""),
  };
}

/** Whether a sign-in stays valid once the account is this: the same endpoints and client, and no further server. */
export const keepsSignIn = (before: OAuthAccount, after: OAuthAccount): boolean =>
  isSameClient(before, after) &&
  after.servers.every((one) => before.servers.includes(one.trim().toLowerCase()));

const isSameClient = (before: OAuthAccount, after: OAuthAccount): boolean =>
  (["authorizeUrl", "deviceUrl", "tokenUrl", "clientId"] as const).every(
    (field) => before[field] === after[field].trim(),
  );

/** Why a server cannot be logged in to with an account; null if it can. @param accounts all of them */
export function unfitAccount(
  accounts: readonly Pick<OAuthAccount, "name" | "servers">[],
  { name, host }: { readonly name: string; readonly host: string },
): Fault | null {
  const params = { account: name };
  const account = accounts.find((one) => one.name === name);
  if (account === undefined) return fault("oauth.unknown", { field: "oauth", params });
  if (account.servers.includes(host.toLowerCase())) return null;
  return fault("oauth.other-server", { field: "oauth", params: { ...params, host } });
}

function isEndpoint(url: string): boolean {
  if (!URL.canParse(url) || url.length > 1000) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname.replace(/^\[|\]$/g, "")));
}

const isLine = (text: string, most: number): boolean => text.length <= most && !/\p{Cc}/u.test(text);
const isHost = (host: string): boolean => /^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host);

/** An account as people give it: what is empty is the provider's, if it has a preset. */
export interface WantedOAuthAccount extends OAuthAccount {
  /** Of Microsoft's directory; "" for any organisation's. */
  readonly tenant: string;
}

/** Fills in what is usual for the provider. */
export function withPreset({ tenant, ...wanted }: WantedOAuthAccount): OAuthAccount {
  const preset = oauthPreset(wanted.provider, tenant.trim() || "organizations");
  if (preset === null) return wanted;
  const { authorizeUrl, deviceUrl, tokenUrl } = preset;
  return {
    ...wanted,
    ...{ authorizeUrl, deviceUrl, tokenUrl },
    scope: wanted.scope.trim() || preset.scope,
    servers: wanted.servers.some((one) => one.trim() !== "") ? wanted.servers : preset.servers,
  };
}
