/** A question to the directory, and the answer. */
import type { StoredFault } from "../../base/fault.ts";

export interface DirectoryQuestion {
  /** The user name to look up, as typed; null to test the connection only. */
  readonly user: string | null;
  /** The password to verify; null to skip this. "" is never tried: servers treat it as an anonymous bind. */
  readonly password: string | null;
  /** Whether to ask all servers, not only until one answers. */
  readonly every: boolean;
}

/** Why a directory cannot be queried. */
export interface DirectoryProblem {
  readonly kind:
    | "silent" // no answer, or too late
    | "untrusted" // its certificate comes from no trusted CA, or is not valid now
    | "misnamed" // its certificate is for another host
    | "unencrypted" // it does not offer encryption, or requires it
    | "bind" // it refuses the search account
    | "base" // the base DN does not exist
    | "filter" // it does not understand the filter
    | "odd"; // anything else
  /** What happened, with the words of the server or the system. */
  readonly why: StoredFault;
}

/** The result of one server. */
export interface ServerReport {
  /** ldap://HOST:PORT or ldaps://HOST:PORT */
  readonly server: string;
  readonly problem: DirectoryProblem | null;
  readonly encrypted: boolean;
  /** When its certificate expires, in milliseconds since 1970; null if it showed none. */
  readonly certificateUntil: number | null;
}

/** A person's entry in the directory, unchecked. */
export interface DirectoryPerson {
  readonly dn: string;
  /** What the directory calls their account; see account.ts. */
  readonly account: string;
  readonly names: readonly string[];
  readonly mails: readonly string[];
}

export interface DirectoryReply {
  /** In the order they were asked. */
  readonly servers: readonly ServerReport[];
  readonly outcome:
    | { readonly kind: "failed"; readonly problem: DirectoryProblem }
    /** The connection works; nobody was looked up. */
    | { readonly kind: "ready" }
    | { readonly kind: "nobody" }
    /** Several entries match what was typed, or the account's name, so the password cannot be checked. */
    | { readonly kind: "several" }
    | {
        readonly kind: "person";
        readonly person: DirectoryPerson;
        /** "expired": it is correct, but has to be changed in the directory first. */
        readonly password: "right" | "wrong" | "expired" | "untried";
      };
}
