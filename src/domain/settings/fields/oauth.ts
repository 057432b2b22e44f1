import { settingFields } from "./kinds.ts";

const LINE = 1000;
const SECRET = 20_000;
const ofProvider = { description: "Microsoft 365 and Google have their own, which is not given" } as const;
const unseen = { description: "Write-only: never returned; unchanged if not given" } as const;

/** An account at a provider, by which mail servers are logged in to. */
export const oauthFields = settingFields({
  provider: {
    ...({ is: "choice", label: "oauth.provider" } as const),
    options: { microsoft: "oauth.microsoft", google: "oauth.google", other: "oauth.other" },
    buttons: {},
  },
  tenant: {
    ...({ is: "text", most: LINE, label: "oauth.tenant", hint: "oauth.tenant.hint" } as const),
    description: 'The tenant at Microsoft; "" for any organisation',
  },
  authorizeUrl: { is: "text", most: LINE, label: "oauth.authorizeUrl", ...ofProvider },
  deviceUrl: {
    ...({ is: "text", most: LINE, label: "oauth.deviceUrl", hint: "oauth.deviceUrl.hint" } as const),
    ...ofProvider,
  },
  tokenUrl: { is: "text", most: LINE, label: "oauth.tokenUrl", ...ofProvider },
  clientId: { is: "text", most: LINE, required: true, label: "oauth.clientId" },
  clientSecret: {
    ...({ is: "secret", most: SECRET, kept: "oauth.kept" } as const),
    ...({ label: "oauth.clientSecret", hint: "oauth.clientSecret.hint", ...unseen } as const),
  },
  scope: {
    ...({ is: "text", most: 2000, label: "oauth.scope", hint: "oauth.scope.hint" } as const),
    description: "Separated by spaces; default: that of the provider",
  },
  servers: {
    ...{ is: "list", each: LINE, most: 20, between: "lines", rows: 2 },
    ...({ label: "oauth.servers", hint: "oauth.servers.hint" } as const),
    description: "The mail servers that may receive its access tokens; default: those of the provider",
  },
  refreshToken: {
    ...({ is: "secret", most: SECRET, kept: "oauth.kept" } as const),
    ...({ label: "oauth.refreshToken", hint: "oauth.refreshToken.hint", ...unseen } as const),
  },
});
