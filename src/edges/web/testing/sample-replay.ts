/** A ruleset tried on past mail. */
import type { ReplayView, TraceView } from "../settings/rules/replay-view.ts";
import { frame, hour, now } from "./samples.ts";

const settings = frame({ section: "settings" });
const category = { fact: "category", before: null, after: "Billing" } as const;
const held = { fact: "place", before: null, after: 'hold because "ask legal"' } as const;
const quiet = { fact: "auto-reply", before: null, after: "send no auto-reply" } as const;
const told = { fact: "sent", before: 'notify group "Accounts"', after: null } as const;
const mails: ReplayView["list"]["mails"] = [
  {
    ...{ mail: "01", time: now - 30 * hour, subject: "Invoice 4711 for the berth", ticket: 1304 },
    changes: [category, { fact: "group", before: "Front desk", after: "Accounts" }],
  },
  { mail: "02", time: now - 29 * hour, subject: "Our lawyers", ticket: 1310, changes: [held] },
  { mail: "03", time: now - 2 * hour, subject: "", ticket: null, changes: [quiet, told] },
];

export const replay: ReplayView = {
  ...{ frame: settings, id: "ab", version: 2, fault: null, state: "done", percent: 100 },
  days: { since: "2026-10-24", until: "" },
  counts: { mails: 12_450, different: 318, gone: 2, failed: 1, moreKinds: 3 },
  kinds: [
    { n: 0, change: category, mails: 290 },
    { n: 1, change: held, mails: 24 },
    { n: 2, change: quiet, mails: 3 },
    { n: 3, change: told, mails: 1 },
  ],
  list: { kind: null, mails, more: true },
};

export const replayRunning: ReplayView = {
  ...{ ...replay, version: null, state: "running", percent: 42, counts: null, kinds: [] },
  list: { kind: null, mails: [], more: false },
};

export const replayKind: ReplayView = {
  ...replay,
  counts: { mails: 1, different: 1, gone: 0, failed: 0, moreKinds: 1 },
  list: { kind: held, mails: mails.slice(1, 2), more: false },
};

export const replayFailed: ReplayView = {
  ...{ ...replayRunning, state: "failed", days: { since: "2026-11-24", until: "2026-11-20" } },
  fault: { text: "The first day has to be before the last one", hint: null, field: "since" },
};

export const replayTrace: TraceView = {
  ...{ frame: settings, id: "ab", version: 1, before: [] },
  row: {
    mail: "01",
    ...{ time: now - 30 * hour, subject: "Invoice 4711 for the berth", ticket: 1304 },
    changes: [category],
  },
  after: [
    {
      name: "Invoices go to Accounts",
      ruleset: null,
      outcome: { is: "fired", actions: ['set category to "Billing"'] },
    },
    {
      ...{ name: "Complaints", ruleset: null },
      outcome: {
        ...{ is: "not-met", condition: 'body contains "complaint"' },
        saw: [{ fact: "body", values: ["Please find our invoice attached."] }],
      },
    },
  ],
};
