import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { Client } from "../../base/client.ts";
import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Called, Permission } from "../../domain/policy/index.ts";
import type { ConfiguredService } from "../../domain/settings/index.ts";
import type { EngineForEdges } from "../../engine/engine.ts";
import type { ReadAttachment, ReadMail, ViewMail } from "../../engine/intake/reader.ts";
import type { Certificates } from "../../engine/operate/certificates/certificates.ts";
import type { RoundTrip } from "../../engine/operate/first-start/round-trip.ts";
import type { Health } from "../../engine/operate/health/health.ts";
import type { RunningState } from "../../engine/operate/running-state.ts";
import type { Session } from "../../engine/people/people.ts";
import type { Reading } from "../../record/reading/index.ts";
import type { Live } from "./live/hub.ts";
import type { Assets } from "./server/assets.ts";
import type { Form } from "./server/form.ts";

/** The parts of the pages, provided by `app`. */
export interface WebParts {
  readonly reading: Reading;
  readonly engine: EngineForEdges;
  /** What the configuration says of how the program runs. */
  readonly configured: ConfiguredService;
  readonly read: ReadMail;
  readonly view: ViewMail;
  readonly attachment: ReadAttachment;
  /** A bundled file, by its path in the source tree. */
  readonly asset: (name: string) => Uint8Array;
  /** Whether there are also the files that the build makes. */
  readonly isBuilt?: boolean;
  readonly running: Called<RunningState>;
  readonly certificates: Called<Certificates, "isOwnMade" | "answerTo">;
  readonly health: Called<Health>;
  /** The test mail at the end of the setup. */
  readonly roundTrip: Called<RoundTrip>;
  /** The folder for uploaded large files, until they are used. */
  readonly uploads: {
    readonly folder: string;
    /** Free bytes on the disk, and how many of them must stay free. */
    readonly free: () => Promise<number>;
    readonly reserve: number;
    /** Deletes an uploaded file. */
    readonly remove: () => void;
  };
  readonly now: Now;
  readonly log: Log;
  /** Ends the streams of open pages. */
  readonly stopping?: AbortSignal;
}

/** The parts, and what is derived from them once. */
export interface Site extends WebParts {
  readonly assets: Assets;
  readonly live: Live;
}

/** What a route needs: a permission, the setup code, any session, or nothing. */
export type Needs = Permission | "code" | "session" | "open";

export interface WebEnv {
  Bindings: Partial<HttpBindings> & { readonly client?: Client };
  Variables: {
    /** null while nobody is logged in. */
    session: Session | null;
    /** What the guard has checked. */
    admitted: Needs;
    /** The form of a POST, once it is verified. */
    form: Form;
    /** The content security policy of this response, if not the usual one. */
    policy: string;
  };
}
export type Web = Hono<WebEnv>;
export type Ctx = Context<WebEnv>;
