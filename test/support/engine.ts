import { pooledRandomBytes } from "../../src/app/random.ts";
import { problemOf } from "../../src/base/failure.ts";
import type { Log } from "../../src/base/log.ts";
import { ok } from "../../src/base/result.ts";
import { system } from "../../src/domain/policy/index.ts";
import { noIntakePolicy } from "../../src/domain/settings/index.ts";
import { createEngine, type Engine, type EngineParts } from "../../src/engine/engine.ts";
import type { RecordStore } from "../../src/record/record.ts";
import { inEnglish } from "../../src/text/index.ts";
import { hashed } from "./compose.ts";
import { zone } from "./zone.ts";

export const mailbox = "support@desk.example";

/** A log that captures its lines. */
export function captureLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (what: string, facts?: object) => {
    lines.push(`${level} ${what} ${facts ? JSON.stringify(facts) : ""}`);
  };
  return { lines, info: keep("info"), warn: keep("warn"), error: keep("error") };
}

const notAsked = async () => ({ kind: "failed", problem: problemOf("This test has no provider") }) as const;
const noProvider = { refresh: notAsked, redeem: notAsked, deviceCode: notAsked, poll: notAsked };

/** An engine with a real record, the parts given by a test, and harmless ones for the rest. */
export function engineOver(record: RecordStore, parts: Partial<EngineParts> = {}): Engine {
  return createEngine({
    record,
    now: Date.now,
    randomBytes: pooledRandomBytes(),
    log: captureLog(),
    read: async () => ({ ok: false, error: { code: "mail.unreadable", text: "This test reads no mail" } }),
    attachments: async () => ({
      ok: false,
      error: { code: "thing.not-found", text: "This test has no files" },
    }),
    authenticate: () => null,
    scan: () => null,
    compose: hashed(async (draft) => Buffer.from(`Message-ID: ${draft.messageId}\r\n\r\n${draft.text}`)),
    deliver: async ({ envelope }) => ({
      server: "none:25",
      results: envelope.to.map((recipient) => ({
        recipient,
        outcome: "deferred",
        response: "no server here",
      })),
    }),
    sanitise: async (html) => ok(html),
    resolve: zone({}),
    askDirectory: async () => ({
      servers: [],
      outcome: { kind: "failed", problem: { kind: "silent", why: problemOf("This test has no directory") } },
    }),
    oauthProvider: noProvider,
    diskSpace: async () => Number.POSITIVE_INFINITY,
    diskReserve: 0,
    route: () => null,
    ...parts,
  });
}

/** Sets the limit of new tickets per requester within ten minutes; 0 for none. */
export async function limitFlood(engine: Engine, floodLimit: number): Promise<void> {
  const done = await engine.settings.setIntakePolicy(system("test"), { ...noIntakePolicy, floodLimit });
  if (!done.ok) throw new Error(inEnglish(done.error));
}

/** Sets up the record as `mailmanager setup` does. */
export async function setUp(engine: Engine): Promise<void> {
  const done = await engine.settings.setUp(system("test"), "desk.example", mailbox);
  if (!done.ok) throw new Error(inEnglish(done.error));
}
