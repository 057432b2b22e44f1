import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Called } from "../../domain/policy/index.ts";
import type { ConfiguredService } from "../../domain/settings/index.ts";
import type { Engine, EngineForEdges } from "../../engine/engine.ts";
import type { ConvertHtml, ReadAttachment, ReadMail, ViewMail } from "../../engine/intake/reader.ts";
import type { Health } from "../../engine/operate/health/health.ts";
import type { RunningState } from "../../engine/operate/running-state.ts";
import type { Reading } from "../../record/reading/index.ts";
import type { Rate } from "./limiter.ts";

/** Where the API is mounted; its own links begin with it. */
export const BASE = "/api/v1";

/** The parts of the API, provided by `app`. */
export interface ApiParts {
  readonly engine: EngineForEdges & Pick<Engine, "requests">;
  readonly reading: Reading;
  readonly now: Now;
  readonly log: Log;
  readonly read: ReadMail;
  readonly view: ViewMail;
  readonly attachment: ReadAttachment;
  /** HTML as plain text: the text part of a reply that was given only as HTML. */
  readonly htmlToText: ConvertHtml;
  /** What the configuration says of how the program runs. */
  readonly configured: ConfiguredService;
  readonly running: Called<RunningState>;
  readonly health: Called<Health>;
  /** The program's version, for /health and the OpenAPI document. */
  readonly version: string;
  /** Aborted when the server stops: ends the streams that follow the journal. */
  readonly stopping: AbortSignal;
  /** Whether an IP address reads the metrics without a token. Default: none. */
  readonly metricsFrom?: (ip: string) => boolean;
  /** Per token; default: 100 a second, bursts of 1,000. */
  readonly rate?: Rate;
  /** Milliseconds between keep-alive messages to followers of the journal; default 15,000. */
  readonly heartbeat?: number;
}
