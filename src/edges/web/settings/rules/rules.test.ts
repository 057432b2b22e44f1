/** The pages about rules, and what they did on a ticket. */

import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { messageKey } from "../../../../base/ids.ts";
import { studyRuleset } from "../../../../domain/ruleset/analysis/index.ts";
import { bundled, checkRuleset, gathered } from "../../../../domain/ruleset/index.ts";
import { lengthOf } from "../../../../domain/target/index.ts";
import { rulesHere } from "../../../../engine/rules/thread.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const rule = (group: string) =>
  `ruleset "Desk"\nrule "Invoices"\nwhen mail arrives\nand subject contains "invoice"\nthen assign to group "${group}"\n`;

async function saved(text: string, reason = ""): Promise<string> {
  await browser.get("/settings/rules");
  const { to } = await browser.post("/settings/rules", { text, reason, do: "save" });
  return to ?? "";
}

test("a ruleset is checked without being saved", async () => {
  await browser.get("/settings/rules");
  const text = `${rule("Accounts")}rule "two"\nwhen mail arives\nthen stop\n`;
  const { status, html } = await browser.post("/settings/rules", { text, reason: "", do: "check" });
  expect(status).toBe(200);
  for (const shown of ["Line 7, error:", "did you mean arrives?", "when mail arives"])
    expect(html).toContain(shown);
  expect(desk.record.view.rulesets("Default", 9, 9)).toEqual([]);
});

test("a version is saved, its warning accepted, activated, and mail follows it", async () => {
  const version = await saved(rule("Accounts"), "Invoices to their group");
  expect(version).toBe("/settings/rules/1");
  const page = (await browser.get(version)).html;
  for (const shown of ["Invoices to their group", "names the group Accounts", "Changes to version 0"])
    expect(page).toContain(shown);
  const refused = await browser.post(`${version}/activate`, { reason: "" });
  expect([refused.status, refused.html.includes("has a warning")]).toEqual([422, true]);
  await browser.get(version);
  const done = await browser.post(`${version}/activate`, { reason: "", accept: "no-group:Accounts" });
  expect(done.to).toBe("/settings/rules");
  expect((await browser.get("/settings/rules")).html).toContain(
    "This version applies to all new mail from now on.",
  );
  const mail = await desk.mail({
    from: { name: "Rita", address: "rita@customer.example" },
    subject: "My invoice",
  });
  const ticket = (await browser.get(`/tickets/${desk.newest()}`)).html;
  const why = `/tickets/${desk.newest()}/messages/${messageKey(mail)}/rules`;
  for (const shown of [
    "applied the rule “Invoices”: assign to group &quot;Accounts&quot;",
    "rule-failed",
    `href="${why}"`,
  ])
    expect(ticket).toContain(shown);
  const explained = (await browser.get(why)).html;
  expect(explained).toContain("names the group Accounts, which does not exist.");
});

test("a version with errors offers no activation, and an earlier one is returned to", async () => {
  const bad = await saved("rule");
  expect((await browser.get(bad)).html).toContain("cannot be activated");
  await browser.get(await saved('ruleset "Desk"\n'));
  expect((await browser.post("/settings/rules/2/activate", { reason: "" })).to).toBe("/settings/rules");
  await browser.get("/settings/rules/0");
  await browser.post("/settings/rules/0/activate", { reason: "as it was" });
  expect((await browser.get("/settings/rules/0")).html).toContain("This version applies to all new mail.");
  expect((await browser.get("/settings/rules/9")).status).toBe(404);
});

test("the examples of the help have no errors, and their tests pass", () => {
  const help = readFileSync(new URL("rules.md", import.meta.url), "utf8");
  const examples = help.match(/^ {4}.*\n(?:^ {4}.*\n|^\n(?= {4}))*/gm) ?? [];
  expect(examples.length).toBeGreaterThan(3);
  const all = {
    group: () => true,
    person: () => true,
    template: () => true,
    webhook: () => true,
    own: () => false,
    mailbox: () => true,
  };
  let passed = 0;
  const texts = examples.map((example) => example.replace(/^ {4}/gm, ""));
  const named = new Map(texts.map((text) => [/^ruleset "([^"]*)"/.exec(text)?.[1] ?? "", text]));
  for (const example of texts) {
    const text = example.startsWith("ruleset") ? example : `ruleset "x"\n${example}`;
    // What an example includes is another example.
    const others = gathered({ name: "", text }, (name) => named.get(name) ?? null);
    const checked = checkRuleset(bundled(text, null, others), all);
    const { problems, tests, ruleset } = checked;
    expect([problems, tests.filter(({ failures }) => failures.length > 0)]).toEqual([[], []]);
    passed += tests.length;
    // As the help says: 3 days are 22 hours and 30 minutes.
    for (const { calendar, limits } of ruleset.targets)
      if (limits.resolved) expect(lengthOf(limits.resolved, calendar)).toBe(22.5 * 3_600_000);
  }
  expect(passed).toBeGreaterThan(2);
});

test("agents see why, and no settings", async () => {
  await browser.get(await saved(`${rule("x").replace("assign to group", "add tag")}`));
  await browser.post("/settings/rules/1/activate", { reason: "" });
  const mail = await desk.mail({
    from: { name: "Rita", address: "rita@customer.example" },
    subject: "A question",
  });
  const agent = desk.browser();
  await agent.logIn("ann");
  expect((await agent.get("/settings/rules")).status).toBe(403);
  const { html } = await agent.get(`/tickets/${desk.newest()}/messages/${messageKey(mail)}/rules`);
  for (const shown of ["did not fire", "Condition not met: subject contains", "subject was “A question”"])
    expect(html).toContain(shown);
});

const twice = `${rule("Accounts").replace("assign to group", "set category to")}rule "Complaints"
when mail arrives
and body contains "complaint"
then set category to "Legal"
`;

test("what analysis finds stands beside its rule, with a mail that is run through the rules", async () => {
  await browser.get("/settings/rules");
  const { html } = await browser.post("/settings/rules", { text: twice, reason: "", do: "check" });
  for (const shown of [
    "Line 6, warning:",
    "the rules Invoices and Complaints fire together; both set the category",
    "body &quot;complaint&quot;",
    "Note:",
    "there is new mail for which no rule fires",
  ])
    expect(html).toContain(shown);
  const run = /href="(\/settings\/rules\/try[^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const tried = (await browser.get(run)).html;
  for (const shown of [
    "both set the category",
    "set category to &quot;Accounts&quot;",
    "set category to &quot;Legal&quot;",
  ])
    expect(tried).toContain(shown);
  const back = /href="(\/settings\/rules\?checked=[^"]*)"/.exec(tried)?.[1] ?? "";
  expect((await browser.get(back)).html).toContain("Line 6, warning:");
  expect((await browser.get("/settings/rules/try?checked=x&finding=0")).status).toBe(404);
  expect((await browser.get(run.replace("finding=0", "finding=9"))).status).toBe(404);
});

test("the editor gets what is found in a text that is being written, and a former one is given up", async () => {
  await browser.get("/settings/rules");
  const foundIn = async (text: string, former: string) => {
    for (;;) {
      const found = JSON.parse((await browser.post("/settings/rules/findings", { text, former })).html);
      if (found.done) return found;
    }
  };
  const found = await foundIn(twice, "");
  const [conflict] = found.findings;
  expect(conflict).toMatchObject({ severity: "warning", from: twice.indexOf('rule "Complaints"') });
  expect(conflict.example.lines).toContain('body "complaint"');
  expect((await browser.get(conflict.example.run)).html).toContain("set category to &quot;Legal&quot;");
  await browser.get("/settings/rules");
  const broken = await foundIn("rule", found.checked);
  expect(broken.findings[0]).toMatchObject({ severity: "error", example: null });
});

test("what analysis doubts is accepted before activation, and what it proves wrong is not", async () => {
  const version = await saved(twice);
  await browser.get(version);
  const refused = await browser.post(`${version}/activate`, { reason: "" });
  expect([refused.status, refused.html.includes("has a warning")]).toEqual([422, true]);
  await browser.get(version);
  const accept = "conflict:Complaints | Invoices | category";
  expect((await browser.post(`${version}/activate`, { reason: "", accept })).to).toBe("/settings/rules");
  const never = await saved(
    `${rule("x").replace("assign to group", "add tag")}`.replace("then", 'and subject is "x"\nthen'),
  );
  expect((await browser.get(never)).html).toContain("cannot be activated");
});

test("an analysis that takes long shows how far it is, and can be stopped", async () => {
  const ending = new AbortController();
  const other = await openServer(
    {},
    {
      rules: {
        ...rulesHere,
        study: (text, { signal, progress }) =>
          new Promise((resolve) => {
            progress(1, 4);
            ending.signal.addEventListener("abort", () => resolve(null));
            studyRuleset(text, {
              first: (study) => signal.addEventListener("abort", () => resolve(study)),
              progress() {},
            });
          }),
      },
    },
  );
  try {
    const admin = other.browser();
    await admin.logIn();
    await admin.get("/settings/rules");
    const begun = await admin.post("/settings/rules", { text: twice, reason: "", do: "check" });
    expect(begun.to).toMatch(/^\/settings\/rules\?checked=/);
    const page = await admin.get(begun.to ?? "");
    expect(page.html).toContain("25% of the rules done");
    const checked = (begun.to ?? "").split("=")[1] ?? "";
    const stopped = await admin.post("/settings/rules", { do: "cancel", checked });
    expect(stopped.to).toBe(begun.to);
    const after = (await admin.get(begun.to ?? "")).html;
    expect(after).toContain("the analysis ended before it was done");
  } finally {
    ending.abort();
    await other.close();
  }
});
