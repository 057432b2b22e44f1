/** Rules that many desks want, as forms to start from. */
import type { RuleForm } from "./rule-form.ts";

export const readyMade = {
  blank: {
    ...{ name: "", event: "mail arrives", match: "all" },
    conditions: [{ fact: "subject", header: "", test: "contains", value: "" }],
    actions: [{ do: "assign-group", value: "" }],
  },
  spam: {
    ...{ name: "Spam words", event: "new mail arrives", match: "any" },
    conditions: [
      { fact: "subject", header: "", test: "contains", value: "casino, lottery, crypto bonus" },
      { fact: "spam score", header: "", test: "at-least", value: "10" },
    ],
    actions: [{ do: "hold", value: "Looks like spam" }],
  },
  important: {
    ...{ name: "Important customers", event: "mail arrives", match: "any" },
    conditions: [{ fact: "sender domain", header: "", test: "is", value: "" }],
    actions: [
      { do: "set-priority", value: "high" },
      { do: "add-tag", value: "important" },
    ],
  },
  newsletters: {
    ...{ name: "Newsletters", event: "new mail arrives", match: "all" },
    conditions: [{ fact: "header", header: "list-unsubscribe", test: "missing-not", value: "" }],
    actions: [{ do: "file", value: "Newsletter" }],
  },
  questions: {
    ...{ name: "Reply to questions", event: "new mail arrives", match: "all" },
    conditions: [{ fact: "subject", header: "", test: "contains", value: "" }],
    actions: [{ do: "reply", value: "" }],
  },
  supplier: {
    ...{ name: "Forward to a supplier", event: "new mail arrives", match: "all" },
    conditions: [{ fact: "subject", header: "", test: "contains", value: "" }],
    actions: [{ do: "forward", value: "" }],
  },
  mailbox: {
    ...{ name: "By mailbox", event: "new mail arrives", match: "all" },
    conditions: [{ fact: "mailbox", header: "", test: "is", value: "" }],
    actions: [{ do: "assign-group", value: "" }],
  },
} as const satisfies Record<string, RuleForm>;
export type ReadyMade = keyof typeof readyMade;
/** Their names, in the order in which they are offered. */
export const readyMadeNames = Object.keys(readyMade).filter((one): one is ReadyMade => one in readyMade);
