import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { Client } from "../../base/client.ts";
import type { Now } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Permission } from "../../domain/policy/index.ts";
import type { Outgoing, Route } from "../../domain/settings/events.ts";
import type { Engine } from "../../engine/engine.ts";
import type { FetchStatus } from "../../engine/intake/fetched.ts";
import type { ReadAttachment, ReadMail, ViewMail } from "../../engine/intake/reader.ts";
import type { Certificates } from "../../engine/operate/certificates/certificates.ts";
import type { RoundTripState } from "../../engine/operate/first-start/round-trip.ts";
import type { Health } from "../../engine/operate/health/health.ts";
import type { Compose } from "../../engine/outgoing/draft.ts";
import type { Deliver } from "../../engine/outgoing/outbox.ts";
import type { Session } from "../../engine/people/people.ts";
import type { Reading } from "../../record/reading/index.ts";
import type { Assets } from "./server/assets.ts";
import type { Form } from "./server/form.ts";

/** What the pages are made of; `app` hands it in. */
export interface WebParts {
  readonly reading: Reading;
  readonly engine: Pick<
    Engine,
    "commands" | "people" | "settings" | "domains" | "directory" | "box" | "updates" | "backups"
  >;
  readonly read: ReadMail;
  readonly view: ViewMail;
  readonly attachment: ReadAttachment;
  /** A file that the program carries, by its path in the source tree. */
  readonly asset: (name: string) => Uint8Array;
  /** For the test mail of the settings. */
  readonly compose: Compose;
  readonly deliver: Deliver;
  /** Where mail leaves by, given what is set in the journal; null when mail has to wait. */
  readonly route: (setting: Outgoing | null) => Route | null;
  /** What was said at start with --outgoing; it overrides the setting. */
  readonly outgoingOverride: Outgoing | null;
  /** How fetching from each account goes. */
  readonly fetching: () => readonly FetchStatus[];
  readonly certificates: Certificates;
  readonly health: Health;
  /** The test mail that a first start ends with. */
  readonly roundTrip: { send(): Promise<void>; state(): RoundTripState };
  /** Where large files are put that are uploaded, until they are used. */
  readonly uploads: {
    readonly folder: string;
    /** Bytes that the disk can still take, and those of them that are kept free. */
    readonly free: () => Promise<number>;
    readonly reserve: number;
    /** Takes what was uploaded away again. */
    readonly remove: () => void;
  };
  readonly now: Now;
  readonly log: Log;
}

/** The parts, and what is made of them once. */
export interface Site extends WebParts {
  readonly assets: Assets;
}

/** What a route needs: a permission, or the code of the first start, a session of anyone's, or nothing at all. */
export type Needs = Permission | "code" | "session" | "open";

export interface WebEnv {
  Bindings: Partial<HttpBindings> & { readonly client?: Client };
  Variables: {
    /** null while nobody is logged in. */
    session: Session | null;
    /** What the guard has asked for and found. */
    admitted: Needs;
    /** The form of a POST, once it is known to be one of ours. */
    form: Form;
    /** Who may load what in this answer, when it is not the ordinary. */
    policy: string;
  };
}
export type Web = Hono<WebEnv>;
export type Ctx = Context<WebEnv>;
