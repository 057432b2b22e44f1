/** The messages between the main thread and the thread that checks. */
import type { Authentication } from "../../domain/mail/index.ts";
import type { DnsRecord, RecordType } from "./lookup.ts";

export interface Peer {
  readonly ip: string;
  readonly helo: string;
  /** The envelope sender; "" for the null reverse-path. */
  readonly sender: string;
}

export type ToWorker =
  | {
      readonly kind: "check";
      readonly job: number;
      readonly raw: Uint8Array;
      readonly peer: Peer;
      /** The address that is read in its From. */
      readonly author: string | null;
    }
  | { readonly kind: "answer"; readonly question: number; readonly records: readonly DnsRecord[] }
  | { readonly kind: "failure"; readonly question: number; readonly code: string }
  /** Asks whether the thread is alive. */
  | { readonly kind: "ping" };

export type FromWorker =
  | { readonly kind: "checked"; readonly job: number; readonly authentication: Authentication }
  | { readonly kind: "broken"; readonly job: number; readonly stack: string }
  | {
      readonly kind: "question";
      readonly question: number;
      readonly name: string;
      readonly type: RecordType;
    }
  | { readonly kind: "pong" };
