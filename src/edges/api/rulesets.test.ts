/** Rulesets over the API. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const text = `ruleset "Desk"

rule "Invoices"
  when mail arrives
  and subject contains "invoice"
  then set category to "Billing"

rule "Legal"
  when mail arrives
  and subject contains "court"
  then assign to group "Legal"

test "an invoice"
  given subject "Invoice 7"
  expect category "Billing"
`;

async function ask(method: string, path: string, json?: object, token?: string) {
  const answer = await desk.ask(method, path, { ...(json ? { json } : {}), ...(token ? { token } : {}) });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

test("a version is checked, saved, activated and returned to", async () => {
  expect(await ask("POST", "/rulesets/check", { text })).toMatchObject({
    status: 200,
    body: {
      problems: [],
      warnings: [{ line: 8, column: 1, code: "no-group", acknowledge: "no-group:Legal" }],
      findings: [
        { line: null, code: "unhandled", severity: "note", acknowledge: null, example: "  given size 1000" },
      ],
      tests: [{ name: "an invoice", passed: true, failures: [], fired: ["Invoices"] }],
    },
  });
  expect(await ask("POST", "/rulesets/check", { text: "rule" })).toMatchObject({
    body: { problems: [{ line: 1, column: 1, code: "no-ruleset" }, { line: 1 }, { column: 5 }], tests: [] },
  });
  expect(await ask("POST", "/rulesets", { text, reason: "first" })).toMatchObject({
    status: 201,
    body: { version: 1, active: false, author: "token:test", reason: "first", text },
  });
  expect(await ask("POST", "/rulesets/1/activate", {})).toMatchObject({
    status: 400,
    body: {
      found: [
        {
          ...{
            line: 8,
            severity: "warning",
            code: "no-group",
            rules: ["Legal"],
            acknowledge: "no-group:Legal",
          },
          text: expect.stringContaining("Legal"),
        },
      ],
    },
  });
  const twice = text.replace(
    /$/,
    '\nrule "Never"\nwhen mail arrives\nand size is 1\nand size is 2\nthen stop\n',
  );
  expect(await ask("POST", "/rulesets", { text: twice, reason: "" })).toMatchObject({ status: 201 });
  expect(await ask("POST", "/rulesets/2/activate", {})).toMatchObject({
    status: 400,
    body: { found: [{ severity: "error", code: "impossible", rules: ["Never"], acknowledge: null }] },
  });
  const acknowledge = ["no-group:Legal"];
  expect(await ask("POST", "/rulesets/1/activate", { acknowledge })).toMatchObject({
    status: 200,
    body: { version: 1, active: true, activatedBy: "token:test" },
  });
  expect(await ask("POST", "/rulesets/0/activate", { reason: "back" })).toMatchObject({
    body: { version: 0, active: true, savedAt: null },
  });
  expect(await ask("GET", "/rulesets?limit=1")).toMatchObject({
    body: { items: [{ version: 2, active: false }], next: "2" },
  });
  expect(await ask("GET", "/rulesets?limit=1&cursor=1")).toMatchObject({
    body: { items: [{ version: 0, active: true }], next: null },
  });
  expect(await ask("GET", "/rulesets/9")).toMatchObject({ status: 404, body: { code: "thing.not-found" } });
});

test("agents read rules and what they did, and change none", async () => {
  const { agent } = desk.tokens;
  await ask("POST", "/rulesets", { text });
  await ask("POST", "/rulesets/1/activate", { acknowledge: ["no-group:Legal"] });
  expect(await ask("POST", "/rulesets", { text }, agent)).toMatchObject({ status: 403 });
  const mail = await desk.mail({
    from: { name: "Rita", address: "rita@customer.example" },
    subject: "My invoice",
  });
  expect(await ask("GET", "/tickets/1", undefined, agent)).toMatchObject({ body: { category: "Billing" } });
  expect(await ask("GET", `/tickets/1/messages/${mail}/rules`, undefined, agent)).toMatchObject({
    status: 200,
    body: {
      version: 1,
      rules: [
        { rule: "Invoices", outcome: "fired", actions: ['set category to "Billing"'], condition: null },
        {
          ...{ rule: "Legal", outcome: "not-met", condition: 'subject contains "court"' },
          saw: [{ fact: "subject", values: ["My invoice"] }],
        },
      ],
    },
  });
});

test("R-190 to R-198: rulesets of mailboxes are listed, included, activated together and deactivated", async () => {
  const [mailbox] = desk.record.view.mailboxes();
  const address = String(mailbox?.address);
  const rule = (name: string, action: string) => `rule "${name}"\n  when mail arrives\n  then ${action}\n`;
  const save = async (ruleset: string, source: string) => {
    const saved = await ask("POST", "/rulesets", { text: source, ruleset });
    return expect(saved).toMatchObject({ status: 201, body: { name: ruleset } });
  };
  const sales = `ruleset "Sales" for mailbox "${address}"\ninclude "Common"\n${rule("sold", 'set category to "A"')}`;
  expect(await ask("POST", "/rulesets/check", { text: sales, ruleset: "Sales" })).toMatchObject({
    body: { problems: [{ ruleset: null, line: 2, code: "include-unknown" }] },
  });
  await save("Common", `ruleset "Common"\n${rule("tagged", 'add tag "x"')}`);
  expect(await ask("POST", "/rulesets/1/activate", {})).toMatchObject({ status: 200 });
  await save("Sales", sales);
  expect(await ask("POST", "/rulesets/2/activate", {})).toMatchObject({
    status: 200,
    body: { active: true },
  });
  // What a finding is about may stand in the ruleset that is included.
  const conflict = sales
    .replace("Sales", "Twice")
    .replace("sold", "late")
    .replace('category to "A"', "priority to low");
  const common = `ruleset "Common"\n${rule("tagged", "set priority to high")}`;
  await save("Common", common);
  expect(await ask("POST", "/rulesets/check", { text: conflict, ruleset: "Twice" })).toMatchObject({
    body: { problems: [] },
  });
  await save("Sales", sales.replace('category to "A"', "priority to low"));
  expect(await ask("POST", "/rulesets/4/activate", {})).toMatchObject({ status: 200 });
  const refused = await ask("POST", "/rulesets/3/activate", {});
  expect(refused).toMatchObject({
    status: 400,
    body: {
      detail: expect.stringContaining("Sales"),
      found: [
        {
          ...{ ruleset: "Sales", code: "conflict", rules: ["sold", "tagged"], severity: "warning" },
          acknowledge: "Sales: conflict:sold | tagged | priority",
        },
      ],
    },
  });
  const acknowledge = ["Sales: conflict:sold | tagged | priority"];
  expect(await ask("POST", "/rulesets/3/activate", { acknowledge })).toMatchObject({ status: 200 });
  const [none, one, two] = [0, 3, 4];
  expect(await ask("GET", "/rulesets/all")).toMatchObject({
    body: {
      items: [
        { name: "Default", mailboxes: [], active: none, includes: [] },
        { name: "Common", mailboxes: [], active: one, newest: one },
        {
          ...{ name: "Sales", mailboxes: [address], active: two },
          includes: [
            { name: "Default", version: none },
            { name: "Common", version: one },
          ],
        },
      ],
    },
  });
  expect(await ask("GET", "/rulesets?ruleset=Sales")).toMatchObject({
    body: { items: [{ version: 4, active: true }, { version: 2 }], next: null },
  });
  expect(await ask("POST", "/rulesets/deactivate", { ruleset: "Common" })).toMatchObject({ status: 400 });
  expect(await ask("POST", "/rulesets/deactivate", { ruleset: "Sales", reason: "moved" })).toMatchObject({
    status: 200,
    body: { active: null, mailboxes: [], newest: 4 },
  });
  expect(await ask("POST", "/rulesets/deactivate", { ruleset: "Sales" })).toMatchObject({ status: 400 });
  expect(await ask("POST", "/rulesets", { text: "x", ruleset: " Sales" })).toMatchObject({ status: 400 });
});
