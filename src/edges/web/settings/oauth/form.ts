import * as z from "zod";
import {
  type OAuthAccount,
  type ShownOAuthAccount,
  tenantOf,
  type WantedOAuthAccount,
  withPreset,
} from "../../../../domain/settings/index.ts";
import { choice, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of an OAuth account. */
export const oauthForm = fields(
  z.object({
    name: line,
    provider: choice(["microsoft", "google", "other"]),
    tenant: line,
    authorizeUrl: line,
    deviceUrl: line,
    tokenUrl: line,
    clientId: line,
    clientSecret: line,
    scope: line,
    servers: text,
    refreshToken: line,
  }),
  {
    name: { label: "oauth.name", hint: "imap.name.hint", required: true, autofocus: true },
    provider: {
      label: "oauth.provider",
      options: { microsoft: "oauth.microsoft", google: "oauth.google", other: "oauth.other" },
      buttons: {},
    },
    tenant: { label: "oauth.tenant", hint: "oauth.tenant.hint" },
    authorizeUrl: { label: "oauth.authorizeUrl" },
    deviceUrl: { label: "oauth.deviceUrl", hint: "oauth.deviceUrl.hint" },
    tokenUrl: { label: "oauth.tokenUrl" },
    clientId: { label: "oauth.clientId", required: true, maxlength: 1000 },
    clientSecret: {
      ...{ label: "oauth.clientSecret", hint: "oauth.clientSecret.hint", secret: "oauth.kept" },
      maxlength: 20_000,
    },
    scope: { label: "oauth.scope", hint: "oauth.scope.hint", maxlength: 2000 },
    servers: { label: "oauth.servers", hint: "oauth.servers.hint", rows: 2 },
    refreshToken: {
      ...{ label: "oauth.refreshToken", hint: "oauth.refreshToken.hint", secret: "oauth.kept" },
      maxlength: 20_000,
    },
  },
);

type OAuthValues = Values<typeof oauthForm>;

/** An account as form values; null for a new one. */
export function oauthValues(account: ShownOAuthAccount | null): OAuthValues {
  return {
    name: account?.name ?? "",
    provider: account?.provider ?? "microsoft",
    tenant: account === null ? "" : tenantOf(account),
    authorizeUrl: account?.authorizeUrl ?? "",
    deviceUrl: account?.deviceUrl ?? "",
    tokenUrl: account?.tokenUrl ?? "",
    clientId: account?.clientId ?? "",
    scope: account?.scope ?? "",
    servers: account?.servers.join("\n") ?? "",
    ...{ clientSecret: "", refreshToken: "" },
  };
}

/** The names of an account's stored secrets. */
export const oauthSecrets = (account: ShownOAuthAccount | null): readonly string[] => [
  ...(account?.hasClientSecret ? ["clientSecret"] : []),
  ...(account?.signedIn ? ["refreshToken"] : []),
];

/** The account that the form says; secrets that were left empty are "". */
export function oauthAccountOf(values: OAuthValues, before: ShownOAuthAccount | null): OAuthAccount {
  // Scopes and servers that were another provider's are not taken over.
  const changed = before !== null && before.provider !== values.provider;
  const wanted: WantedOAuthAccount = {
    ...values,
    name: before?.name ?? values.name.toLowerCase(),
    scope: changed && values.scope === before.scope ? "" : values.scope,
    servers: changed && values.servers === before.servers.join("\n") ? [] : values.servers.split("\n"),
  };
  return withPreset(wanted);
}
