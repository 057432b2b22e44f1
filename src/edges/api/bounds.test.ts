/** Everything in a request has a limit, and bodies that are not needed are not read. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { routesOf } from "./api.ts";
import { Problem } from "./shapes.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeAll(async () => {
  desk = await openServer();
});
afterAll(() => desk.close());

/** Places in a JSON Schema where a text or a list has no limit. */
function unbounded(schema: unknown, at: string): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((one, i) => unbounded(one, `${at}[${i}]`));
  const known = z.record(z.string(), z.unknown()).safeParse(schema);
  if (!known.success) return [];
  const { type, maxLength, maxItems, enum: values, const: value } = known.data;
  const open =
    (type === "string" && maxLength === undefined && values === undefined && value === undefined) ||
    (type === "array" && maxItems === undefined);
  const inside = Object.entries(known.data).flatMap(([name, one]) => unbounded(one, `${at}.${name}`));
  return open ? [at, ...inside] : inside;
}

describe("every route", () => {
  test("limits each text and each list in a request", () => {
    for (const { method, path, params, query, body } of routesOf(desk.parts)) {
      for (const [part, schema] of Object.entries({ params, query, body })) {
        expect(unbounded(z.toJSONSchema(schema, { io: "input" }), part), `${method} ${path}`).toEqual([]);
      }
    }
  });

  test("has a body limit that fits its fields' limits, in plain letters", () => {
    for (const { method, path, body, bodyLimit = 64 * 1024 } of routesOf(desk.parts)) {
      const longest = lengthOf(z.toJSONSchema(body, { io: "input" }));
      // The attachments also have a limit in total.
      expect(Math.min(longest, 39_000_000), `${method} ${path}`).toBeLessThan(bodyLimit);
    }
  });

  test("reads nothing without permission, or beyond its limit", async () => {
    for (const { method, path, needs } of routesOf(desk.parts).filter(({ method }) => method !== "get")) {
      const url = path.replace("{number}", "1").replace(/\{\w+\}/g, "x");
      const [unknown, reader] = [counted(10), counted(10)];
      const headers = { "content-type": "application/json", "content-length": String(200_000_000) };
      expect(
        (await desk.ask(method.toUpperCase(), url, { token: null, body: unknown.body, headers })).status,
        url,
      ).toBe(401);
      expect(
        (await desk.ask(method.toUpperCase(), url, { token: desk.tokens.reader, body: reader.body, headers }))
          .status,
        // A check changes nothing, so readers may ask for it.
      ).toBe(needs === "settings.read" ? 413 : 403);
      const large = counted(10);
      expect((await desk.ask(method.toUpperCase(), url, { body: large.body, headers })).status, url).toBe(
        413,
      );
      // A stream that nobody reads has one chunk ready.
      expect(Math.max(unknown.given(), reader.given(), large.given()), url).toBeLessThanOrEqual(65_536);
    }
  });
});

test("a body without a length is read up to its limit", async () => {
  const stream = counted(1000);
  const answer = await desk.ask("POST", "/tickets/1/merge", {
    body: stream.body,
    headers: { "content-type": "application/json" },
  });
  expect(answer.status).toBe(413);
  expect(stream.given()).toBeLessThan(4 * 65_536);
});

test("JSON that is too deep, or has too many values, is refused before it is parsed", async () => {
  const send = async (json: string) => {
    const headers = { "content-type": "application/json" };
    const answer = await desk.ask("POST", "/tickets/1/replies", { body: json, headers });
    return [answer.status, Problem.parse(await answer.json()).code];
  };
  expect(await send("[".repeat(1_000_000))).toEqual([413, "request.too-large"]);
  expect(await send(`{"to":${"[".repeat(40)}${"]".repeat(40)}}`)).toEqual([413, "request.too-large"]);
  expect(await send(`[${"1,".repeat(60_000)}1]`)).toEqual([413, "request.too-large"]);
  // Marks within a string are not syntax.
  const text = `"\\"[{,${"[".repeat(100)}${",".repeat(100_000)}\\\\"`;
  expect(await send(`{"text":${text},"nothing":1}`)).toEqual([400, "request.invalid"]);
  expect(await send('{"text":"')).toEqual([400, "request.invalid"]);
});

test("a query has a limit of parameters", async () => {
  const many = Array.from({ length: 60 }, (_, i) => `p${i}=1`).join("&");
  const answer = await desk.ask("GET", `/tickets?${many}`);
  expect([answer.status, Problem.parse(await answer.json()).detail]).toEqual([
    400,
    "A query has at most 50 parameters",
  ]);
});

test("a search has a limit of words, also in scripts without spaces", async () => {
  const status = async (q: string) => (await desk.ask("GET", `/tickets?q=${encodeURIComponent(q)}`)).status;
  expect(await status(Array.from({ length: 50 }, (_, i) => `w${i}`).join(" "))).toBe(200);
  expect(await status(Array.from({ length: 51 }, (_, i) => `w${i}`).join(" "))).toBe(400);
  expect(await status(`"${"的".repeat(50)}"`)).toBe(200);
  expect(await status(`"${"的".repeat(51)}"`)).toBe(400);
});

test("a file's bytes are base64 and nothing else", async () => {
  const send = async (content: string) => {
    const json = { text: "x", attachments: [{ name: "a.bin", content }] };
    return Problem.parse(await (await desk.ask("POST", "/tickets/1/replies", { json })).json()).field;
  };
  for (const bad of ["QQ", "QQ=", "Q Q=", "QQ==QQ==", "QQ-_", "!!!!", "QQ=A", "====", "A==="]) {
    expect(await send(bad), bad).toBe("attachments.0.content");
  }
  for (const good of ["", "QQ==", "QUE=", "QUFB", "+/+/"]) expect(await send(good), good).toBeUndefined();
});

/** A body that counts what is read of it, in chunks of 64 KB. */
function counted(pieces: number) {
  let given = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        given += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
        if (given >= pieces * 65_536) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { body, given: () => given };
}

/** The most characters of JSON that a schema allows. */
function lengthOf(schema: unknown): number {
  const { data = {} } = z.record(z.string(), z.unknown()).safeParse(schema);
  const number = (value: unknown) => (typeof value === "number" ? value : 0);
  const either = [data.anyOf, data.oneOf].flatMap((one) => (Array.isArray(one) ? one : []));
  if (either.length > 0) return Math.max(...either.map(lengthOf));
  if (data.type === "string") return number(data.maxLength) + 4;
  if (data.type === "array") return number(data.maxItems) * (lengthOf(data.items) + 1) + 4;
  const { data: fields = {} } = z.record(z.string(), z.unknown()).safeParse(data.properties);
  return Object.entries(fields).reduce((sum, [name, one]) => sum + name.length + 4 + lengthOf(one), 20);
}
