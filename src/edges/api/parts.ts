import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Engine } from "../../engine/engine.ts";
import type { ScannerHealth } from "../../engine/intake/check.ts";
import type { FetchStatus } from "../../engine/intake/fetched.ts";
import type { ConvertHtml, ReadAttachment, ReadMail, ViewMail } from "../../engine/intake/reader.ts";
import type { DiskSpace } from "../../engine/intake/receive.ts";
import type { Health } from "../../engine/operate/health/health.ts";
import type { Reading } from "../../record/reading/index.ts";
import type { Rate } from "./limiter.ts";

/** Where the interface is mounted; its own links begin with it. */
export const BASE = "/api/v1";

/** What the interface is made of; `app` hands it in. */
export interface ApiParts {
  readonly engine: Pick<
    Engine,
    "commands" | "requests" | "people" | "settings" | "domains" | "directory" | "box" | "updates" | "backups"
  >;
  readonly reading: Reading;
  readonly now: Now;
  readonly log: Log;
  readonly read: ReadMail;
  readonly view: ViewMail;
  readonly attachment: ReadAttachment;
  /** HTML as plain text: the text part of an answer that was given as HTML alone. */
  readonly htmlToText: ConvertHtml;
  readonly diskSpace: DiskSpace;
  /** Bytes of disk below which mail is refused. */
  readonly diskReserve: number;
  /** How the spam and virus scanners are that are set. */
  readonly scanners: () => readonly ScannerHealth[];
  /** How fetching from each account goes. */
  readonly fetching: () => readonly FetchStatus[];
  readonly health: Health;
  /** The program's version, for /health and the OpenAPI document. */
  readonly version: string;
  /** Aborted when the server stops: whoever follows the journal is sent off. */
  readonly stopping: AbortSignal;
  /** For each token; 100 a second and 1,000 at once if not given. */
  readonly rate?: Rate;
  /** Milliseconds between signs of life to those who follow the journal; 15,000 if not given. */
  readonly heartbeat?: number;
}
