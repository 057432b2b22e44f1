/** What a directory is asked, and what comes of it. */

export interface DirectoryQuestion {
  /** Who is looked for, as they typed it; null to see only whether the directory can be asked. */
  readonly user: string | null;
  /** Whether it is theirs; null for not to try. "" is never tried: servers take it for no log-in at all. */
  readonly password: string | null;
  /** Asks all servers, and not only the first that answers. */
  readonly every: boolean;
}

/** Why a directory cannot be asked. */
export interface DirectoryProblem {
  readonly kind:
    | "silent" // nobody answers, or too late
    | "untrusted" // its certificate descends from no authority that is trusted, or is not valid now
    | "misnamed" // its certificate is another host's
    | "unencrypted" // it does not encrypt, or wants to
    | "bind" // it does not let in who looks people up
    | "base" // there is nothing where people are looked for
    | "filter" // it does not understand the filter
    | "odd"; // anything else
  /** In one line: what the server or the system said. */
  readonly text: string;
}

/** How it went with one server. */
export interface ServerReport {
  /** ldap://HOST:PORT or ldaps://HOST:PORT */
  readonly server: string;
  readonly problem: DirectoryProblem | null;
  readonly encrypted: boolean;
  /** When its certificate ends, in milliseconds since 1970; null where none was shown. */
  readonly certificateUntil: number | null;
}

/** What the directory says of someone. Nothing in it was looked at. */
export interface DirectoryPerson {
  readonly dn: string;
  readonly names: readonly string[];
  readonly mails: readonly string[];
}

export interface DirectoryReply {
  /** In the order they were asked. */
  readonly servers: readonly ServerReport[];
  readonly outcome:
    | { readonly kind: "failed"; readonly problem: DirectoryProblem }
    /** It can be asked; nobody was looked for. */
    | { readonly kind: "ready" }
    | { readonly kind: "nobody" }
    /** Several entries fit: whose password is tried would be chance. */
    | { readonly kind: "several" }
    | {
        readonly kind: "person";
        readonly person: DirectoryPerson;
        /** "expired": it is theirs, and has to be changed in the directory first. */
        readonly password: "right" | "wrong" | "expired" | "untried";
      };
}
