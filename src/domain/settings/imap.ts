import { type Fault, fault } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isLoopback } from "./loopback.ts";

/** How we log in: with a password (RFC 3501 LOGIN, SASL PLAIN), or with OAuth 2 (RFC 6749, SASL XOAUTH2). */
export type ImapLogin =
  | { readonly kind: "password"; readonly password: string }
  | {
      readonly kind: "oauth2";
      /** Where the refresh token is exchanged for an access token. */
      readonly tokenUrl: string;
      readonly clientId: string;
      /** "" where the client has none. */
      readonly clientSecret: string;
      readonly refreshToken: string;
      /** "" for the scope the refresh token was given for. */
      readonly scope: string;
    };

/** What is done on the server to a mail that was taken. */
export type AfterTaking =
  | { readonly kind: "move"; readonly folder: string }
  | { readonly kind: "seen" }
  | { readonly kind: "delete" }
  | { readonly kind: "leave" };

/** A mailbox elsewhere that mail is fetched from. */
export interface ImapAccount {
  /** Names it for ever; part of the names of the places its mails came from. */
  readonly name: string;
  /** Our mailbox that its mail goes to. */
  readonly mailbox: string;
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "starttls" | "none";
  /** A certificate (PEM) that is trusted beside the well-known authorities; "" for none. */
  readonly certificate: string;
  readonly user: string;
  readonly login: ImapLogin;
  readonly folders: readonly string[];
  /** Whether mail that someone has read there already is taken, too. */
  readonly take: "all" | "unseen";
  readonly after: AfterTaking;
  readonly enabled: boolean;
}

/**
 * The account as it is kept, or what is wrong with it: in the clear only to this machine, no folder that mail is both
 * taken from and moved to.
 */
export function checkedImapAccount(account: ImapAccount): Result<ImapAccount, Fault> {
  const wrong = (field: string, text: string) => refuse(fault("request.invalid", { field, text }));
  const { name, host, port, tls, certificate, user, login, after } = account;
  const folders = [
    ...new Set(account.folders.map((folder) => folder.trim()).filter((folder) => folder !== "")),
  ];
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
    return wrong("name", "A name has 1 to 40 lower-case letters, digits and hyphens");
  }
  if (!/^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host)) return wrong("host", "Name the server");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return wrong("port", "A port is from 1 to 65535");
  if (tls === "none" && !isLoopback(host)) {
    return wrong("tls", "Only to this machine itself may the line be unencrypted: choose TLS or STARTTLS");
  }
  if (
    certificate !== "" &&
    !/^-----BEGIN CERTIFICATE-----[\s\S]{1,50000}-----END CERTIFICATE-----\s*$/.test(certificate)
  ) {
    return wrong("certificate", "A certificate is in PEM: it begins with -----BEGIN CERTIFICATE-----");
  }
  if (user.trim() === "" || /\p{Cc}/u.test(user) || user.length > 500) return wrong("user", "Name the user");
  if (folders.length === 0 || folders.length > 50 || folders.some((folder) => /\p{Cc}/u.test(folder))) {
    return wrong("folders", "Name 1 to 50 folders");
  }
  if (after.kind === "move" && (after.folder.trim() === "" || /\p{Cc}/u.test(after.folder))) {
    return wrong("moveTo", "Name the folder that taken mail is moved to");
  }
  if (after.kind === "move" && folders.includes(after.folder.trim())) {
    return wrong("moveTo", "Mail cannot be moved to a folder that it is taken from");
  }
  const problem = wrongLogin(login);
  if (problem !== null) return wrong(...problem);
  return ok({
    ...account,
    folders,
    after: after.kind === "move" ? { kind: "move", folder: after.folder.trim() } : after,
    user: user.trim(),
  });
}

function wrongLogin(login: ImapLogin): readonly [field: string, text: string] | null {
  if (login.kind === "password") return login.password === "" ? ["password", "Give the password"] : null;
  if (!URL.canParse(login.tokenUrl)) return ["tokenUrl", "The token endpoint is an address with https://"];
  const { protocol, hostname } = new URL(login.tokenUrl);
  if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname.replace(/^\[|\]$/g, "")))) {
    return ["tokenUrl", "The token endpoint is an address with https://"];
  }
  if (login.clientId === "") return ["clientId", "Give the client's id"];
  return login.refreshToken === "" ? ["refreshToken", "Give the refresh token"] : null;
}
