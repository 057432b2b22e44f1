import { createHash } from "node:crypto";
import { Hono } from "hono";
import { hashed } from "../../../test/support/compose.ts";
import { captureLog, engineOver } from "../../../test/support/engine.ts";
import { fakeMailIn, type FakeMail as JsonMail, readFakeMail } from "../../../test/support/fake-mail.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { runningState } from "../../../test/support/running.ts";
import { noConfiguredService } from "../../../test/support/service.ts";
import { fault } from "../../base/fault.ts";
import { type MailId, sha256, userName } from "../../base/ids.ts";
import { ok, refuse } from "../../base/result.ts";
import { systemActor } from "../../domain/actor.ts";
import type { Checks } from "../../domain/mail/index.ts";
import type { Role, TokenScope } from "../../domain/people/index.ts";
import { system } from "../../domain/policy/index.ts";
import type { Engine, EngineParts } from "../../engine/engine.ts";
import type { BackupFiles } from "../../engine/operate/backups.ts";
import type { AskBox } from "../../engine/operate/box.ts";
import type { RunningParts } from "../../engine/operate/running-state.ts";
import type { Draft } from "../../engine/outgoing/draft.ts";
import type { AskDirectory } from "../../engine/people/directory.ts";
import type { CallEndpoint } from "../../engine/webhooks/endpoint.ts";
import { createReading } from "../../record/reading/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { createApi, routesOf } from "./api.ts";
import { createMessages } from "./messages.ts";
import type { ApiParts } from "./parts.ts";
import { Problem } from "./shapes.ts";
import { createDescribe } from "./told.ts";

/** For the tests in this folder: the API over a real record and a real engine in a temporary folder. */

export interface TestServer {
  readonly parts: ApiParts;
  readonly record: OpenRecord;
  readonly engine: Engine;
  /** Tokens of an administrator with scope admin, of an agent with scope write, of the agent with scope read. */
  readonly tokens: { readonly admin: string; readonly agent: string; readonly reader: string };
  /** Lines of the log. */
  readonly logged: readonly string[];
  /** Aborts what a stop of the server aborts. */
  readonly stopping: AbortController;
  /** Milliseconds since 1970; tests advance it. */
  clock: number;
  token(user: string, scope: TokenScope): Promise<string>;
  /** A mail for the reader below; resolves when intake has processed it. */
  mail(content: FakeMail, envelope?: { from: string; to: readonly string[] }): Promise<MailId>;
  /** A request by the administrator unless the headers say otherwise. */
  ask(method: string, path: string, more?: Asking): Promise<Response>;
  close(): Promise<void>;
}

export interface Asking {
  readonly token?: string | null;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<{ [name: string]: string }>;
  /** The peer's address, as provided by the HTTP server. */
  readonly from?: string;
}

/** A mail in these tests. */
export type FakeMail = JsonMail & {
  /** The results of its sender checks and the scanners. */
  readonly checks?: Partial<Checks>;
};

const partOf = (raw: Uint8Array) => fakeMailIn<FakeMail>(raw);

/** A server with the mailbox help@example.org, the administrator admin and the agent ann. */
export async function openServer(
  more: Partial<ApiParts & RunningParts> = {},
  askBox?: AskBox,
  backupFiles?: BackupFiles,
  askDirectory?: AskDirectory,
  sending: Partial<Pick<EngineParts, "deliver" | "route" | "outgoingOverride">> = {},
  callEndpoint?: CallEndpoint,
): Promise<TestServer> {
  const folder = dataFolder();
  const log = captureLog();
  const now = () => desk.clock;
  const record = recordIn(folder.path, now);
  const diskSpace = () => Promise.resolve(5_000_000_000);
  // linear: a script is read up to the next tag
  const sanitise = async (html: string) => ok(html.replace(/<script[^<]*<\/script>/g, ""));
  const view: ApiParts["view"] = async (raw) =>
    ok({ html: partOf(raw).html ?? null, remotePictures: false, cut: false });
  const reading = createReading(record);
  const describe = createDescribe({
    reading,
    messages: createMessages({ read: readFakeMail, view }),
    language: "en",
    now,
  });
  const engine = engineOver(record, {
    ...(askBox ? { askBox } : {}),
    ...(backupFiles ? { backupFiles } : {}),
    ...(askDirectory ? { askDirectory } : {}),
    ...(callEndpoint ? { endpoints: { call: callEndpoint, describe } } : {}),
    ...{
      now,
      log,
      read: readFakeMail,
      compose: hashed(compose),
      sanitise,
      diskSpace,
      diskReserve: 1000,
      ...sending,
    },
    authenticate(raw) {
      const told = partOf(raw).checks?.authentication;
      return told ? Promise.resolve(told) : null;
    },
    scan(raw) {
      const { spam = null, virus = null } = partOf(raw).checks ?? {};
      return spam || virus ? Promise.resolve({ spam, virus }) : null;
    },
  });
  const stopping = new AbortController();
  const parts: ApiParts = {
    engine,
    reading,
    now,
    log,
    read: readFakeMail,
    view,
    async attachment(raw, id) {
      const content = partOf(raw).files?.[id];
      if (content === undefined) return refuse(fault("thing.not-found"));
      const known = partOf(raw).attachments?.find((one) => one.id === id);
      return ok({ name: known?.name ?? id, type: known?.type ?? "text/plain", bytes: Buffer.from(content) });
    },
    htmlToText: async (html) => ok(html.replace(/<[^<>]*>/g, "")),
    configured: noConfiguredService,
    running: runningState(more),
    health: {
      report: async () => ok({ at: 0, dnsAt: null, findings: [] }),
      again: async () => ok({ at: 0, dnsAt: null, findings: [] }),
      problems: () => 0,
    },
    version: "0.0.0-test",
    stopping: stopping.signal,
    ...more,
  };
  const app = new Hono().route("/api/v1", createApi(parts));
  const routes = routesOf(parts);

  /** Throws if a response does not match the table of routes: every test checks that as well. */
  async function asPromised(method: string, path: string, answer: Response): Promise<void> {
    const type = answer.headers.get("content-type");
    if (answer.headers.get("cache-control") !== "no-store") throw new Error("it may be kept on the way");
    if (answer.status >= 400) {
      if (type !== "application/problem+json") throw new Error(`${answer.status} is not a problem document`);
      if (Problem.parse(await answer.clone().json()).status !== answer.status)
        throw new Error("two statuses");
      return;
    }
    const wanted = method === "HEAD" ? "get" : method.toLowerCase();
    const route = routes.find((one) => one.method === wanted && pattern(one.path).test(path));
    if (!route) throw new Error(`${method} ${path} is in no table`);
    if (answer.status === 304) return;
    if (answer.status !== (route.status ?? 200)) throw new Error(`${answer.status} is not promised`);
    if (type === "application/json") route.response.parse(await answer.clone().json());
    else if (!route.media) throw new Error(`${type} is not promised`);
  }
  const tokens = { admin: "", agent: "", reader: "" };
  const desk: TestServer = {
    parts,
    record,
    engine,
    tokens,
    logged: log.lines,
    stopping,
    clock: Date.UTC(2026, 10, 23, 18, 40),
    async token(user, scope) {
      const made = await engine.people.createToken(system("test"), {
        name: "test",
        user: userName(user),
        scope,
      });
      return got(made);
    },
    async mail(content, envelope = { from: "", to: ["help@example.org"] }) {
      const raw = Buffer.from(JSON.stringify(content));
      const peer = { ip: "192.0.2.1", helo: "mx.customer.example", tls: false };
      const id = got(await engine.reception.receive({ envelope, mailbox: "help@example.org", raw, peer }));
      await engine.intake.idle();
      return id;
    },
    async ask(method, path, { token = tokens.admin, json, body, headers = {}, from } = {}) {
      const sent = json === undefined ? body : JSON.stringify(json);
      const answer = await app.request(
        `/api/v1${path}`,
        {
          method,
          headers: {
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
            ...(json === undefined ? {} : { "content-type": "application/json" }),
            ...headers,
          },
          ...(sent === undefined ? {} : { body: sent, duplex: "half" }),
        },
        from === undefined ? {} : { incoming: { socket: { remoteAddress: from } } },
      );
      await asPromised(method, path, answer);
      return answer;
    },
    async close() {
      stopping.abort();
      await engine.stop();
      record.close();
      folder.remove();
    },
  };
  await engine.start();
  got(await engine.settings.setUp(system("test"), "mm.example.org", "help@example.org"));
  // As events: hashing passwords would take most of the time of these tests.
  const person = (user: string, role: Role) => {
    const event = {
      type: "UserCreated",
      user: userName(user),
      name: user,
      email: null,
      role,
      password: secret,
    } as const;
    return { ticket: null, event };
  };
  const people = [person("admin", "admin"), person("ann", "agent")];
  await record.commit(systemActor("test"), () => ({ events: people, dependsOn: [], value: undefined }));
  tokens.admin = await desk.token("admin", "admin");
  tokens.agent = await desk.token("ann", "write");
  tokens.reader = await desk.token("ann", "read");
  return desk;
}

/** Instead of the hash of a password. */
export const secret = "no hash of any password";

const pattern = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/?]+")}(?:\\?.*)?$`);

/** The value of a result that must be ok. */
export function got<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** A file of a fake mail: its entry among the attachments. */
export const fileOf = (id: string, name: string, type: string, content: string) => ({
  id,
  name,
  type,
  size: Buffer.byteLength(content),
  sha256: sha256(createHash("sha256").update(content).digest("hex")),
  inline: false,
});

async function compose(draft: Draft): Promise<Uint8Array> {
  return Buffer.from(JSON.stringify({ subject: draft.subject, html: draft.html }));
}
