/** The pages that try a ruleset on past mail. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StartReplay } from "../../../../engine/rules/replays.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
  for (const subject of ["My invoice", "Your invoice", "A question"])
    await desk.mail({ from: { name: "Rita", address: "rita@customer.example" }, subject, text: subject });
});
afterEach(() => desk.close());

const text = `ruleset "Desk"
rule "Invoices"
when mail arrives
and subject contains "invoice"
then set category to "Billing"
rule "Mine"
when new mail arrives
and subject contains "my"
then hold because "ask"
`;

async function saved(of: string): Promise<string> {
  await browser.get("/settings/rules");
  return (await browser.post("/settings/rules", { text: of, reason: "", do: "save" })).to ?? "";
}

/** The page of a trial once it has ended. */
async function ended(address: string): Promise<string> {
  for (;;) {
    const page = await browser.get(address);
    if (page.headers.get("refresh") === null) return page.html;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("a version is tried on past mail: what would be different is counted, listed and explained", async () => {
  const version = await saved(text);
  expect((await browser.get(version)).html).toContain("Try on past mail");
  const { to } = await browser.post(`${version}/replay`, { since: "2026-11-01", until: "" });
  expect(to).toMatch(/^\/settings\/rules\/replay\/[0-9a-f]{1,64}$/);
  const page = await ended(to ?? "");
  for (const shown of ["3 mails were tried: 2 would be different.", "Billing", "hold because", "in a ticket"])
    expect(page).toContain(shown);
  expect(page).toContain("Your invoice");
  const [, kind = ""] = /href="([^"]*\?kind=1)#mails"/.exec(page) ?? [];
  const ofKind = (await browser.get(kind)).html;
  expect([ofKind.includes("My invoice"), ofKind.includes("Your invoice")]).not.toEqual([true, true]);
  const [, mail = ""] = /href="(\/settings\/rules\/replay\/[^"?#]+)"><bdi>Your/.exec(page) ?? [];
  const trace = (await browser.get(mail)).html;
  for (const shown of [
    "There were no rules.",
    "set category to &quot;Billing&quot;",
    "Condition not met: subject contains",
    'href="/tickets/2"',
  ])
    expect(trace).toContain(shown);
  expect((await browser.get(`${to}/none`)).status).toBe(404);
  // Nothing of it has happened.
  expect((await browser.get("/tickets/2")).html).not.toContain("Billing");
});

test("a text is tried without being saved, on other days if wanted", async () => {
  await browser.get("/settings/rules");
  const { to } = await browser.post("/settings/rules", { text, reason: "", do: "replay" });
  expect(await ended(to ?? "")).toContain("3 mails were tried");
  const wrong = await browser.post(to ?? "", { do: "again", since: "2026-11-20", until: "2026-11-01" });
  expect([wrong.status, wrong.html.includes("The first day has to be before the last one")]).toEqual([
    422,
    true,
  ]);
  const other = await browser.post(to ?? "", { do: "again", since: "2026-10-01", until: "2026-10-31" });
  expect(await ended(other.to ?? "")).toContain("No mail of these days");
  expect(desk.record.view.rulesets("Default", 9, 9)).toEqual([]);
});

test("a text with errors is not tried, and agents try nothing", async () => {
  await browser.get("/settings/rules");
  const wrong = await browser.post("/settings/rules", { text: "rule", reason: "", do: "replay" });
  expect(wrong.status).toBe(422);
  const version = await saved(text);
  await browser.get(version);
  const { to } = await browser.post(`${version}/replay`, { since: "2026-11-01", until: "" });
  const agent = desk.browser();
  await agent.logIn("ann");
  expect((await agent.get(to ?? "")).status).toBe(403);
});

test("a trial shows how far it is and can be stopped; the next one waits for its end", async () => {
  const stopped: string[] = [];
  const start: StartReplay = ({ since }, { progress }) => {
    progress(1, 4);
    const { promise, resolve } = Promise.withResolvers<null>();
    const stop = () => {
      stopped.push(new Date(since).toISOString());
      resolve(null);
    };
    return { done: promise, stop };
  };
  const other = await openServer({}, { startReplay: start });
  try {
    const admin = other.browser();
    await admin.logIn();
    const begin = async (since: string) => {
      await admin.get("/settings/rules");
      const { to } = await admin.post("/settings/rules", { text, reason: "", do: "replay", since });
      return to ?? "";
    };
    const [first, second] = [await begin("2026-11-01"), await begin("2026-11-02")];
    expect((await admin.get(second)).html).toContain("Waiting until another trial has ended.");
    expect((await admin.get(first)).html).toContain("25% of the journal done");
    await admin.post(first, { do: "cancel" });
    const page = await admin.get(first);
    expect([page.headers.get("refresh"), page.html.includes("It was stopped.")]).toEqual([null, true]);
    expect((await admin.get(second)).html).toContain("25% of the journal done");
    expect(stopped).toHaveLength(1);
  } finally {
    await other.close();
  }
});

test("a trial that cannot be started has failed, and the next one is not kept waiting", async () => {
  let starts = 0;
  const start: StartReplay = () => {
    starts += 1;
    if (starts === 1) throw new Error("no process");
    return { done: Promise.resolve(null), stop: () => {} };
  };
  const other = await openServer({}, { startReplay: start });
  try {
    const admin = other.browser();
    await admin.logIn();
    for (const since of ["2026-11-01", "2026-11-02"]) {
      await admin.get("/settings/rules");
      const { to } = await admin.post("/settings/rules", { text, reason: "", do: "replay", since });
      await expect.poll(async () => (await admin.get(to ?? "")).headers.get("refresh")).toBeNull();
    }
    expect(starts).toBe(2);
  } finally {
    await other.close();
  }
});
