/** The pages about several rulesets: added, shared, activated together, explained and deactivated. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { messageKey, ticketNumber } from "../../../../base/ids.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
let mailbox: string;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
  mailbox = String(desk.record.view.mailboxes()[0]?.address);
});
afterEach(() => desk.close());

const rule = (name: string, action: string) => `rule "${name}"\n  when mail arrives\n  then ${action}\n`;

/** Adds a ruleset, saves a text of it, and activates that. */
async function add(name: string, text: string): Promise<void> {
  await browser.get("/settings/rules");
  const added = await browser.post("/settings/rules/new", { name, mailbox: "" });
  expect(added.to).toBe(`/settings/rules?ruleset=${name}`);
  const version = await save(name, text);
  await browser.get(version);
  const done = await browser.post(`${version}/activate`, { reason: "" });
  expect(done.to).toBe(`/settings/rules?ruleset=${name}`);
}

async function save(ruleset: string, text: string): Promise<string> {
  await browser.get(`/settings/rules?ruleset=${ruleset}`);
  const saved = await browser.post("/settings/rules", { ruleset, text, reason: "", do: "save" });
  return saved.to ?? "";
}

const common = `ruleset "Common"\n${rule("Tagged", 'add tag "seen"')}`;

test("R-190 to R-198: a mailbox gets a ruleset of its own, which includes another", async () => {
  const first = (await browser.get("/settings/rules")).html;
  expect(first).toContain("All mailboxes follow the ruleset Default");
  await add("Common", common);
  await browser.get("/settings/rules");
  const added = await browser.post("/settings/rules/new", { name: "Sales", mailbox, include: "Common" });
  expect(added.to).toBe("/settings/rules?ruleset=Sales");
  expect(desk.record.view.ruleset(3)?.text).toBe(
    `ruleset "Sales" for mailbox "${mailbox}"\n\ninclude "Common"\n`,
  );
  const again = await browser.post("/settings/rules/new", { name: "Sales", mailbox: "" });
  expect([again.status, again.html.includes("There is a ruleset “Sales” already")]).toEqual([422, true]);

  // A rule by form, in that ruleset.
  await browser.get("/settings/rules/form?ruleset=Sales");
  const formed = await browser.post("/settings/rules/form", {
    ...{ ruleset: "Sales", rule: "", seen: "", name: "Sold", event: "mail arrives", match: "all" },
    ...{ fact: "subject", header: "", test: "contains", value: "buy" },
    ...{ action: "set-category", text: "Sales", group: "", person: "", template: "", webhook: "" },
    ...{ state: "", priority: "", do: "save" },
  });
  expect(formed.to).toBe("/settings/rules/4");
  const page = (await browser.get("/settings/rules/4")).html;
  for (const shown of ["Rules: Sales, version 4", "Sold"]) expect(page).toContain(shown);
  expect((await browser.post("/settings/rules/4/activate", { reason: "" })).to).toContain("Sales");
  const listed = (await browser.get("/settings/rules")).html;
  for (const shown of [mailbox, "Version 4 is active", "None: others include it", "All without their own"])
    expect(listed).toContain(shown);

  const mail = await desk.mail({
    from: { name: "Rita", address: "rita@customer.example" },
    subject: "I buy",
  });
  const number = ticketNumber(Number(desk.newest()));
  expect(desk.record.view.ticket(number)).toMatchObject({ category: "Sales", tags: ["seen"] });
  const why = (await browser.get(`/tickets/${number}/messages/${messageKey(mail)}/rules`)).html;
  for (const shown of ["This was the ruleset “Sales”", "from “Common”", "Tagged", "Sold"])
    expect(why).toContain(shown);

  await browser.get("/settings/rules?ruleset=Common");
  const refused = await browser.post("/settings/rules/deactivate", { ruleset: "Common", reason: "" });
  expect([refused.status, refused.html.includes("“Sales” includes “Common”")]).toEqual([422, true]);
  await browser.get("/settings/rules?ruleset=Sales");
  const ended = await browser.post("/settings/rules/deactivate", { ruleset: "Sales", reason: "moved" });
  expect(ended.to).toBe("/settings/rules?ruleset=Sales");
  expect((await browser.get("/settings/rules?ruleset=Sales")).html).toContain("Not active");
  expect((await browser.get("/settings/rules?ruleset=None")).status).toBe(404);
});

test("R-195: a version shows what it does to the rulesets that include it, and what is found stands where it is", async () => {
  await add("Common", common);
  await add(
    "Sales",
    `ruleset "Sales" for mailbox "${mailbox}"\ninclude "Common"\n${rule("Sold", "set priority to low")}`,
  );
  const contrary = await save("Common", `ruleset "Common"\n${rule("Tagged", "set priority to high")}`);
  const page = (await browser.get(contrary)).html;
  for (const shown of ["Other rulesets", "“Sales”, line 3, warning", "Accept for “Sales”"])
    expect(page).toContain(shown);
  const refused = await browser.post(`${contrary}/activate`, { reason: "" });
  expect([refused.status, refused.html.includes("has a new warning with it")]).toEqual([422, true]);
  const accept = "Sales: conflict:Sold | Tagged | priority";
  const accepted = await browser.post(`${contrary}/activate`, { reason: "", accept });
  expect(accepted.to).toBe("/settings/rules?ruleset=Common");
  const broken = await save("Common", `ruleset "Common"\n${rule("Sold", "set priority to high")}`);
  expect((await browser.get(broken)).html).toContain("cannot be activated");
  // For the editor, what stands in another ruleset is told where that is included.
  const text = `ruleset "Sales"\n${rule("Ends", "stop")}include "Common"\n`;
  await browser.get("/settings/rules?ruleset=Sales");
  const asked = async () =>
    (await browser.post("/settings/rules/findings", { ruleset: "Sales", former: "", text })).html;
  await expect.poll(asked, { timeout: 20_000 }).toContain("In “Common”");
  const place = { from: text.indexOf("include"), to: text.length - 1 };
  expect(await asked()).toContain(`"from":${place.from},"to":${place.to}`);
});
