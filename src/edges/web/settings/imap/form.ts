import * as z from "zod";
import { wholeNumber } from "../../../../base/numbers.ts";
import type {
  AfterTaking,
  ImapAccount,
  ImapLogin,
  ShownImapAccount,
} from "../../../../domain/settings/index.ts";
import { box, choice, fields, line, text, type Values } from "../../parts/fields.tsx";

/** The form of an account that mail is fetched from. */
export const imapForm = fields(
  z.object({
    name: line,
    mailbox: line,
    host: line,
    port: line,
    tls: choice(["implicit", "starttls", "none"]),
    certificate: line,
    user: line,
    login: choice(["password", "oauth2"]),
    password: text,
    oauth: line,
    folders: text,
    take: choice(["all", "unseen"]),
    after: choice(["seen", "move", "delete", "leave"]),
    moveTo: line,
    enabled: box,
  }),
  {
    name: { label: "imap.name", hint: "imap.name.hint", required: true, autofocus: true },
    mailbox: { label: "imap.mailbox", hint: "imap.mailbox.hint" },
    host: { label: "imap.host", required: true, maxlength: 255 },
    port: { label: "imap.port", type: "number", required: true },
    tls: {
      label: "imap.tls",
      options: { implicit: "imap.tls.implicit", starttls: "imap.tls.starttls", none: "imap.tls.none" },
    },
    certificate: { label: "imap.certificate", hint: "imap.certificate.hint", rows: 2 },
    user: { label: "imap.user", required: true },
    login: {
      label: "imap.login",
      options: { password: "imap.login.password", oauth2: "imap.login.oauth2" },
      buttons: {},
    },
    password: { label: "imap.password", secret: "imap.kept" },
    oauth: { label: "login.oauth", hint: "login.oauth.hint" },
    folders: { label: "imap.folders", hint: "imap.folders.hint", rows: 2 },
    take: { label: "imap.take", options: { all: "imap.take.all", unseen: "imap.take.unseen" } },
    after: {
      label: "imap.after",
      options: {
        ...{ seen: "imap.after.seen", move: "imap.after.move" },
        ...{ delete: "imap.after.delete", leave: "imap.after.leave" },
      },
    },
    moveTo: { label: "imap.moveTo" },
    enabled: { label: "imap.enabled" },
  },
);

type ImapValues = Values<typeof imapForm>;

/** An account as form values; null for a new one. */
export function imapValues(account: ShownImapAccount | null): ImapValues {
  return {
    name: account?.name ?? "",
    mailbox: account?.mailbox ?? "",
    host: account?.host ?? "",
    port: String(account?.port ?? 993),
    tls: account?.tls ?? "implicit",
    certificate: account?.certificate ?? "",
    user: account?.user ?? "",
    login: account?.login.kind ?? "password",
    password: "",
    oauth: account?.login.kind === "oauth2" ? account.login.account : "",
    folders: account?.folders.join("\n") ?? "INBOX",
    take: account?.take ?? "all",
    after: account?.after.kind ?? "seen",
    moveTo: account?.after.kind === "move" ? account.after.folder : "",
    enabled: account?.enabled ?? true,
  };
}

/** The names of an account's stored secrets. */
export const imapSecrets = (account: ShownImapAccount | null): readonly string[] =>
  account?.login.kind === "password" ? ["password"] : [];

/** The account that the form says; a password that was left empty is "". */
export function imapAccountOf(values: ImapValues, before: ShownImapAccount | null): ImapAccount {
  const { name, mailbox, host, port, tls, certificate, user, folders, take, enabled } = values;
  return {
    ...{
      name: before?.name ?? name.toLowerCase(),
      mailbox,
      host: host.toLowerCase(),
      tls,
      certificate,
      user,
    },
    port: wholeNumber(port) ?? 0,
    login: loginOf(values),
    folders: folders.split("\n"),
    take,
    after: afterOf(values),
    enabled,
  };
}

const loginOf = ({ login, password, oauth }: ImapValues): ImapLogin =>
  login === "password" ? { kind: "password", password } : { kind: "oauth2", account: oauth };

const afterOf = ({ after, moveTo }: ImapValues): AfterTaking =>
  after === "move" ? { kind: after, folder: moveTo } : { kind: after };
