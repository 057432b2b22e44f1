/** For the tests of decisions about settings: some settings, and what a decision comes to. */
import type { Fault } from "../../base/fault.ts";
import type { Result } from "../../base/result.ts";
import type { Mailbox } from "./events.ts";
import type { ImapAccount } from "./imap.ts";
import type { OAuthAccount } from "./oauth.ts";

export const support: Mailbox = {
  ...{ address: "support@desk.example", aliases: [], name: "Support", acknowledge: true, signature: "" },
  ...{ group: null, language: "en", enabled: true, plusAddresses: true },
};

export const office: OAuthAccount = {
  ...{ name: "office", provider: "other", authorizeUrl: "", deviceUrl: "", clientId: "desk", scope: "" },
  ...{ tokenUrl: "https://login.office.example/token", clientSecret: "letters", refreshToken: "first" },
  servers: ["imap.office.example", "smtp.office.example"],
};

export const fetched: ImapAccount = {
  ...{
    name: "main",
    mailbox: "support@desk.example",
    host: "imap.office.example",
    port: 993,
    tls: "implicit",
  },
  ...{ certificate: "", user: "desk", login: { kind: "password", password: "stored" }, folders: ["INBOX"] },
  ...{ take: "all", after: { kind: "leave" }, enabled: true },
};

export const smtp = {
  ...({ kind: "smtp", host: "smtp.office.example", port: 587, tls: "starttls", user: "desk" } as const),
};

/** The events of a decision, or the reason and the field of its refusal. */
export const told = <T>(result: Result<T, Fault>): T | readonly [string | undefined, string | undefined] =>
  result.ok ? result.value : [result.error.reason ?? result.error.code, result.error.field];
