import { expect, test } from "vitest";
import { expectedText } from "./print.ts";
import { runTests } from "./run-tests.ts";
import { ruleset } from "./testing.ts";

const rules = `
rule "invoices"
  when mail arrives
  and subject contains "invoice"
  and mailbox is "accounts@desk.example"
  then set category to "Billing"
rule "spam"
  when new mail arrives
  and spam score is at least 5 or header "X-Spam" is "yes"
  then hold
rule "big"
  when new mail arrives
  and size is over 1 MB and attachment names end with ".zip"
  then file without ticket
rule "quiet"
  when a reply arrives
  and sender is an agent and sender is authenticated and mail is automatic and tags include "x"
  and category is "C" and group is "G" and assignee is "ann" and priority is high
  and body is "b" and sender name is "Ann" and sender is "ann@desk.example" and attachment types include "a/b"
  and recipients include "two@desk.example"
  then send no auto-reply
       clear category
`;
const results = (tests: string) => runTests(ruleset(`${rules}\n${tests}`));

test("a test describes a mail, and what comes of it (R-60, R-62)", () => {
  const tests = `
test "billing"
  given mail from "ann@customer.example" to "accounts@desk.example"
        subject "Invoice 42"
  expect category "Billing", rule "invoices", no rule "spam", no tag "x", no group, no assignee, priority normal
test "score"
  given spam score 7
  expect held
test "header"
  given header "X-Spam" "yes"
  expect held, rule "spam"
test "zip"
  given size 2 MB, attachment "a.zip"
  expect filed
test "nothing"
  given subject "Invoice", mailbox "help@desk.example"
  expect nothing, no category`;
  expect(results(tests).map(({ name, failures }) => [name, failures])).toEqual([
    ["billing", []],
    ["score", []],
    ["header", []],
    ["zip", []],
    ["nothing", []],
  ]);
});

test("a reply is added to a ticket (R-61)", () => {
  const tests = `
test "quiet"
  given reply from "Ann@desk.example" named "Ann" to "one@desk.example", "two@desk.example"
        from an agent, authenticated, automatic, tag "x", category "C", group "G", assignee "ann", priority high
        body "b", attachment "f" of type "a/b"
  expect no auto-reply, no category, group "G", tag "x"`;
  expect(results(tests)).toMatchObject([{ failures: [], fired: ["quiet"] }]);
});

test("what did not come is listed, with the rules that fired (R-63)", () => {
  const tests = `
test "wrong"
  given subject "invoice", mailbox "accounts@desk.example"
  expect category "Other", held, rule "invoices", no auto-reply, nothing, tag "x"`;
  expect(results(tests)).toMatchObject([
    {
      failures: [
        { is: "category" },
        { is: "held" },
        { is: "no-auto-reply" },
        { is: "nothing" },
        { is: "tag" },
      ],
      fired: ["invoices"],
    },
  ]);
});

test("what came instead is said where it is one value (R-63)", () => {
  const [result] = runTests(
    ruleset(`rule "r"
  when mail arrives
  then set category to "B"
       reply with template "T"
test "t"
  given subject "x"
  expect category "A", priority high, no reply, forwarded to "a@b.example", tag "x"`),
  );
  expect(result?.came.map((one) => one && expectedText(one))).toEqual([
    'category "B"',
    "priority normal",
    'template "T"',
    "not forwarded",
    null,
  ]);
});
