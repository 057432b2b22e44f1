import { afterEach, beforeEach, expect, test } from "vitest";
import { type Desk, openDesk } from "./testing.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const opening = { subject: "Printer", requester: "Bob <Bob@Customer.example>", text: "It smokes" };

test("a ticket is opened, answered, changed and found", async () => {
  const opened = await desk.ask("POST", "/tickets", { json: opening });
  expect(opened.status).toBe(201);
  expect(opened.headers.get("location")).toBe("/api/v1/tickets/1");
  expect(await opened.json()).toMatchObject({ number: 1, requester: { address: "bob@customer.example" } });
  const answered = await desk.ask("POST", "/tickets/1/replies", { json: { text: "Pull the plug" } });
  expect(answered.status).toBe(201);
  expect(await answered.json()).toMatchObject({ direction: "out", text: "Pull the plug\n" });
  const changed = await desk.ask("PATCH", "/tickets/1", { json: { state: "closed", tags: ["fire"] } });
  expect(await changed.json()).toMatchObject({ state: "closed", tags: ["fire"] });
  const found = await desk.ask("GET", "/tickets?q=plug+state:closed+tag:fire");
  expect(await found.json()).toMatchObject({ items: [{ number: 1 }], next: null });
  expect(desk.logged).toEqual([]);
});
