/** Rules: a ruleset that was checked, a version, a run explained. */

import { defaultLifecycle } from "../../../domain/lifecycle/index.ts";
import type { Target } from "../../../domain/target/index.ts";
import type { CheckView, RuleFormView, RulesView, TryView, VersionView } from "../settings/rules/view.ts";
import type { ExplainView } from "../tickets/rules-view.ts";
import { frame, hour, now } from "./samples.ts";

const settings = frame({ section: "settings" });
const text = `ruleset "Harbour"

rule "Invoices go to Accounts"
  when mail arrives
  and subject contains "invoice"
  then assign to group "Accounts"
`;
const versions: RulesView["versions"] = [
  { version: 2, active: false, author: "Marta Lindqvist", note: "Invoices", savedAt: now - hour },
  { version: 1, active: true, author: "Marta Lindqvist", note: "", savedAt: now - 30 * hour },
  { version: 0, active: false, author: null, note: "", savedAt: 0 },
];
const mail = `given mail from "ann@customer.example"
      subject "invoice"`;
const check: CheckView = {
  progress: null,
  findings: [
    {
      ruleset: "Harbour rules",
      ...{ line: 3, source: 'rule "Invoices go to Accounts"', kind: "warning" },
      text: "the rules Everything and Invoices go to Accounts fire together; both set the group",
      example: { lines: mail, checked: "x", finding: 0 },
    },
    {
      ruleset: null,
      ...{ line: null, source: "", kind: "note", text: "there is new mail for which no rule fires" },
      example: { lines: "given size 1000", checked: "x", finding: 1 },
    },
    {
      ...{ example: null, ruleset: null },
      ...{ line: 3, source: 'rule "Invoices go to Accounts"', kind: "warning" },
      text: "the rule Invoices go to Accounts names the group Accounts, which does not exist",
    },
    {
      ...{ example: null, ruleset: null },
      ...{ line: 4, source: "  when mail arives", kind: "error" },
      text: "arives is not understood here; did you mean arrives?",
    },
  ],
  tests: [
    {
      name: "an invoice",
      passed: false,
      failures: [{ expected: 'group "Accounts"', came: 'group "Desk"' }],
      fired: ["Invoices go to Accounts"],
    },
    { name: "a question", passed: false, failures: [{ expected: "nothing", came: null }], fired: [] },
    { name: "an order", passed: true, failures: [], fired: [] },
  ],
  accept: [{ key: "no-group:Accounts", text: "the group Accounts does not exist" }],
};

const sampleTargets: readonly Target[] = [
  {
    name: "Standard",
    calendar: {
      ...{ name: "Office", zone: "Europe/London", holidays: ["2026-12-25", "2026-12-28"] },
      hours: [0, 1, 2, 3, 4].map((day) => ({ day, from: 9 * 60, to: 17 * 60 + 30 })),
    },
    limits: { first: { n: 4, unit: "hour" }, next: { n: 1, unit: "day" }, resolved: { n: 3, unit: "day" } },
    warn: { n: 1, unit: "hour" },
  },
  {
    ...{ name: "Urgent", calendar: null, warn: null },
    limits: { first: { n: 30, unit: "minute" }, next: null, resolved: null },
  },
];

const list: RulesView["list"] = {
  ruleset: "Default",
  rules: [
    {
      name: "Invoices go to Accounts",
      text: 'rule "Invoices go to Accounts"\n  when mail arrives\n  and subject contains "invoice"\n  then assign to group "Accounts"',
      form: true,
    },
    {
      name: "Odd",
      text: 'rule "Odd"\n  when mail arrives\n  and subject is exactly "x"\n  then stop',
      form: false,
    },
  ],
  ...{ more: 3, pending: 2 },
};

const rulesets: RulesView["rulesets"] = [
  ...[{ name: "Default", current: true, mailboxes: [], includes: [], active: 1, newest: 2 }],
  ...[{ name: "Harbour rules", current: false, mailboxes: [], includes: [], active: 3, newest: 3 }],
  {
    ...{ name: "Sales", current: false, mailboxes: ["sales@harbour.example", "shop@harbour.example"] },
    ...{ includes: ["Harbour rules"], active: null, newest: 4 },
  },
];
export const rules: RulesView = {
  ...{ list, base: 2, editor: null, ruleset: "Default", rulesets },
  adding: {
    ...{ name: "Sales", mailbox: "sales@harbour.example", includes: ["Harbour rules"] },
    fault: { text: "There is a ruleset “Sales” already; choose another name", field: "name", hint: null },
  },
  mailboxes: ["office@harbour.example", "sales@harbour.example"],
  lifecycle: defaultLifecycle,
  targets: sampleTargets,
  ...{ frame: settings, text, reason: "Invoices", check, versions },
  fault: { text: "The reason has at most 1,000 characters", field: "reason", hint: null },
};
export const rulesBroken: RulesView = {
  ...rules,
  ruleset: "Sales",
  rulesets: rulesets.map((one) => ({ ...one, current: one.name === "Sales", active: 4 })),
  adding: { name: "", mailbox: "", includes: [], fault: null },
  list: { ruleset: "Sales", rules: null, more: 0, pending: null },
  check: null,
};
export const rulesNone: RulesView = {
  ...rulesBroken,
  ...{ ruleset: "Default", rulesets: rulesets.slice(0, 1) },
  list: { ruleset: "Default", rules: [], more: 0, pending: null },
};

export const ruleForm: RuleFormView = {
  ...{ frame: settings, ruleset: "Default" },
  ...{ seen: null, fault: null, wrong: null, current: null },
  form: {
    ...{ name: "Important customers", event: "mail arrives", match: "any" },
    conditions: [
      { fact: "sender domain", header: "", test: "is", value: "harbour.example, pier.example" },
      { fact: "header", header: "x-contract", test: "missing-not", value: "" },
      { fact: "", header: "", test: "contains", value: "" },
    ],
    actions: [
      { do: "assign-group", value: "Front desk" },
      { do: "assign-person", value: "gone" },
      { do: "set-priority", value: "high" },
      { do: "add-tag", value: "important" },
      { do: "set-state", value: "open" },
      { do: "", value: "" },
    ],
  },
  known: {
    ...{
      templates: ["We have your question"],
      webhooks: ["Shop"],
      groups: ["Accounts", "Front desk"],
      people: [{ user: "marta", name: "Marta Lindqvist" }],
    },
    states: ["new", "open", "closed"],
    mailboxes: ["office@harbour.example"],
    ...{ targets: ["Standard"], rulesets: ["Default"] },
    ...{ values: ["office@harbour.example"], categories: ["Billing"] },
  },
};
export const ruleFormWrong: RuleFormView = {
  ...ruleForm,
  seen: { name: "Important customers", text: 'rule "Important customers"' },
  fault: { text: "The text between the quotes is empty", field: "value", hint: null },
  wrong: { row: "condition", n: 0 },
};
export const ruleFormChanged: RuleFormView = {
  ...ruleFormWrong,
  fault: { text: "Someone else changed the rule “Important customers” meanwhile", field: null, hint: null },
  ...{ wrong: null, current: 'rule "Important customers"\n  when mail arrives\n  then raise priority' },
};
const [row = { version: 0, active: true, author: null, note: "", savedAt: 0 }] = versions;
export const rulesVersion: VersionView = {
  lifecycle: defaultLifecycle,
  targets: sampleTargets,
  ...{ frame: settings, row, text, reason: "", fault: null, ruleset: "Harbour rules" },
  with: [
    {
      ruleset: "Sales",
      check: {
        ...{ progress: null, findings: check.findings.slice(0, 1), tests: [] },
        accept: [{ key: "Sales: conflict", text: "both set the group" }],
      },
    },
    { ruleset: "Shop", check: { progress: null, findings: [], tests: [], accept: [] } },
  ],
  check: { ...check, findings: check.findings.slice(0, 3), tests: check.tests.slice(2) },
  trial: { since: "2026-10-24", until: "" },
  changes: {
    active: 1,
    lines: [
      { is: "same", text: 'ruleset "Harbour"' },
      { is: "removed", text: '  and subject is "invoice"' },
      { is: "added", text: '  and subject contains "invoice"' },
    ],
  },
};

export const rulesChecking: VersionView = {
  ...rulesVersion,
  check: { progress: { id: "x", percent: 40 }, findings: [], tests: [], accept: [] },
};
export const rulesTry: TryView = {
  frame: settings,
  finding: "the rules Everything and Invoices go to Accounts fire together; both set the group",
  ...{ mail, checked: "x", ruleset: "Default" },
  rules: [
    {
      name: "Everything",
      ruleset: null,
      outcome: { is: "fired", actions: ['assign to group "Front desk"'] },
    },
    {
      name: "Invoices go to Accounts",
      ruleset: null,
      outcome: { is: "fired", actions: ['assign to group "Accounts"'] },
    },
  ],
};

export const explained: ExplainView = {
  what: null,
  ...{ frame: frame({ section: "tickets" }), number: 1304, version: 2, ruleset: "Sales" },
  chosen: ["marta was chosen from Accounts by round robin. The order was marta, jonas. ines is away."],
  failures: ["The rule “Invoices go to Accounts” names the group Accounts, which does not exist."],
  rules: [
    {
      name: "Invoices go to Accounts",
      ruleset: null,
      outcome: { is: "fired", actions: ['assign to group "Accounts"'] },
    },
    {
      ...{ name: "Complaints", ruleset: null },
      outcome: {
        ...{ is: "not-met", condition: 'subject contains "complaint" or header "X-Shop" is "1"' },
        saw: [
          { fact: "subject", values: ["Invoice 7"] },
          { fact: 'header "x-shop"', values: null },
          { fact: "tags", values: [] },
        ],
      },
    },
    { name: "Odd", ruleset: null, outcome: { is: "failed", error: "RangeError" } },
    { name: "Late", ruleset: "Harbour rules", outcome: { is: "after-stop" } },
  ],
};

/** The same of something that happened to a ticket. */
export const explainedEvent: ExplainView = { ...explained, what: "the state changed from open to closed" };
