/** Hostile input cannot stop the program through the API: all routes and all their fields. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { system } from "../../src/domain/policy/index.ts";
import { createApi, routesOf } from "../../src/edges/api/api.ts";
import type { Route } from "../../src/edges/api/route.ts";
import { openServer, type TestServer } from "../../src/edges/api/testing.ts";
import { grown, nextHostile, served } from "./sending.ts";

let desk: TestServer;
let held = "";
let routes: readonly Route[] = [];
const api = () => createApi(desk.parts);
let app: ReturnType<typeof api>;
beforeAll(async () => {
  desk = await openServer({ rate: { perSecond: 1e9, burst: 1e9 } });
  app = api();
  routes = routesOf(desk.parts);
  held = await desk.mail({ from: { name: "", address: "" } });
  await desk.engine.settings.saveGroup(system("test"), "team", []);
});
afterAll(() => desk.close());

/** Number of hostile texts for each field of each route. */
const TEXTS = 3;
/** Characters in a URL or header: the server accepts 16 KB of header. */
const IN_HEAD = 3000;

async function filled(path: string): Promise<string> {
  if (path.includes("{number}")) {
    await desk.ask("POST", "/tickets", {
      json: { subject: "Printer", requester: "bob@customer.example", text: "It smokes" },
    });
  }
  const tickets = desk.record.queries.tickets({}, { now: desk.clock, limit: 1 }).items;
  return path
    .replace("{number}", String(tickets[0]?.number ?? 1))
    .replace("/mails/{id}", `/mails/${held}`)
    .replace("/groups/{name}", "/groups/team")
    .replace("{address}", "help@example.org")
    .replace("{user}", "ann")
    .replace(/\{\w+\}/g, "x");
}

async function send(method: string, path: string, body: string | null, headers: Record<string, string> = {}) {
  const response = await app.request(`${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${desk.tokens.admin}`,
      ...(body === null ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body,
  });
  await response.arrayBuffer();
}

const parts = z.record(z.string(), z.unknown());
const partsOf = (value: unknown) => parts.safeParse(value).data ?? {};

/** A value for a schema, with the given text in one of its string fields; `at` selects the field. */
function sample(schema: unknown, hostile: { at: number; readonly text: string }): unknown {
  const {
    type,
    const: constant,
    enum: values,
    anyOf,
    oneOf,
    properties,
    items,
    minimum,
    pattern,
  } = partsOf(schema);
  if (constant !== undefined) return constant;
  if (Array.isArray(values)) return values[0];
  const either = [anyOf, oneOf].find((one) => Array.isArray(one));
  if (Array.isArray(either)) {
    const text = either.find((one) => partsOf(one).type === "string");
    return sample(text ?? either[0], hostile);
  }
  switch (type) {
    case "string":
      hostile.at -= 1;
      return hostile.at === -1
        ? hostile.text
        : typeof pattern === "string"
          ? "2026-11-23T18:40:00Z"
          : "ann@example.org";
    case "integer":
    case "number":
      return typeof minimum === "number" ? Math.max(1, minimum) : 1;
    case "boolean":
      return true;
    case "array":
      return [sample(items, hostile)];
    case "object":
      return Object.fromEntries(
        Object.entries(partsOf(properties)).map(([name, one]) => [name, sample(one, hostile)]),
      );
    default:
      return null;
  }
}

/** The number of string fields in a schema. */
function places(schema: unknown): number {
  const counting = { at: 1_000_000, text: "" };
  sample(schema, counting);
  return 1_000_000 - counting.at;
}

const schemaOf = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input" });

test("each text field of each body takes linear time", async () => {
  const problems: string[] = [];
  let tried = 0;
  for (const { method, path, body, bodyLimit = 64 * 1024 } of routes) {
    if (method === "get") continue;
    const schema = schemaOf(body);
    const n = Math.floor(Math.min(bodyLimit, 600_000) / 13);
    for (let place = 0; place < places(schema); place += 1) {
      for (const { name, text } of nextHostile(TEXTS)) {
        const at = await filled(path);
        tried += 1;
        const json = (size: number) => JSON.stringify(sample(schema, { at: place, text: text(size) }));
        const where = `${method} ${path}, text ${place}, ${name}`;
        problems.push(...(await grown(where, n, json, (one) => send(method, at, one))));
      }
    }
  }
  expect(problems).toEqual([]);
  expect(tried).toBeGreaterThan(150);
});

test("each route refuses or reads any JSON in linear time", async () => {
  const shapes: readonly (readonly [string, (size: number) => string])[] = [
    ["deep lists", (size) => "[".repeat(size / 2) + "]".repeat(size / 2)],
    ["deep objects", (size) => `${'{"a":'.repeat(size / 6)}1${"}".repeat(size / 6)}`],
    ["many numbers", (size) => `[${"1,".repeat(size / 2 - 2)}1]`],
    ["many fields", (size) => `{${Array.from({ length: size / 12 }, (_, i) => `"f${i}":1`).join()}}`],
    ["the same field", (size) => `{${'"text":1,'.repeat(size / 9 - 1)}"text":1}`],
    ["a long number", (size) => `{"number":${"9".repeat(size - 20)}}`],
    ["escapes", (size) => `{"text":"${"\\u0022".repeat(size / 6 - 4)}"}`],
    ["backslashes", (size) => `{"text":"${"\\\\".repeat(size / 2 - 6)}\\"}`],
    ["quotes", (size) => '"'.repeat(size)],
    ["blanks", (size) => " ".repeat(size)],
    ["a long field", (size) => `{"${"a".repeat(size - 8)}":1}`],
  ];
  const problems: string[] = [];
  for (const { method, path, bodyLimit = 64 * 1024 } of routes) {
    if (method === "get") continue;
    const at = await filled(path);
    const n = Math.floor(Math.min(bodyLimit, 600_000) / 2) - 10;
    for (const [name, shape] of shapes) {
      problems.push(
        ...(await grown(`${method} ${path}, ${name}`, n, shape, (json) => send(method, at, json))),
      );
    }
  }
  const [name, shape] = shapes[2] ?? ["", () => ""];
  const large = "/tickets/1/replies";
  problems.push(
    ...(await grown(`${large}, ${name}`, 17_000_000, shape, (json) => send("post", large, json))),
  );
  expect(problems).toEqual([]);
});

test("each URL, query and header takes linear time", async () => {
  const problems: string[] = [];
  const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
  for (const { method, path, query } of routes) {
    const body = method === "get" ? null : "{}";
    const at = await filled(path);
    for (const { name, text } of nextHostile(TEXTS)) {
      const inPath = (size: number) => path.replace(/\{\w+\}/g, () => encoded(text(size)));
      if (path.includes("{"))
        problems.push(
          ...(await grown(`${path}, ${name}`, IN_HEAD, inPath, (one) => send(method, one, body))),
        );
      for (const field of Object.keys(partsOf(schemaOf(query).properties))) {
        const asked = (size: number) => `${at}?${field}=${encoded(text(size))}`;
        problems.push(
          ...(await grown(`${path}, ${field}, ${name}`, IN_HEAD, asked, (one) => send(method, one, body))),
        );
      }
      const many = (size: number) => `${at}?${encoded(text(20))}=&${"a&".repeat(size)}`;
      problems.push(
        ...(await grown(`${path}, many, ${name}`, IN_HEAD, many, (one) => send(method, one, body))),
      );
      const plain = (size: number) => text(size).replace(/[^\x20-\x7e]/g, "a");
      for (const header of [
        "authorization",
        "if-match",
        "if-none-match",
        "idempotency-key",
        "accept",
        "content-type",
      ]) {
        const where = `${method} ${path}, ${header}, ${name}`;
        const value = header === "authorization" ? (size: number) => `Bearer ${plain(size)}` : plain;
        problems.push(
          ...(await grown(where, IN_HEAD, value, (one) => send(method, at, body, { [header]: one }))),
        );
      }
    }
  }
  expect(problems).toEqual([]);
});

test("searches take linear time, with tickets that have the words", async () => {
  for (let i = 0; i < 20; i += 1) {
    const json = {
      subject: "a b c 的 的",
      requester: "bob@customer.example",
      text: "a 的 b - x ".repeat(500),
    };
    await desk.ask("POST", "/tickets", { json });
  }
  const problems: string[] = [];
  for (const { name, text } of nextHostile(150)) {
    const q = (size: number) =>
      `/tickets?q=${encodeURIComponent(`a ${text(size)}`.toWellFormed().slice(0, 1000))}`;
    problems.push(...(await grown(`q, ${name}`, 490, q, (path) => send("get", path, null))));
  }
  expect(problems).toEqual([]);
});

test("without a token a request costs next to nothing, whatever size it announces", async () => {
  let read = false;
  const server = await served(async (request, env) => {
    const answer = await app.fetch(request, env);
    read = request.bodyUsed;
    return answer;
  });
  for (const { method, path } of routes) {
    const at = path.replace(/\{\w+\}/g, "1");
    const name = method === "get" ? "POST" : method.toUpperCase();
    const head = `${name} ${at} HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/json\r\nContent-Length: 30000000\r\n\r\n`;
    const sent = await server.flood(head);
    expect(sent.answer, path).toMatch(/^HTTP\/1\.1 40[145] /);
    expect(read, path).toBe(false);
    expect(sent.read, path).toBeLessThan(400_000);
  }
  await server.close();
});
