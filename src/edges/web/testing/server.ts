/** For the tests in this folder: the pages over a real record and engine, and a minimal browser. */

import { createHash, randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { hashed } from "../../../../test/support/compose.ts";
import { captureLog, engineOver } from "../../../../test/support/engine.ts";
import { type FakeMail, fakeMailIn, readFakeMail } from "../../../../test/support/fake-mail.ts";
import { dataFolder, recordIn } from "../../../../test/support/record.ts";
import { runningState } from "../../../../test/support/running.ts";
import { noConfiguredService } from "../../../../test/support/service.ts";
import { fault } from "../../../base/fault.ts";
import { type MailId, sha256, type TicketNumber, userName } from "../../../base/ids.ts";
import { ok, refuse } from "../../../base/result.ts";
import type { Attachment } from "../../../domain/mail/index.ts";
import { system } from "../../../domain/policy/index.ts";
import type { Outgoing } from "../../../domain/settings/events.ts";
import type { DeliveryResult } from "../../../domain/ticket/index.ts";
import type { Engine, EngineParts } from "../../../engine/engine.ts";
import { createRoundTrip } from "../../../engine/operate/first-start/round-trip.ts";
import type { RunningParts } from "../../../engine/operate/running-state.ts";
import type { Draft } from "../../../engine/outgoing/draft.ts";
import type { Deliver } from "../../../engine/outgoing/outbox.ts";
import { createReading } from "../../../record/reading/index.ts";
import type { OpenRecord } from "../../../record/record.ts";
import { inEnglish } from "../../../text/index.ts";
import { createWeb } from "../index.ts";
import type { Web, WebParts } from "../web.ts";

export const mailbox = "help@example.org";
export const password = "correct horse battery";

export interface TestServer {
  readonly web: Web;
  readonly record: OpenRecord;
  readonly engine: Engine;
  readonly logged: readonly string[];
  /** Milliseconds since 1970; tests advance it. */
  clock: number;
  /** The next hop's result for each delivery. */
  answer: DeliveryResult["outcome"];
  /** A mail as JSON of its ParsedMail; resolves when intake has processed it. */
  mail(content: FakeMail): Promise<MailId>;
  /** The newest ticket's number. */
  newest(): TicketNumber;
  browser(): Browser;
  close(): Promise<void>;
}

export interface Browser {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: { readonly [name: string]: string }): Promise<Page>;
  /** Submits a form of the last page, with these fields set. */
  post(path: string, fields: Fields, headers?: { readonly [name: string]: string }): Promise<Page>;
  logIn(user?: string): Promise<Page>;
}
export type Fields = { readonly [name: string]: string | File | readonly string[] };

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** The target of a redirect; null for other responses. */
  readonly to: string | null;
}

/**
 * An installation with the mailbox help@example.org, the administrator admin and the agent ann.
 * @param more parts of the pages; `read` is also intake's
 */
export async function openServer(
  more: Partial<WebParts & RunningParts> = {},
  of: Partial<
    Pick<
      EngineParts,
      | "askBox"
      | "askDirectory"
      | "backupFiles"
      | "oauthProvider"
      | "authenticate"
      | "outgoingOverride"
      | "rules"
      | "startReplay"
    >
  > = {},
): Promise<TestServer> {
  const folder = dataFolder();
  const log = captureLog();
  const now = () => desk.clock;
  const record = recordIn(folder.path, now);
  const route = (setting: Outgoing | null) => (setting?.kind === "smtp" ? setting : null);
  const deliver: Deliver = async ({ envelope }) => ({
    server: "mx.example.org:25",
    results: envelope.to.map((recipient) => ({
      recipient,
      outcome: desk.answer,
      response: `said ${desk.answer}`,
    })),
  });
  const ways = { read: more.read ?? readFakeMail, compose: hashed(compose), deliver, route };
  const engine = engineOver(record, { now, log, ...ways, ...of });
  const web = createWeb({
    configured: noConfiguredService,
    reading: createReading(record),
    engine,
    read: readFakeMail,
    view: async (raw, { pictures, cid }) => {
      const html = fakeMailIn(raw).html ?? null;
      return ok({
        html: html?.replace("cid:1", cid.replace("%s", "1")) ?? null,
        remotePictures: !pictures,
        cut: false,
      });
    },
    attachment: async (raw, id) => {
      const content = fakeMailIn(raw).files?.[id];
      const known = fakeMailIn(raw).attachments?.find((one) => one.id === id);
      return content === undefined || !known
        ? refuse(fault("thing.not-found"))
        : ok({ name: known.name, type: known.type, bytes: Buffer.from(content) });
    },
    asset: (name) => readFileSync(`${import.meta.dirname}/../../../../${name}`),
    running: runningState(more),
    certificates: {
      isOwnMade: () => true,
      state: () =>
        ok({
          policy: { kind: "self" },
          shown: {
            ...{ fingerprint: "AA:BB", issuer: "CN=desk.example", names: ["desk.example"], ownMade: true },
            ...{ from: 0, until: 4_000_000_000_000 },
          },
          ...{ attempt: null, ordering: false, requested: false },
        }),
      answerTo: (token) => (token === "asked" ? "asked.answer" : null),
      useSelf: async () => ok(undefined),
      useOwn: async () => ok(undefined),
      useAcme: async () => ok(undefined),
      request: () => ok("request"),
    },
    health: {
      report: async () => ok({ at: 0, dnsAt: null, findings: [] }),
      again: async () => ok({ at: 0, dnsAt: null, findings: [] }),
      problems: () => 0,
    },
    uploads: {
      folder: `${folder.path}-uploads`,
      free: async () => 1_000_000,
      reserve: 1000,
      remove: () => rmSync(`${folder.path}-uploads`, { recursive: true, force: true }),
    },
    roundTrip: createRoundTrip({ record, ...ways, now, randomBytes, smtp: () => null }),
    now,
    log,
    ...more,
  });
  const desk: TestServer = {
    web,
    record,
    engine,
    logged: log.lines,
    clock: Date.UTC(2026, 10, 23, 18, 40),
    answer: "delivered",
    async mail(content) {
      const envelope = { from: content.from?.address ?? "", to: [mailbox] };
      const peer = { ip: "192.0.2.1", helo: "mx.customer.example", tls: false };
      const raw = Buffer.from(JSON.stringify(content));
      const received = await engine.reception.receive({ envelope, mailbox, raw, peer });
      if (!received.ok) throw new Error(inEnglish(received.error));
      await engine.intake.idle();
      return received.value;
    },
    newest: () => {
      const [first] = record.queries.tickets({}, { now: desk.clock, limit: 1 }).items;
      if (!first) throw new Error("there is no ticket");
      return first.number;
    },
    browser: () => browserOf(web),
    async close() {
      await engine.stop();
      record.close();
      folder.remove();
    },
  };
  await engine.start();
  must(await engine.settings.setUp(system("test"), "mm.example.org", mailbox));
  for (const [user, name, role] of [
    ["admin", "Ada Admin", "admin"],
    ["ann", "Ann Agent", "agent"],
  ] as const) {
    const email = `${user}@example.org`;
    must(
      await engine.people.createUser(system("test"), { user: userName(user), name, email, role, password }),
    );
  }
  return desk;
}

/** The value of a result that must be ok. */
export function must<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** A file of a fake mail: its entry among the attachments. */
export const fileOf = (
  id: string,
  name: string,
  type: string,
  more: Partial<Attachment> = {},
): Attachment => ({
  id,
  name,
  type,
  size: 10,
  sha256: sha256(createHash("sha256").update(id).digest("hex")),
  inline: false,
  ...more,
});

function browserOf(web: Web): Browser {
  const cookies = new Map<string, string>();
  const origin = "http://desk.example";
  let last: Page | null = null;

  async function send(
    path: string,
    init: RequestInit,
    headers: { readonly [name: string]: string },
  ): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const all = { Host: "desk.example", ...(cookie ? { Cookie: cookie } : {}), ...headers };
    const url = path.startsWith("http") ? path : origin + path;
    const response = await web.request(url, { ...init, headers: all }, connection);
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/Max-Age=0/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const page = {
      status: response.status,
      headers: response.headers,
      html: await response.text(),
      to: response.headers.get("Location"),
    };
    if (/^text\/html/.test(response.headers.get("Content-Type") ?? "")) last = page;
    return page;
  }

  const self: Browser = {
    cookies,
    get: (path, headers = {}) => send(path, {}, headers),
    async post(path, fields, headers = {}) {
      const body = new FormData();
      const csrf = /name="csrf" value="([^"]*)"/.exec(last?.html ?? "")?.[1];
      for (const [name, value] of Object.entries({ ...(csrf ? { csrf } : {}), ...fields })) {
        for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
      }
      return send(
        path,
        { method: "POST", body },
        { Origin: origin, "Sec-Fetch-Site": "same-origin", ...headers },
      );
    },
    async logIn(user = "admin") {
      await self.get("/login");
      const page = await self.post("/login", { user, password });
      await self.get("/tickets");
      return page;
    },
  };
  return self;
}

/** What the pages use of the connection. */
const connection = { incoming: { socket: { remoteAddress: "192.0.2.9" } } };

async function compose({ subject, html, text, to, from, messageId }: Draft): Promise<Uint8Array> {
  return Buffer.from(JSON.stringify({ subject, text, to, from, messageId, ...(html ? { html } : {}) }));
}
