import {
  imapAfterFields,
  imapFields,
  imapLoginFields,
  settingFields,
} from "../../../../domain/settings/fields/index.ts";
import type {
  AfterFetching,
  ImapAccount,
  ImapLogin,
  ShownImapAccount,
} from "../../../../domain/settings/index.ts";
import type { Values } from "../../parts/fields.tsx";
import { settingForm, settingIn, settingValues } from "../../parts/setting-form.ts";

const named = settingFields({
  name: { is: "text", most: 40, required: true, label: "imap.name", hint: "imap.name.hint" },
});
const all = { ...named, ...imapFields, ...imapLoginFields, ...imapAfterFields };

/** The form of an account that mail is fetched from. */
export const imapForm = settingForm(all, { name: { autofocus: true } });

type ImapValues = Values<typeof imapForm>;

/** An account as form values; null for a new one. */
export function imapValues(account: ShownImapAccount | null): ImapValues {
  const { login, after, ...plain } = account ?? fresh;
  return settingValues(all, {
    ...plain,
    ...{ login: login.kind, oauth: login.kind === "oauth2" ? login.account : "" },
    ...{ after: after.kind, moveTo: after.kind === "move" ? after.folder : "" },
  });
}

const fresh: ShownImapAccount = {
  ...{ name: "", mailbox: "", host: "", port: 993, tls: "implicit", certificate: "", user: "" },
  ...{ login: { kind: "password" }, folders: ["INBOX"], take: "all", after: { kind: "seen" }, enabled: true },
};

/** The names of an account's stored secrets. */
export const imapSecrets = (account: ShownImapAccount | null): readonly string[] =>
  account?.login.kind === "password" ? ["password"] : [];

/** The account that the form says; a password that was left empty is "". */
export function imapAccountOf(values: ImapValues, before: ShownImapAccount | null): ImapAccount {
  const { host, ...plain } = settingIn(imapFields, values);
  return {
    ...{ ...plain, name: before?.name ?? values.name.toLowerCase(), host: host.toLowerCase() },
    ...{ login: loginOf(values), after: afterOf(values) },
  };
}

const loginOf = ({ login, password, oauth }: ImapValues): ImapLogin =>
  login === "password" ? { kind: "password", password } : { kind: "oauth2", account: oauth };

const afterOf = ({ after, moveTo }: ImapValues): AfterFetching =>
  after === "move" ? { kind: after, folder: moveTo } : { kind: after };
