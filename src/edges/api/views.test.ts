import { afterAll, beforeAll, expect, test } from "vitest";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeAll(async () => {
  desk = await openServer();
});
afterAll(() => desk.close());

test("views are saved, changed and removed, and seen by those whom they are for", async () => {
  const fields = {
    ...{ name: "Lamps", query: "is:todo tag:lamp", order: "due", columns: ["state", "due"] },
    shared: { with: "nobody" },
  };
  const ask = async (method: string, path: string, token: string, json?: unknown) => {
    const answer = await desk.ask(method, path, { token, ...(json === undefined ? {} : { json }) });
    return [answer.status, await answer.json()] as const;
  };
  const { admin, agent, reader } = desk.tokens;
  const [status, saved] = await ask("POST", "/views", agent, fields);
  expect([status, saved]).toMatchObject([201, { ...fields, id: expect.any(String) }]);
  const path = `/views/${(saved as { id: string }).id}`;
  expect(await ask("GET", path, agent)).toEqual([200, saved]);
  expect((await ask("GET", path, admin))[0]).toBe(404);
  expect(await ask("GET", "/views", admin)).toEqual([200, { items: [], next: null }]);
  expect((await ask("POST", "/views", reader, fields))[0]).toBe(403);
  expect(await ask("POST", "/views", agent, { ...fields, shared: { with: "everyone" } })).toMatchObject([
    ...[403, { field: "shared" }],
  ]);
  expect(await ask("POST", "/views", agent, { ...fields, query: "state:nowhere" })).toMatchObject([
    ...[400, { field: "query" }],
  ]);
  const everyones = { ...fields, shared: { with: "everyone" } };
  expect(await ask("PUT", path, admin, everyones)).toMatchObject([200, { shared: { with: "everyone" } }]);
  expect(await ask("GET", "/views", reader)).toMatchObject([200, { items: [{ name: "Lamps" }] }]);
  expect((await ask("DELETE", path, agent))[0]).toBe(200);
  expect((await ask("GET", path, agent))[0]).toBe(404);
  expect((await ask("DELETE", path, admin))[0]).toBe(404);
});
