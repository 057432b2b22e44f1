/** The part of the program that serves requests, and all kinds of callers. */
import { createHash, randomBytes } from "node:crypto";
import { Hono } from "hono";
import { fault, storedFault } from "../../src/base/fault.ts";
import { userName } from "../../src/base/ids.ts";
import { ok, refuse } from "../../src/base/result.ts";
import { systemActor } from "../../src/domain/actor.ts";
import type { Role, TokenScope } from "../../src/domain/people/index.ts";
import { type Caller, system } from "../../src/domain/policy/index.ts";
import { createApi, routesOf } from "../../src/edges/api/api.ts";
import type { ApiParts } from "../../src/edges/api/parts.ts";
import type { Route } from "../../src/edges/api/route.ts";
import { must, openServer, type TestServer } from "../../src/edges/web/testing/server.ts";
import { createCertificates } from "../../src/engine/operate/certificates/certificates.ts";
import { createRoundTrip } from "../../src/engine/operate/first-start/round-trip.ts";
import { createHealth } from "../../src/engine/operate/health/health.ts";
import { createReading } from "../../src/record/reading/index.ts";
import { hashed } from "./compose.ts";
import { captureLog } from "./engine.ts";
import { people, type Who } from "./matrix.ts";
import type { Commanded } from "./matrix-commands.ts";
import { dataFolder } from "./record.ts";
import { runningState } from "./running.ts";
import { noConfiguredService } from "./service.ts";
import { machine, spfVerdict, tryServer } from "./world.ts";
import { zone } from "./zone.ts";

export interface MatrixServer {
  readonly server: TestServer;
  readonly routes: readonly Route[];
  readonly parts: Commanded;
  /** Starts a session. @returns its token */
  session(user: string): Promise<string>;
  token(user: string, scope: TokenScope): Promise<string>;
  person(user: string, role: Role): Promise<void>;
  /** Revokes a token, given as shown. */
  revoke(token: string): Promise<void>;
  change(user: string, change: { disabled?: boolean; role?: Role }): Promise<void>;
  /** Requests a page, with a session's cookie or none; a form has the session's token. */
  page(
    method: string,
    path: string,
    session: string | null,
    more: { readonly fields?: Fields; readonly headers?: Fields },
  ): Promise<Response>;
  /** The API, asked with the headers given; what is not a GET has an object, by default an empty one. */
  api(method: string, path: string, headers: Fields, json?: object): Promise<Response>;
  /** The caller that the engine takes someone for. */
  caller(who: Who): Promise<Caller>;
  close(): Promise<void>;
}
export type Fields = { readonly [name: string]: string };

const origin = "http://server.example";
const connection = { incoming: { socket: { remoteAddress: "192.0.2.9" } } };

/** A server with the administrator admin and the agent ann, whose pages and API are mounted as the program mounts them. */
export async function openMatrixServer(): Promise<MatrixServer> {
  const server = await openServer({}, { outgoingOverride: { kind: "catch" } });
  const { engine, record } = server;
  const { commands, requests, people: persons, settings, oauth, outgoingMail, plusTests } = engine;
  const {
    domains,
    directory,
    box,
    updates,
    backups,
    rulesets,
    explain,
    replays,
    webhooks,
    views,
    contacts,
    looks,
  } = engine;
  const folder = dataFolder();
  const stopping = new AbortController();
  const unused = async () => refuse(fault("mail.unreadable"));
  const now = () => server.clock;
  const certificates = createCertificates({
    ...{ data: folder.path, hostname: "server.example", record, settings: engine.settings, now },
    log: captureLog(),
    order: async () => {
      throw new Error("there is no authority here");
    },
  });
  const resolve = zone({});
  const health = createHealth({
    data: folder.path,
    configuration: { diskReserve: null, lmtp: null, trustedRelays: () => false, nightlyBackups: null },
    ...{ outgoingOverride: null, record, certificates, resolve, now, log: captureLog() },
    ...{ fetching: () => [], oauthProblems: () => [], scanners: () => [], places: () => null },
    closedPorts: async () => [],
    box: { present: () => false, newestAction: () => null, ask: async () => refuse(fault("box.absent")) },
    askDirectory: async () => ({ servers: [], outcome: { kind: "ready" } }),
    ...{ surroundings: machine, addresses: async () => [], tryServer, spfVerdict },
  });
  const roundTrip = createRoundTrip({
    ...{ record, now, randomBytes, smtp: () => null },
    compose: hashed(async () => Buffer.from("")),
    deliver: async () => ({ server: null, results: [] }),
  });
  const why = fault("port.in-use", { params: { port: 465 } });
  const running = runningState({
    fetching: () => [
      {
        ...({ account: "help", state: "failing", since: 0, roundAt: null } as const),
        ...{ problem: storedFault(why), pushed: false, folders: [] },
      },
    ],
    scanners: () => [{ scanner: "clamav", problem: { since: 0, why: storedFault(why) } }],
    oauthProblems: () => [{ account: "office", fault: storedFault(why), since: 0, signIn: true }],
    closedPorts: async () => [{ name: "smtps", fault: why }],
  });
  const apiParts: ApiParts = {
    ...{
      engine,
      reading: createReading(record),
      now,
      log: captureLog(),
      version: "0.0.0-test",
      stopping: stopping.signal,
    },
    ...{ read: unused, view: unused, attachment: unused, htmlToText: async (html: string) => ok(html) },
    configured: noConfiguredService,
    ...{ running, health },
  };
  const app = new Hono().route("/api/v1", createApi(apiParts)).route("/", server.web);
  const made = { type: "BackupMade", file: "a.backup", bytes: 1, head: 1, cause: "asked" } as const;
  await record.commit(systemActor("test"), () => ({
    events: [{ ticket: null, event: made }],
    dependsOn: [],
    value: undefined,
  }));
  const session = (user: string) => engine.people.begin(system("test"), userName(user), "192.0.2.9");
  const token = async (user: string, scope: TokenScope) => {
    const wanted = { name: "matrix", user: userName(user), scope };
    return must(await engine.people.createToken(system("test"), wanted));
  };

  return {
    server,
    routes: routesOf(apiParts),
    parts: {
      commands,
      ...{ requests, people: persons, settings, oauth, outgoingMail, plusTests, domains, directory },
      ...{
        rulesets,
        explain,
        replays,
        webhooks,
        views,
        contacts,
        looks,
        box,
        updates,
        backups,
        certificates,
        health,
        roundTrip,
        running,
      },
      engine: { imapAccounts: engine.imapAccounts },
    },
    session,
    token,
    async person(user, role) {
      const about = { user: userName(user), name: user, email: null, role, password: "no hash" };
      const event = { type: "UserCreated", ...about } as const;
      await record.commit(systemActor("test"), () => ({
        events: [{ ticket: null, event }],
        dependsOn: [],
        value: undefined,
      }));
    },
    async revoke(shown) {
      const row = record.view.tokenByHash(createHash("sha256").update(shown).digest("hex"));
      must(await engine.people.revokeToken(system("test"), row?.id ?? ""));
    },
    async change(user, change) {
      must(await engine.people.changeUser(system("test"), userName(user), change));
    },
    async page(method, path, cookie, { fields = {}, headers = {} }) {
      const csrf = (cookie && record.operations.session(cookie)?.csrf) || "";
      return app.request(
        origin + path,
        {
          method,
          headers: {
            ...headers,
            Host: "server.example",
            ...(cookie === null ? {} : { Cookie: `mm_session=${cookie}` }),
          },
          ...(method === "GET" ? {} : { body: new URLSearchParams({ csrf, ...fields }) }),
        },
        connection,
      );
    },
    async api(method, path, headers, json = {}) {
      const sent =
        method === "GET" ? { headers } : { headers: { ...headers, "Content-Type": "application/json" } };
      return app.request(
        `${origin}/api/v1${path}`,
        { method, ...sent, ...(method === "GET" ? {} : { body: JSON.stringify(json) }) },
        connection,
      );
    },
    async caller(who) {
      const { user, scope } = people[who];
      const found =
        scope === null
          ? engine.people.session(await session(user))?.caller
          : engine.people.bearer(await token(user, scope));
      if (!found) throw new Error(`the engine does not know ${who}`);
      return found;
    },
    async close() {
      stopping.abort();
      health.stop();
      await server.close();
      folder.remove();
    },
  };
}
