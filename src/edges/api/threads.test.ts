import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem, TicketShape, TicketSummary } from "./shapes.ts";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
  for (const name of ["a", "b"]) {
    await desk.mail({
      messageId: `<${name}@customer.example>`,
      subject: name,
      from: { name: "", address: `${name}@customer.example` },
    });
  }
});
afterEach(() => desk.close());

const ticket = async (number: number) =>
  TicketShape.parse(await (await desk.ask("GET", `/tickets/${number}`)).json());

test("a ticket is merged into another one, which is returned, and unmerged", async () => {
  const merged = await desk.ask("POST", "/tickets/2/merge", { json: { into: 1 } });
  expect(merged.status).toBe(200);
  expect(TicketSummary.parse(await merged.json())).toMatchObject({ number: 1 });
  expect((await ticket(1)).messages.length).toBe(2);
  expect(await ticket(2)).toMatchObject({ state: "closed", mergedInto: 1, messages: [] });
  const refused = await desk.ask("POST", "/tickets/2/notes", { json: { text: "x" } });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: "ticket.state" });
  expect((await desk.ask("POST", "/tickets/2/unmerge", { json: {} })).status).toBe(200);
  expect((await ticket(2)).messages.length).toBe(1);
});

test("messages are split off, or moved to another ticket", async () => {
  const key = await desk.mail({
    references: ["<a@customer.example>"],
    from: { name: "", address: "a@customer.example" },
  });
  const split = await desk.ask("POST", "/tickets/1/split", { json: { messages: [key], subject: "Else" } });
  expect(TicketSummary.parse(await split.json())).toMatchObject({ number: 3, subject: "Else" });
  const note = await desk.ask("POST", "/tickets/3/notes", { json: { text: "so that it is not empty" } });
  expect(note.status).toBe(201);
  const moved = await desk.ask("POST", "/tickets/3/split", { json: { messages: [key], to: 2 } });
  expect(TicketSummary.parse(await moved.json())).toMatchObject({ number: 2 });
  expect((await ticket(2)).messages.map(({ id }) => id)).toContain(key);
});

test.each([
  ["/tickets/2/merge", {}, 400, "into"],
  ["/tickets/2/merge", { into: 2 }, 400, "into"],
  ["/tickets/2/merge", { into: 99 }, 404, undefined],
  ["/tickets/2/unmerge", {}, 409, undefined],
  ["/tickets/1/split", { messages: ["nothing"] }, 400, "messages"],
])("%s with %j is refused with %i", async (path, json, status, field) => {
  const answer = await desk.ask("POST", path, { json });
  expect(answer.status).toBe(status);
  expect(Problem.parse(await answer.json()).field).toBe(field);
});
