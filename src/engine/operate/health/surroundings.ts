import type { X509Certificate } from "node:crypto";
import type { StoredFault } from "../../../base/fault.ts";
import type { Result } from "../../../base/result.ts";
import type { Disk } from "../../../domain/health/index.ts";
import type { Verdict } from "../../../domain/mail/index.ts";
import type { Route } from "../../../domain/settings/events.ts";
import type { DeliveryResult } from "../../../domain/ticket/index.ts";
import type { Resolve } from "../../settings/resolve.ts";

/** What the checks need to know about the machine that they run on. */
export interface Surroundings {
  readonly now: () => number;
  readonly versions: () => { readonly node: string; readonly sqlite: string };
  /** The uid of a file's or folder's owner; null if it no longer exists. */
  readonly owner: (path: string) => number | null;
  readonly disk: (folder: string) => Promise<Disk>;
  /** How many files a process may have open; of this one if `pid` is null. Null if unknown. */
  readonly openFiles: (pid: number | null) => number | null;
  /** Whether something listens at ADDR:PORT, or at a socket's path. */
  readonly answers: (place: string) => Promise<boolean>;
  /** The certificate served at ADDR:PORT for that host, or why there is none. */
  readonly certificateAt: (place: string, hostname: string) => Promise<X509Certificate | StoredFault>;
}

/** What the checks need from DNS and other servers. */
export interface Reach {
  readonly resolve: Resolve;
  /** The addresses of this machine, as far as it knows them. */
  readonly addresses: () => Promise<readonly string[]>;
  /**
   * Whether a mail server can be reached, encrypts as the route requires and accepts the log-in. Nothing is sent.
   * @returns how the connection was encrypted (null: not at all), or what the server said, or why it said nothing
   */
  readonly tryServer: (
    route: Extract<Route, { kind: "smtp" }>,
    options: { readonly hostname: string },
  ) => Promise<Result<{ readonly version: string } | null, Pick<DeliveryResult, "response" | "fault">>>;
}

/** How other servers will judge mail of a domain from an address (RFC 7208). */
export type SpfVerdict = (
  mail: { readonly domain: string; readonly ip: string; readonly helo: string },
  resolve: Resolve,
) => Promise<Verdict>;

/** Where the program listens, as ADDR:PORT or a socket's path; null if it does not. */
export interface Places {
  readonly http: string | null;
  readonly https: string | null;
  readonly smtp: string | null;
  readonly smtps: string | null;
  readonly submission: string | null;
  readonly lmtp: string | null;
}
