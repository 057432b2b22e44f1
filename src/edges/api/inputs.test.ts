/** What a request may contain is checked on every route: nothing is taken as something else. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { routesOf } from "./api.ts";
import type { Route } from "./route.ts";
import { Problem } from "./shapes.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeAll(async () => {
  desk = await openServer();
});
afterAll(() => desk.close());

/** A path with valid parameters, of things that need not exist. */
const pathOf = ({ path }: Pick<Route, "path">) =>
  path
    .replace(/\{(?:number|version)\}/, "1")
    .replace("{id}", "0".repeat(26))
    .replace(/\{\w+\}/g, "x");

const properties = z.object({ properties: z.record(z.string(), z.unknown()).default({}) });
const kindOf = z.object({ type: z.string().optional() });

/** The parameters that are whole numbers, by the schema. */
function wholeIn(schema: z.ZodType): readonly string[] {
  const found = properties.parse(z.toJSONSchema(schema, { io: "input" })).properties;
  return Object.entries(found).flatMap(([name, of]) => (kindOf.parse(of).type === "integer" ? [name] : []));
}

test("every body is an object: nothing else is taken as one", async () => {
  const before = await desk.record.journal.head();
  const routes = routesOf(desk.parts).filter(({ method }) => method !== "get");
  expect(routes.length).toBeGreaterThan(40);
  for (const route of routes) {
    for (const body of ["null", "[]", "[{}]", "7", '"text"', "true"]) {
      const headers = { "content-type": "application/json" };
      const url = pathOf(route);
      const answer = await desk.ask(route.method.toUpperCase(), url, { body, headers });
      expect(answer.status, `${route.method} ${url} ${body}`).toBe(400);
      expect(Problem.parse(await answer.json()).code).toBe("request.invalid");
    }
  }
  expect(await desk.record.journal.head()).toBe(before);
});

test("every number in a query is decimal digits", async () => {
  const routes = routesOf(desk.parts).filter(({ method }) => method === "get");
  const numbers = routes.flatMap((route) => wholeIn(route.query).map((name) => ({ route, name })));
  expect([...new Set(numbers.map(({ name }) => name))].sort()).toEqual([
    "after",
    "candidate",
    "cursor",
    "limit",
  ]);
  for (const { route, name } of numbers) {
    for (const wrong of [
      "",
      "x",
      "1.5",
      "0x32",
      "1e2",
      "-1",
      "%2B1",
      "1,000",
      "%D9%A3",
      "9999999999999999",
    ]) {
      const answer = await desk.ask("GET", `${pathOf(route)}?${name}=${wrong}`);
      expect(answer.status, `${route.path} ${name}=${wrong}`).toBe(400);
      expect(Problem.parse(await answer.json()).field).toBe(name);
    }
  }
});

test("a ticket's number in a path is decimal digits", async () => {
  for (const number of ["1.5", "0x1", "1e0", "-1", "%2B1"]) {
    const answer = await desk.ask("GET", `/tickets/${number}`);
    expect(answer.status, number).toBe(404);
  }
});

test("the position in Last-Event-ID is a number", async () => {
  const headers = { accept: "text/event-stream", "last-event-id": "0x5" };
  expect((await desk.ask("GET", "/journal", { headers })).status).toBe(400);
});
