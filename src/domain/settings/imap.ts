import { type Fault, fault, type PlainReason } from "../../base/fault.ts";
import { ok, type Result, refuse } from "../../base/result.ts";
import { isAccountName } from "./account-name.ts";
import { imapFields, isWithin } from "./fields/index.ts";
import { isLoopback } from "./loopback.ts";

/** How we log in: with a password (RFC 3501 LOGIN, SASL PLAIN), or with a token of an OAuth account (SASL XOAUTH2). */
export type ImapLogin =
  | { readonly kind: "password"; readonly password: string }
  | { readonly kind: "oauth2"; readonly account: string };

/** What is done on the server with mail that was fetched. */
export type AfterFetching =
  | { readonly kind: "move"; readonly folder: string }
  | { readonly kind: "seen" }
  | { readonly kind: "delete" }
  | { readonly kind: "leave" };

/** A mailbox on another server that mail is fetched from. */
export interface ImapAccount {
  /** Permanent name; part of the names of the places that its mail came from. */
  readonly name: string;
  /** Our mailbox that its mail goes to. */
  readonly mailbox: string;
  readonly host: string;
  readonly port: number;
  readonly tls: "implicit" | "starttls" | "none";
  /** A certificate (PEM) that is trusted in addition to the public CAs; "" for none. */
  readonly certificate: string;
  readonly user: string;
  readonly login: ImapLogin;
  readonly folders: readonly string[];
  /** Whether mail that was already read on the server is fetched as well. */
  readonly take: "all" | "unseen";
  readonly after: AfterFetching;
  readonly enabled: boolean;
}

/**
 * The account as it is stored, or the faults by field: unencrypted only to this machine, and no folder that mail is both
 * fetched from and moved to.
 */
export function checkedImapAccount(account: ImapAccount): Result<ImapAccount, Fault> {
  const wrong = (field: string, reason: PlainReason) => refuse(fault(reason, { field }));
  const { name, host, port, tls, certificate, user, login, after } = account;
  const folders = [
    ...new Set(account.folders.map((folder) => folder.trim()).filter((folder) => folder !== "")),
  ];
  if (!isAccountName(name)) {
    return wrong("name", "imap.name");
  }
  if (!/^[\p{L}\p{N}_[][\p{L}\p{N}\p{M}._:\]-]{0,253}$/u.test(host)) return wrong("host", "server.host");
  if (!isWithin(imapFields.port, port)) return wrong("port", "server.port");
  if (tls === "none" && !isLoopback(host)) {
    return wrong("tls", "imap.encryption");
  }
  if (certificate !== "" && !isPem(certificate)) {
    return wrong("certificate", "pem.certificate");
  }
  if (user.trim() === "" || /\p{Cc}/u.test(user) || user.length > 500) return wrong("user", "imap.user");
  if (
    folders.length === 0 ||
    folders.length > imapFields.folders.most ||
    folders.some((folder) => /\p{Cc}/u.test(folder))
  ) {
    return wrong("folders", "imap.folders");
  }
  if (after.kind === "move" && (after.folder.trim() === "" || /\p{Cc}/u.test(after.folder))) {
    return wrong("moveTo", "imap.move-to");
  }
  if (after.kind === "move" && folders.includes(after.folder.trim())) {
    return wrong("moveTo", "imap.move-round");
  }
  if (login.kind === "password" && login.password === "") return wrong("password", "imap.password");
  return ok({
    ...account,
    folders,
    after: after.kind === "move" ? { kind: "move", folder: after.folder.trim() } : after,
    user: user.trim(),
  });
}

const isPem = (text: string): boolean =>
  text.length < 50_100 &&
  text.startsWith("-----BEGIN CERTIFICATE-----") &&
  text.trimEnd().endsWith("-----END CERTIFICATE-----");
