import { oauthFields, type ShownOf, settingFields } from "../../../../domain/settings/fields/index.ts";
import {
  type OAuthAccount,
  type ShownOAuthAccount,
  tenantOf,
  type WantedOAuthAccount,
  withPreset,
} from "../../../../domain/settings/index.ts";
import type { Values } from "../../parts/fields.tsx";
import { settingForm, settingIn, settingValues } from "../../parts/setting-form.ts";

const named = settingFields({
  name: { is: "text", most: 40, required: true, label: "oauth.name", hint: "imap.name.hint" },
});

/** The form of an OAuth account. */
export const oauthForm = settingForm({ ...named, ...oauthFields }, { name: { autofocus: true } });

type OAuthValues = Values<typeof oauthForm>;

/** An account as form values; null for a new one. */
export const oauthValues = (account: ShownOAuthAccount | null): OAuthValues =>
  settingValues(
    { ...named, ...oauthFields },
    account === null ? fresh : { ...account, tenant: tenantOf(account) },
  );

const fresh: ShownOf<typeof named & typeof oauthFields> = {
  ...{ name: "", provider: "microsoft", tenant: "", authorizeUrl: "", deviceUrl: "", tokenUrl: "" },
  ...{ clientId: "", scope: "", servers: [] },
};

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
    ...{ clientSecret: "", refreshToken: "", ...settingIn(oauthFields, values) },
    name: before?.name ?? values.name.toLowerCase(),
    scope: changed && values.scope === before.scope ? "" : values.scope,
    servers:
      changed && values.servers === before.servers.join("\n") ? [] : settingIn(oauthFields, values).servers,
  };
  return withPreset(wanted);
}
