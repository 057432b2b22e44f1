import { afterEach, beforeEach, expect, test } from "vitest";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const rules = (category: string) => `ruleset "Desk"
rule "One"
  when new mail arrives
  and subject contains "bill"
  then set category to "${category}"
rule "None"
  when reply arrives
  then clear category
`;

async function list(query = "") {
  const answer = await desk.ask("GET", `/categories${query}`, { token: desk.tokens.reader });
  expect(answer.status).toBe(200);
  return JSON.parse(await answer.text());
}

async function activate(text: string): Promise<void> {
  const saved = await desk.ask("POST", "/rulesets", { json: { text } });
  const { version } = JSON.parse(await saved.text());
  const active = await desk.ask("POST", `/rulesets/${version}/activate`, { json: {} });
  expect([active.status, await active.text()]).toEqual([200, expect.anything()]);
}

test("categories are those that tickets have, and those that the active ruleset sets", async () => {
  expect(await list()).toEqual({ items: [], next: null });
  for (const subject of ["One", "Two"])
    await desk.mail({ from: { name: "", address: `${subject}@customer.example` }, subject });
  for (const [number, category] of [
    [1, "Billing"],
    [2, "Advice"],
  ] as const)
    await desk.ask("PATCH", `/tickets/${number}`, { json: { category } });
  await activate(rules("Orders"));
  await activate(rules("Billing").replace("bill", "order"));
  expect((await list()).items).toEqual([
    { name: "Advice", inUse: true, inRules: false },
    { name: "Billing", inUse: true, inRules: true },
  ]);
  const first = await list("?limit=1");
  expect([first.items.length, first.next]).toEqual([1, "Advice"]);
  expect((await list(`?limit=1&cursor=${first.next}`)).items).toMatchObject([{ name: "Billing" }]);
  await activate(rules("Orders"));
  expect((await list()).items.map(({ name }: { name: string }) => name)).toEqual([
    "Advice",
    "Billing",
    "Orders",
  ]);
});
