/** The kind of an error, from the messages of ldapjs, the server and the system. */
import { saidOf } from "../../base/failure.ts";
import { fault, type Reason, type StoredFault } from "../../base/fault.ts";
import { oneLine } from "../../base/text.ts";
import type { DirectoryProblem } from "../../domain/directory/index.ts";

type Kind = DirectoryProblem["kind"];

/** Why a server cannot be queried; thrown within this edge, and converted to a report. */
export class Unable extends Error {
  readonly kind: Kind;
  readonly why: StoredFault;
  constructor(kind: Kind, why: StoredFault) {
    super(why.reason);
    this.kind = kind;
    this.why = why;
  }
}

/** Result codes (RFC 4511 appendix A) that mean the same everywhere. */
const everywhere: { readonly [code: number]: Kind } = {
  8: "unencrypted", // strongerAuthRequired
  13: "unencrypted", // confidentialityRequired
  51: "silent", // busy
  52: "silent", // unavailable
};

/** The meaning of codes in the response to the search account's log-in. */
const whileBinding: { readonly [code: number]: Kind } = {
  32: "bind", // noSuchObject
  34: "bind", // invalidDNSyntax
  48: "bind", // inappropriateAuthentication
  49: "bind", // invalidCredentials
  50: "bind", // insufficientAccessRights
  53: "bind", // unwillingToPerform
};

/** And in the response to a search. */
const whileSearching: { readonly [code: number]: Kind } = {
  1: "bind", // operationsError: Active Directory asks for a log-in like this
  10: "base", // referral: the base DN is on another server
  17: "filter", // undefinedAttributeType
  18: "filter", // inappropriateMatching
  21: "filter", // invalidAttributeSyntax
  32: "base", // noSuchObject
  34: "base", // invalidDNSyntax
  50: "base", // insufficientAccessRights
};

/** Why a step with a server failed. */
export function unable(step: "encrypt" | "bind" | "search", cause: unknown): Unable {
  if (cause instanceof Unable) return cause;
  const code = resultCode(cause);
  if (code === null) return fromConnectionError(cause);
  if (step === "encrypt") return new Unable(everywhere[code] ?? "unencrypted", reason(cause));
  const kind = everywhere[code] ?? (step === "bind" ? whileBinding : whileSearching)[code] ?? "odd";
  return new Unable(kind, reason(cause));
}

/** Codes of Node and OpenSSL for a certificate without a trusted CA, or outside its validity period. */
const distrust =
  // linear: anchored, with one repetition
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|INVALID_CA|PATH_LENGTH|HOSTNAME_MISMATCH|INVALID_PURPOSE)|^ERR_(?:OSSL|SSL).*CERT/;

/** Why there is no connection, or no longer. */
export function fromConnectionError(cause: unknown): Unable {
  if (cause instanceof Unable) return cause;
  const code = textOf(cause, "code");
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return new Unable("misnamed", reason(cause));
  if (distrust.test(code)) return new Unable("untrusted", reason(cause));
  if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/.test(code))
    return new Unable("unencrypted", fault("server.tls", { params: { problem: reason(cause) } }));
  const gone = /^E[A-Z0-9_]+$/.test(code) || (cause instanceof Error && cause.name === "ConnectionError");
  return new Unable(gone ? "silent" : "odd", reason(cause));
}

/** The result code (RFC 4511 section 4.1.9) of a server's response; null for any other error. */
export function resultCode(cause: unknown): number | null {
  if (!(cause instanceof Error) || !("lde_message" in cause) || !("code" in cause)) return null;
  // ldapjs makes its own connection errors look like responses.
  if (cause.name === "ConnectionError") return null;
  return typeof cause.code === "number" && cause.code > 0 && cause.code < 100 ? cause.code : null;
}

/** The meaning of the code in Active Directory's text when it refuses a log-in. */
const meanings: { readonly [code: string]: Meaning } = {
  "525": "ldap.account-unknown",
  "52e": "ldap.credentials",
  "530": "ldap.hours",
  "531": "ldap.machine",
  "532": "ldap.password-expired",
  "533": "ldap.account-disabled",
  "701": "ldap.account-expired",
  "773": "ldap.password-change",
  "775": "ldap.account-locked",
};
type Meaning =
  | Extract<Reason, `ldap.account-${string}` | `ldap.password-${string}`>
  | "ldap.credentials"
  | "ldap.hours"
  | "ldap.machine";

const meaningOf = (text: string): Meaning | undefined =>
  meanings[/\bdata ([0-9a-f]{3})\b/.exec(text)?.[1] ?? ""];

/**
 * Whether a password is correct but refused because it has expired or has to be changed: Active
 * Directory says so only if it is correct.
 */
export function isExpired(cause: unknown): boolean {
  const meaning = meaningOf(wordsOf(cause));
  return meaning === "ldap.password-expired" || meaning === "ldap.password-change";
}

/** What the server or the system said, and what that means. */
function reason(cause: unknown): StoredFault {
  const words = wordsOf(cause);
  const meaning = meaningOf(words);
  if (meaning !== undefined) return fault(meaning, { params: { said: words } });
  if (words === "") return fault("server.no-reason");
  return resultCode(cause) === null ? fault("server.error", { params: { error: words } }) : saidOf(words);
}

/** Its words in one line. */
function wordsOf(cause: unknown): string {
  const whole = cause instanceof Error ? cause.message || cause.name : String(cause);
  // Node's advice for the person who starts the program.
  const [said = ""] = oneLine(whole).split("; if the root CA is installed locally", 1);
  return said;
}

function textOf(cause: unknown, name: "code"): string {
  return cause instanceof Error && name in cause && typeof cause[name] === "string" ? cause[name] : "";
}
