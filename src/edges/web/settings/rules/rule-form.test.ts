/** Rules in a list and as forms. */

import { afterEach, beforeEach, expect, test } from "vitest";
import { system } from "../../../../domain/policy/index.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const two = `# Ours.
ruleset "Desk"

# Money.
rule "Invoices"
  when mail arrives # any
  and subject contains "invoice"
  then set category to "Billing"

rule "Exact"
  when mail arrives
  and subject contains exactly "VIP"
  then raise priority

test "an invoice"
  given subject "Invoice 1"
  expect rule "Invoices"
`;

async function save(text: string): Promise<void> {
  await browser.get("/settings/rules");
  const { to } = await browser.post("/settings/rules", { text, reason: "", do: "save" });
  expect(to).toMatch(/^\/settings\/rules\/\d+$/);
}

const newest = (): string => {
  const [row] = desk.record.view.rulesets("Default", Number.MAX_SAFE_INTEGER, 1);
  return desk.record.view.ruleset(row?.version ?? 0)?.text ?? "";
};

/** The fields of the form on a page, as a browser would send them. */
function sent(html: string): Record<string, string[]> {
  const form = html.slice(html.indexOf('class="stack rule-form"'));
  const found: Record<string, string[]> = {};
  const put = (name: string, value: string) => {
    found[name] = [...(found[name] ?? []), unescaped(value)];
  };
  for (const [tag, name = "", inner = ""] of form.matchAll(
    /<input[^>]* name="(\w+)"[^>]*>|<select[^>]* name="\w+"[^>]*>(?:(?!<\/select>)[\s\S])*/g,
  )) {
    if (tag.startsWith("<input")) put(name, /value="([^"]*)"/.exec(tag)?.[1] ?? "");
    else {
      const selected = /<option value="([^"]*)" selected/.exec(tag)?.[1];
      put(/name="(\w+)"/.exec(tag)?.[1] ?? inner, selected ?? /<option value="([^"]*)"/.exec(tag)?.[1] ?? "");
    }
  }
  delete found.csrf;
  return found;
}
const unescaped = (text: string): string =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

const opened = async (path: string): Promise<Record<string, string[]>> =>
  sent((await browser.get(path)).html);

test("a new rule is filled in, saved as a new version, and says what was chosen", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?start=important");
  expect(form).toMatchObject({ name: ["Important customers"], match: ["any"], fact: ["sender domain", ""] });
  const saved = await browser.post("/settings/rules/form", {
    ...form,
    value: ["pier.example, quay.example", ""],
    do: "save",
  });
  expect(saved.to).toBe("/settings/rules/2");
  expect(newest()).toBe(
    two.replace(
      '\n\ntest "an',
      `

rule "Important customers"
  when mail arrives
  and sender domain is "pier.example" or "quay.example"
  then set priority to high
       add tag "important"

test "an`,
    ),
  );
  expect((await browser.get("/settings/rules/2")).html).toContain("Added the rule “Important customers”");
  expect((await browser.get("/settings/rules")).html).toContain("Version 2 is saved, but not active yet.");
});

test("a rule that is opened and saved stays as it was written", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  await browser.post("/settings/rules/form", { ...form, do: "save" });
  expect(newest()).toBe(two);
});

test("a rule is changed, with its name in tests, and keeps its comments", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  expect(form).toMatchObject({
    fact: ["subject", ""],
    test: ["contains", "contains"],
    action: ["set-category", ""],
  });
  await browser.post("/settings/rules/form", { ...form, name: "Bills", value: ['"a, b"', ""], do: "save" });
  expect(newest()).toBe(
    two.replaceAll('rule "Invoices"', 'rule "Bills"').replace('contains "invoice"', 'contains "a, b"'),
  );
});

test("more rows are added with what was typed still there", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  const more = await browser.post("/settings/rules/form", { ...form, name: "Half", do: "more" });
  const now = sent(more.html);
  expect([more.status, now.name, now.fact?.length, now.action?.length]).toEqual([200, ["Half"], 4, 4]);
  expect(newest()).toBe(two);
});

test.each([
  ["a value is missing", { value: ["", ""] }, /id="condition-0-value"[^>]*aria-invalid="true"/],
  [
    "a test does not fit",
    { test: ["at-least", "contains"] },
    /id="condition-0-value"[^>]*aria-invalid="true"/,
  ],
  ["nothing is done", { action: ["", ""] }, /The rule does nothing/],
  ["a state does not exist", { action: ["set-state", ""], state: ["moon", ""] }, /moon/],
  ["a name is missing", { name: " " }, /id="name"[^>]*aria-invalid="true"/],
  ["another rule has the name", { name: "Exact" }, /There is a rule “Exact” already/],
  ["a reply would be held", { action: ["hold", ""] }, /id="action-0-action"[^>]*aria-invalid="true"/],
])("where %s, the form is shown again with the fault", async (_, change, fault) => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  const refused = await browser.post("/settings/rules/form", { ...form, ...change, do: "save" });
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.html).toMatch(fault);
  expect(newest()).toBe(two);
});

test("a reply and a notification are rows", async () => {
  await save(two);
  await desk.engine.settings.saveTemplate(system("test"), { name: "Thanks", text: "We have it." });
  const form = await opened("/settings/rules/form?rule=Invoices");
  expect(form.template).toEqual(["", ""]);
  const change = { action: ["reply", "notify-assignee"], template: ["Thanks", ""] };
  await browser.post("/settings/rules/form", { ...form, ...change, do: "save" });
  expect(newest()).toContain('then reply with template "Thanks"\n       notify assignee\n');
});

test("a call of a webhook is a row, with the webhooks that there are", async () => {
  await save(two);
  await desk.engine.webhooks.save(system("test"), { name: "Shop", url: "https://shop.example/" });
  const form = await opened("/settings/rules/form?rule=Invoices");
  const change = { action: ["call", ""], webhook: ["Shop", ""] };
  await browser.post("/settings/rules/form", { ...form, ...change, do: "save" });
  expect(newest()).toContain('then call "Shop"\n');
  const { html } = await browser.get("/settings/rules/form?rule=Invoices");
  expect(html).toMatch(/<option value="Shop" selected/);
});

test("a form with a choice that is none is refused", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  expect(
    (await browser.post("/settings/rules/form", { ...form, fact: ["moon", ""], do: "save" })).status,
  ).toBe(400);
});

test("a rule that someone else changed meanwhile is shown, and saving again replaces it", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  const theirs = two.replace("Billing", "Money");
  await save(theirs);
  await browser.get("/settings/rules");
  const refused = await browser.post("/settings/rules/form", { ...form, value: ["bill", ""], do: "save" });
  expect(refused.status).toBe(412);
  expect(refused.html).toContain("set category to &quot;Money&quot;");
  expect(newest()).toBe(theirs);
  await browser.post("/settings/rules/form", { ...sent(refused.html), do: "save" });
  expect(newest()).toBe(two.replace('contains "invoice"', 'contains "bill"'));
});

test("what others changed in other rules stays", async () => {
  await save(two);
  const form = await opened("/settings/rules/form?rule=Invoices");
  const theirs = two.replace('exactly "VIP"', 'exactly "Vip"');
  await save(theirs);
  await browser.post("/settings/rules/form", { ...form, value: ["bill", ""], do: "save" });
  expect(newest()).toBe(theirs.replace('contains "invoice"', 'contains "bill"'));
});

test("rules are moved and removed, and a rule too long for a form is left to the text", async () => {
  await save(two);
  const { html } = await browser.get("/settings/rules");
  expect(html).toContain("/settings/rules/form?rule=Invoices");
  expect(html).not.toContain("/settings/rules/form?rule=Exact");
  expect((await browser.get("/settings/rules/form?rule=Exact")).to).toBe("/settings/rules#as-text");
  await browser.get("/settings/rules");
  await browser.post("/settings/rules/list", { rule: "Exact", seen: "", do: "earlier" });
  expect(newest().indexOf('rule "Exact"')).toBeLessThan(newest().indexOf('rule "Invoices"'));
  await browser.get("/settings/rules");
  const first = await browser.post("/settings/rules/list", { rule: "Exact", seen: "", do: "earlier" });
  expect([first.status, first.html.includes("is the first already")]).toEqual([400, true]);
  await browser.get("/settings/rules");
  const changed = await browser.post("/settings/rules/list", { rule: "Exact", seen: "other", do: "remove" });
  expect(changed.status).toBe(412);
  await browser.get("/settings/rules");
  const seen =
    'rule "Exact"\n  when mail arrives\n  and subject contains exactly "VIP"\n  then raise priority';
  await browser.post("/settings/rules/list", { rule: "Exact", seen, do: "remove" });
  expect(newest()).not.toContain("Exact");
  await browser.get("/settings/rules");
  expect((await browser.post("/settings/rules/list", { rule: "Exact", seen, do: "remove" })).status).toBe(
    404,
  );
});

test("a text that was made from an older version is not saved over a newer one", async () => {
  await save(two);
  const { html } = await browser.get("/settings/rules");
  const base = /name="base" value="(\d+)"/.exec(html)?.[1] ?? "";
  await save(two.replace("Billing", "Money"));
  await browser.get("/settings/rules");
  const mine = two.replace("invoice", "bill");
  const refused = await browser.post("/settings/rules", { text: mine, reason: "", base, do: "save" });
  expect([refused.status, refused.html.includes("Version 2 was saved meanwhile")]).toEqual([412, true]);
  expect(refused.html).toContain("bill");
  const again = /name="base" value="(\d+)"/.exec(refused.html)?.[1] ?? "";
  expect(
    (await browser.post("/settings/rules", { text: mine, reason: "", base: again, do: "save" })).to,
  ).toBe("/settings/rules/3");
});

test("a version with errors lists no rules, and says why", async () => {
  await save("rule");
  const { html } = await browser.get("/settings/rules");
  expect(html).toContain("The newest version has errors.");
  expect(html).not.toContain("/settings/rules/form?start");
  const form = await opened("/settings/rules/form?start=spam");
  const refused = await browser.post("/settings/rules/form", { ...form, do: "save" });
  expect(refused.html).toContain("its rules can only be changed as text");
});
