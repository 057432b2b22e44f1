import { settingFields } from "./kinds.ts";

const LINE = 1000;

/** An account that mail is fetched from by IMAP. How it logs in, and what happens to fetched mail, is apart. */
export const imapFields = settingFields({
  mailbox: {
    ...({ is: "text", most: LINE, label: "imap.mailbox", hint: "imap.mailbox.hint" } as const),
    description: "The mailbox here that receives its mail",
  },
  host: { is: "text", most: LINE, required: true, label: "imap.host" },
  port: { is: "whole", least: 1, most: 65_535, strict: true, label: "imap.port" },
  tls: {
    ...({ is: "choice", label: "imap.tls" } as const),
    options: { implicit: "imap.tls.implicit", starttls: "imap.tls.starttls", none: "imap.tls.none" },
    description: "none is allowed only for this machine",
  },
  certificate: {
    ...{ is: "text", most: 60_000, format: "pem", rows: 2 },
    ...({ label: "imap.certificate", hint: "imap.certificate.hint" } as const),
    description: "In PEM; trusted in addition to the public CAs",
  },
  user: { is: "text", most: LINE, required: true, label: "imap.user" },
  folders: {
    ...{ is: "list", each: LINE, most: 50, between: "lines", rows: 2 },
    ...({ label: "imap.folders", hint: "imap.folders.hint" } as const),
  },
  take: {
    ...({ is: "choice", label: "imap.take" } as const),
    options: { all: "imap.take.all", unseen: "imap.take.unseen" },
  },
  enabled: { is: "flag", label: "imap.enabled" },
});

/** How an account logs in. */
export const imapLoginFields = settingFields({
  login: {
    ...({ is: "choice", label: "imap.login", buttons: {} } as const),
    options: { password: "imap.login.password", oauth2: "imap.login.oauth2" },
  },
  password: {
    ...({ is: "secret", most: 10_000, label: "imap.password", kept: "imap.kept" } as const),
    description: "Write-only: never returned; unchanged if not given",
  },
  oauth: {
    ...({ is: "text", most: LINE, label: "login.oauth", hint: "login.oauth.hint" } as const),
    description: "The name of an OAuth account",
  },
});

/** What happens to a fetched mail on the server. */
export const imapAfterFields = settingFields({
  after: {
    ...({ is: "choice", label: "imap.after" } as const),
    options: {
      ...({ seen: "imap.after.seen", move: "imap.after.move" } as const),
      ...({ delete: "imap.after.delete", leave: "imap.after.leave" } as const),
    },
  },
  moveTo: { is: "text", most: LINE, label: "imap.moveTo" },
});
