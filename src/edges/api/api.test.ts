import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { byToken } from "../../../test/support/callers.ts";
import { problemOf } from "../../base/failure.ts";
import { ok } from "../../base/result.ts";
import { findingsOf } from "../../domain/finding.ts";
import { may } from "../../domain/policy/index.ts";
import { createApi, routesOf } from "./api.ts";
import { type Asking, openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const json = { "content-type": "application/json" };
const note = '{"subject":"x","requester":"bob@customer.example","text":"y"}';
const nowhere = (path: string) => path.replace(/\{\w+\}/g, "1");

test("every route is documented, and every documented one routed", async () => {
  const document = await (await desk.ask("GET", "/openapi.json", { token: null })).json();
  const paths: object = Object(document).paths;
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routed = createApi(desk.parts)
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  expect(new Set(documented)).toEqual(new Set(routed));
  expect(documented.length).toBe(new Set(documented).size);
  expect(documented).toContain("PATCH /tickets/{number}");
});

test("the document is consistent: operation ids, references, path parameters", async () => {
  const document: {
    paths: Record<
      string,
      Record<string, { operationId: string; parameters: { name: string; in: string }[] }>
    >;
    components: Record<string, object>;
  } = Object(await (await desk.ask("GET", "/openapi.json")).json());
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).map((operation) => ({ path, operation })),
  );
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, operation } of operations) {
    const inPath = operation.parameters.filter((one) => one.in === "path").map((one) => `{${one.name}}`);
    expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
  }
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  expect(references.length).toBe(text.split('"$ref"').length - 1);
  for (const [, kind = "", name = ""] of references) expect(document.components[kind]).toHaveProperty(name);
  expect(Object.keys(document.components.schemas ?? {}).sort()).toEqual(
    [
      "Address",
      "Backup",
      "BackupJob",
      "Backups",
      "BoxNetwork",
      "Category",
      "Clock",
      "ConsolePin",
      "Directory",
      "DkimKey",
      "Domain",
      "Event",
      "Group",
      "Health",
      "HealthFindings",
      "ImapAccount",
      "IncomingMail",
      "Mail",
      "MailSummary",
      "Mailbox",
      "Media",
      "Message",
      "NetworkChecks",
      "NetworkTrial",
      "OAuthAccount",
      "OAuthSignIn",
      "OfferedUpdate",
      "OutgoingMail",
      "OutgoingTest",
      "PlusTest",
      "Problem",
      "ReplySettings",
      "RulesRun",
      "Ruleset",
      "RulesetCheck",
      "RulesetState",
      "RulesetVersion",
      "Template",
      "Service",
      "Ticket",
      "TicketSummary",
      "UpdateJob",
      "Updates",
      "User",
      "View",
      ...[
        "Webhook",
        "WebhookData",
        "WebhookDelivery",
        "WebhookDeliveryWithBody",
        "WebhookEvent",
        "WebhookWithSecret",
      ],
    ].sort(),
  );
});

describe("permissions", () => {
  test("without a valid token only open routes work", async () => {
    for (const route of routesOf(desk.parts).filter((one) => one.needs !== "open")) {
      for (const authorization of [
        undefined,
        "Bearer mm_nobody",
        "Bearer ",
        "Basic YWRtaW46YWRtaW4=",
        desk.tokens.admin,
      ]) {
        const headers = authorization === undefined ? {} : { authorization };
        const answer = await desk.ask(route.method.toUpperCase(), nowhere(route.path), {
          token: null,
          headers,
        });
        expect([route.path, answer.status, answer.headers.get("www-authenticate")]).toEqual([
          route.path,
          401,
          'Bearer realm="MailManager"',
        ]);
      }
    }
  });

  test("with a token, its scope and the person's role apply, and are checked first", async () => {
    const callers = [
      [desk.tokens.admin, byToken("root", "admin", "admin")],
      [desk.tokens.agent, byToken("ann", "agent", "write")],
      [desk.tokens.reader, byToken("ann", "agent", "read")],
    ] as const;
    const seen = new Set<number>();
    for (const route of routesOf(desk.parts)) {
      for (const [token, caller] of callers) {
        const method = route.method.toUpperCase();
        const sent = method === "GET" ? {} : { body: "-" };
        const answer = await desk.ask(method, nowhere(route.path), { token, ...sent });
        const allowed = route.needs === "open" || may(caller, route.needs).ok;
        expect([method, route.path, answer.status === 403]).toEqual([method, route.path, !allowed]);
        expect(answer.status).not.toBe(401);
        seen.add(answer.status);
      }
    }
    expect(seen).toContain(403);
  });

  test("a disabled person's token and a revoked one are invalid", async () => {
    await desk.ask("PATCH", "/users/ann", { json: { disabled: true } });
    expect((await desk.ask("GET", "/tickets", { token: desk.tokens.agent })).status).toBe(401);
  });
});

describe("what is sent", () => {
  test.each<[what: string, asking: Asking, status: number, detail: RegExp]>([
    ["no JSON", { body: "{", headers: json }, 400, /not JSON/],
    ["no UTF-8", { body: Uint8Array.of(0x7b, 0xff, 0x7d), headers: json }, 400, /UTF-8/],
    [
      "a form",
      { body: "subject=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      /application\/json/,
    ],
    ["text", { body: note }, 415, /application\/json/],
    [
      "a compressed body",
      { body: note, headers: { ...json, "content-encoding": "gzip" } },
      415,
      /not compressed/,
    ],
    ["a list", { body: "[]", headers: json }, 400, /body must be of type object/],
    ["null", { body: "null", headers: json }, 400, /body must be of type object|is missing/],
    ["nothing", {}, 400, /"subject" is missing/],
    ["too much", { body: `{"text":"${"x".repeat(4_200_000)}"}`, headers: json }, 413, /at most 4 MB/],
    [
      "too much, said beforehand",
      { body: note, headers: { ...json, "content-length": "99999999" } },
      413,
      /at most 4 MB/,
    ],
    ["a deep hole", { body: "[".repeat(900_000), headers: json }, 413, /nested at most 32 levels deep/],
    [
      "many fields",
      {
        body: JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`f${n}`, n]))),
        headers: json,
      },
      400,
      /./,
    ],
  ])("%s", async (_, asking, status, detail) => {
    const answer = await desk.ask("POST", "/tickets", asking);
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ detail: expect.stringMatching(detail) });
    expect(text.length).toBeLessThan(1000);
  });

  test("is read only up to its limit", async () => {
    let given = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 1;
        controller.enqueue(new Uint8Array(100_000).fill(0x20));
      },
    });
    expect((await desk.ask("POST", "/tickets", { body, headers: json })).status).toBe(413);
    expect(given).toBeLessThan(50);
  });

  test("accepts parameters and any case in the media type", async () => {
    const headers = { "content-type": "Application/JSON; charset=utf-8" };
    expect((await desk.ask("POST", "/tickets", { body: note, headers })).status).toBe(201);
  });
});

test("unknown paths are problems, and wrong methods name the right ones", async () => {
  for (const path of ["", "/", "/ticket", "/tickets/", "/tickets/1/", "//tickets", "/users/ann/password"]) {
    expect([path, (await desk.ask("GET", path)).status]).toEqual([path, 404]);
  }
  const answer = await desk.ask("DELETE", "/tickets/1", { token: null });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, PATCH"]);
  const preflight = await desk.ask("OPTIONS", "/tickets", { headers: { origin: "https://evil.example" } });
  expect(preflight.status).toBe(405);
  expect([...preflight.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});

test("a problem has a stable code, a title, and a link", async () => {
  const answer = await desk.ask("GET", "/tickets/7");
  expect(await answer.json()).toEqual({
    type: "/help/api#thing.not-found",
    title: "Not found",
    status: 404,
    detail: "Ticket 7 not found",
    code: "thing.not-found",
  });
});

describe("a failure of the server", () => {
  const broken = (cause: Error) => ({
    diskSpace: () => Promise.reject(cause),
  });

  test("is logged, and shown without details", async () => {
    const other = await openServer(broken(new Error("secret inside /var/lib")));
    const answer = await other.ask("GET", "/health");
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: "internal.bug" });
    expect(text).not.toContain("secret");
    expect(other.logged.filter((line) => line.startsWith("error"))).toHaveLength(1);
    await other.close();
  });

  test("for lack of disk space says so", async () => {
    const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
    const other = await openServer(broken(full));
    expect((await other.ask("GET", "/health")).status).toBe(507);
    await other.close();
  });
});

describe("too many requests", () => {
  test("of one token are told when to retry; other tokens are not affected", async () => {
    const other = await openServer({ rate: { perSecond: 0.5, burst: 3 } });
    const statuses = async (token: string) => {
      const answers = [];
      for (let n = 0; n < 4; n++) answers.push(await other.ask("GET", "/groups", { token }));
      return answers.map((answer) => [answer.status, answer.headers.get("retry-after")]);
    };
    const [fine, told] = [
      [200, null],
      [429, "2"],
    ];
    expect(await statuses(other.tokens.admin)).toEqual([fine, fine, fine, told]);
    expect(await statuses(other.tokens.agent)).toEqual([fine, fine, fine, told]);
    other.clock += 2000;
    expect(await statuses(other.tokens.admin)).toEqual([fine, told, told, told]);
    await other.close();
  });
});

describe("the server's state", () => {
  test("is one word for anyone, and complete with a token", async () => {
    expect(await (await desk.ask("GET", "/health", { token: null })).json()).toEqual({ status: "ok" });
    await desk.mail({ subject: "unreadable" });
    expect(await (await desk.ask("GET", "/health", { token: desk.tokens.reader })).json()).toEqual({
      status: "ok",
      version: "0.0.0-test",
      intake: { depth: 0, oldest: null },
      outbox: { waiting: 0, deferred: 0, failed: 0, bounced: 0, cancelled: 0, held: 0 },
      held: 1,
      disk: { free: 5_000_000_000, reserve: 1000 },
      fetching: [],
      journal: { position: await desk.record.journal.head() },
      scanners: [],
    });
    expect((await desk.ask("GET", "/health", { headers: { authorization: "Bearer mm_no" } })).status).toBe(
      401,
    );
  });

  test("has remedies for each finding, for administrators", async () => {
    const findings = [
      findingsOf("integrity").problem("integrity.damaged", "restore", { damage: "Tree 7" }),
      findingsOf("clock").ok("box.clock-unnamed"),
    ];
    const report = async () => ok({ at: 0, dnsAt: null, findings });
    const other = await openServer({ health: { report, again: report, problems: () => 1 } });
    expect(await (await other.ask("GET", "/system/health")).json()).toEqual({
      ...{ status: "problem", at: "1970-01-01T00:00:00.000Z", dnsAt: null },
      findings: [
        {
          ...{ check: "integrity", level: "problem", what: "the file is damaged: Tree 7" },
          ...{ todo: "stop the program and restore a backup", line: null },
        },
        {
          ...{ check: "clock", level: "ok", what: "synchronised with a time server" },
          ...{ todo: null, line: null },
        },
      ],
    });
    expect((await other.ask("GET", "/system/health", { token: other.tokens.agent })).status).toBe(403);
    expect((await other.ask("GET", "/system/health", { token: null })).status).toBe(401);
    await other.close();
  });

  test("shows a scanner that does not answer", async () => {
    const problem = { since: 1_790_000_000_000, why: problemOf("connect ECONNREFUSED") };
    const other = await openServer({ scanners: () => [{ scanner: "clamav", problem }] });
    expect(await (await other.ask("GET", "/health")).json()).toMatchObject({
      status: "degraded",
      scanners: [
        { scanner: "clamav", problem: { since: "2026-09-21T14:13:20.000Z", text: "connect ECONNREFUSED" } },
      ],
    });
    await other.close();
  });

  test("shows the state of fetching mail, and a problem while it fails", async () => {
    const since = Date.UTC(2026, 10, 23, 12);
    const folder = { folder: "INBOX", onServer: 3, taken: 2, leftRead: 1, tooLarge: 0, failed: 0 };
    const other = await openServer({
      fetching: () => [
        {
          ...{ account: "help", state: "failing", since, roundAt: null, problem: problemOf("no answer") },
          ...{ pushed: false, folders: [folder] },
        },
      ],
    });
    expect(await (await other.ask("GET", "/health", { token: null })).json()).toEqual({ status: "degraded" });
    expect(await (await other.ask("GET", "/health")).json()).toMatchObject({
      status: "degraded",
      fetching: [
        {
          ...{ account: "help", state: "failing", since: "2026-11-23T12:00:00.000Z", lastRound: null },
          ...{ problem: "no answer", folders: [folder] },
        },
      ],
    });
    await other.close();
  });

  test("shows when the disk is nearly full, and when mail is refused", async () => {
    const other = await openServer({ diskSpace: () => Promise.resolve(10) });
    expect(await (await other.ask("GET", "/health")).json()).toMatchObject({ status: "degraded" });
    other.stopping.abort();
    expect(await (await other.ask("GET", "/health")).json()).toMatchObject({ status: "stopping" });
    await other.close();
  });

  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.7", "127.0.0.1.evil.example"])(
    "P-16: has metrics for nobody without a token, from wherever they ask: %s",
    async (from) => {
      const answer = await desk.ask("GET", "/metrics", { token: null, from });
      expect(answer.status).toBe(401);
      const told = { detail: expect.stringContaining(`metrics_from = "${from}"`) };
      expect(await answer.json()).toMatchObject({ code: "auth.required", ...told });
    },
  );

  test.each<[from: string, headers: { [name: string]: string }, status: number]>([
    ["192.0.2.7", {}, 200],
    ["192.0.2.7", { host: "desk.example" }, 200],
    ["192.0.2.8", {}, 401],
    ["192.0.2.7", { "x-forwarded-for": "192.0.2.8" }, 401],
    ["127.0.0.1", {}, 200],
    ["::ffff:127.0.0.1", {}, 200],
    ["::1", {}, 401],
    ["127.0.0.1", { "x-forwarded-for": "192.0.2.7" }, 401],
    ["127.0.0.1", { forwarded: "for=192.0.2.7" }, 401],
    ["127.0.0.1", { via: "1.1 proxy" }, 401],
    ["127.0.0.1", { "x-forwarded-host": "desk.example" }, 401],
    ["127.0.0.1", { "x-real-ip": "192.0.2.7" }, 401],
    ["127.0.0.1", { "cf-connecting-ip": "192.0.2.7" }, 401],
    ["127.0.0.1", { "forwarded-for": "192.0.2.7" }, 401],
    ["127.0.0.1", { "true-client-ip": "192.0.2.7" }, 401],
    ["127.0.0.1", { "x-client-ip": "192.0.2.7" }, 401],
    ["127.0.0.1", { "x-envoy-external-address": "192.0.2.7" }, 401],
    ["127.0.0.1", { "x-prometheus-scrape-timeout-seconds": "10" }, 200],
    ["127.0.0.1", { host: "desk.example" }, 401],
    ["127.0.0.1", { host: "localhost:8025" }, 200],
    ["127.0.0.1", { host: "[::1]:8025" }, 200],
  ])(
    "P-16: the addresses of the configuration read metrics without a proxy: %s %j: %i",
    async (from, headers, status) => {
      const named = ["192.0.2.7", "127.0.0.1", "::ffff:127.0.0.1"];
      const other = await openServer({ metricsFrom: (ip) => named.includes(ip) });
      const answer = await other.ask("GET", "/metrics", { token: null, from, headers });
      const told = await answer.text();
      await other.close();
      expect(answer.status).toBe(status);
      expect(told).toMatch(status === 200 ? /^# HELP / : /metrics_from = |"Through a proxy, /);
    },
  );

  test("slows down those who guess tokens, and not who has one", async () => {
    const guess = async (from: string, token = "mm_guessed") =>
      (await desk.ask("GET", "/tickets", { token, from })).status;
    const answers = [];
    for (let n = 0; n < 1200; n++) answers.push(await guess("198.51.100.9"));
    expect(new Set(answers)).toEqual(new Set([401, 429]));
    expect(await guess("198.51.100.9", desk.tokens.reader)).toBe(200);
    expect(await guess("198.51.100.10")).toBe(401);
  });

  test("has metrics in which received mail adds up", async () => {
    await desk.mail({ from: { name: "", address: "bob@customer.example" }, subject: "x", text: "x" });
    await desk.mail({ subject: "unreadable" });
    const answer = await desk.ask("GET", "/metrics", { token: desk.tokens.reader });
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = (await answer.text()).split("\n");
    expect(lines).toContain("mailmanager_mails_received_total 2");
    expect(lines).toContain('mailmanager_mails{outcome="ticket"} 1');
    expect(lines).toContain('mailmanager_mails{outcome="held"} 1');
    expect(lines).toContain(`mailmanager_journal_position ${await desk.record.journal.head()}`);
    for (const line of lines.filter((one) => one !== "" && !one.startsWith("#"))) {
      expect(line).toMatch(/^mailmanager_\w+(?:\{\w+="[^"]*"\})? [\d.]+$/);
    }
  });
});
