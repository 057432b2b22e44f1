/** `rules`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../../test/support/commands.ts";
import { openData } from "../../../test/support/data.ts";
import { system } from "../../domain/policy/index.ts";
import { createRulesets } from "../../engine/rules/rulesets.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string | Uint8Array, name = "desk.rules"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const good = `Ruleset "Desk"
rule "Orders" # ours
  when mail arrives
  and subject contains “order”
  then set category to "Orders"
test "an order"
  given subject "Your order"
  expect category "Orders"
`;

it("names the tests that fail, as errors", async () => {
  const path = file(good.replace('expect category "Orders"', 'expect category "Billing"'), "failing.rules");
  const { status, err } = await run(["rules", "check", path]);
  expect({ status, err }).toEqual({
    status: 1,
    err: `${path}: the test an order fails; rules test says why\n${path}: 1 error\n`,
  });
  const { out } = await run(["rules", "check", path, "--json"]);
  expect(JSON.parse(out)).toMatchObject({ problems: [], failingTests: ["an order"] });
});

it("says that a ruleset is good, prints it and runs its tests", async () => {
  const path = file(good);
  expect(await run(["rules", "check", path])).toMatchObject({
    status: 0,
    out: `${path}: note: there is new mail for which no rule fires
  for example:
    given size 1000
${path}: 1 rule, 1 test, no errors
`,
  });
  const printed = await run(["rules", "print", path]);
  expect([printed.status, printed.out]).toEqual([
    0,
    `ruleset "Desk"

rule "Orders" # ours
  when mail arrives
  and subject contains "order"
  then set category to "Orders"

test "an order"
  given subject "Your order"
  expect category "Orders"
`,
  ]);
  expect(await run(["rules", "test", path])).toMatchObject({ status: 0, out: "1 passed, 0 failed\n" });
});

it("points at each error", async () => {
  const path = file('ruleset "Desk"\nrule "Orders"\n\twhen mail arives\n  then stop\nrule "X"\n');
  for (const command of ["check", "print", "test"]) {
    const { status, out, err } = await run(["rules", command, path]);
    expect([status, out]).toEqual([1, ""]);
    expect(err).toBe(`${path}:3:12: arives is not understood here; did you mean arrives?
  \twhen mail arives
  \t          ^^^^^^
${path}:5:1: the rule does not say when it applies; write for example: when mail arrives
  rule "X"
  ^^^^^^^^
${path}: 2 errors
`);
  }
  const { status, out } = await run(["rules", "check", "--json", path]);
  expect(status).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    problems: [{ line: 3, column: 12, code: "unknown-close" }, { line: 5 }],
  });
});

it("analyses a ruleset that can be read, and shows mails", async () => {
  const path = file(`ruleset "Desk"
rule "Orders"
  when mail arrives
  and subject contains "order"
  then set category to "Orders"
       stop
rule "Big orders"
  when mail arrives
  and subject contains "big order"
  then set category to "Big"
rule "Odd"
  when mail arrives
  and sender domain is "a.example"
  and sender ends with "@b.example"
  then add tag "x"
rule "Tax"
  when a reply arrives
  and body contains "tax"
  then set category to "Tax"
rule "Bills"
  when mail arrives
  and body contains "bill"
  then set category to "Bills"
`);
  const { status, out, err } = await run(["rules", "check", path]);
  expect([status, err]).toEqual([1, `${path}: 1 error\n`]);
  expect(
    out,
  ).toBe(`${path}:7:1: warning: the rule Big orders can never fire, because this rule comes first: "Orders"
  for example:
    given subject "big order"
${path}:11:1: error: the rule Odd can never fire: its conditions 1, 2 exclude one another
${path}:20:1: warning: the rules Tax and Bills fire together; both set the category, to "Tax" and then to "Bills"
  for example:
    given reply from "x@x.example"
          body "bill tax"
          state new
${path}: note: there is new mail for which no rule fires
  for example:
    given size 1000
`);
  const json = await run(["rules", "check", "--json", path]);
  expect(JSON.parse(json.out)).toMatchObject({
    problems: [],
    findings: [
      { line: 7, column: 1, severity: "warning", code: "shadowed", rules: ["Big orders", "Orders"] },
      { severity: "error", code: "impossible", example: null },
      { code: "conflict", example: expect.stringContaining("bill tax") },
      { severity: "note", code: "unhandled" },
    ],
  });
});

it("lists what a change changes, or says that it changes nothing", async () => {
  const old = file(good, "old.rules");
  const next = file(
    `${good.slice(0, good.indexOf("test"))}rule "Big"
  when new mail arrives
  and subject contains "order" and size is more than 1 MB
  then set category to "Big"
       add tag "big"
       hold because "large"
       send no auto-reply
`,
    "new.rules",
  );
  expect(await run(["rules", "diff", old, old])).toMatchObject({
    status: 0,
    out: "all mail is treated the same\n",
  });
  expect(await run(["rules", "diff", old, next])).toMatchObject({
    status: 0,
    out: `1. category: was Orders, becomes Big; tag big: is now there; held or filed: was (not set), becomes hold: large; auto-reply: is no longer sent
  for example:
    given subject "order"
          size 1048577
  under the old ruleset these fire: "Orders"
  under the new ruleset these fire: "Orders", "Big"
2. category: was Orders, becomes Big; held or filed: was (not set), becomes hold: large; auto-reply: is no longer sent
  for example:
    given subject "order"
          tag "big"
          size 1048577
  under the old ruleset these fire: "Orders"
  under the new ruleset these fire: "Orders", "Big"
2 classes of mail are treated differently; all other mail is treated the same
`,
  });
  const json = await run(["rules", "diff", "--json", next, old]);
  expect(JSON.parse(json.out)).toMatchObject({ rest: "none", classes: [{ before: ["Orders", "Big"] }, {}] });
  const bad = await run(["rules", "diff", old, file("rule", "bad.rules")]);
  expect([bad.status, bad.err]).toEqual([1, expect.stringContaining("bad.rules: 3 errors")]);
});

it("says how two rules relate", async () => {
  const path = file(`ruleset "t"
rule "a"
  when mail arrives
  and subject contains "big order"
  then stop
rule "b"
  when mail arrives
  and subject contains "order"
  then stop
`);
  expect(await run(["rules", "compare", path, "a", "b"])).toMatchObject({
    status: 0,
    out: `all mail to which a applies is mail to which b applies
a mail to which both apply:
  given subject "big order"
a mail to which only b applies:
  given subject "order"
`,
  });
  const json = await run(["rules", "compare", "--json", path, "b", "a"]);
  expect(JSON.parse(json.out)).toMatchObject({ relation: "is-implied", examples: { second: null } });
  expect((await run(["rules", "compare", path, "a", "c"])).err).toContain("has no rule with the name c");
  expect(await run(["rules", "compare", path, "a"])).toMatchObject({ status: 2 });
});

it("lists the tests that fail", async () => {
  const path = file(
    `${good}test "another"\n  given subject "x"\n  expect category "Orders", rule "Orders"\n`,
  );
  const { status, out } = await run(["rules", "test", path]);
  expect([status, out]).toEqual([
    1,
    'failed: another\n  expected category "Orders", came no category\n  expected rule "Orders"\n  no rule fired\n1 passed, 1 failed\n',
  ]);
  const json = await run(["rules", "test", "--json", path]);
  expect(JSON.parse(json.out)).toEqual({
    tests: [
      { name: "an order", passed: true, failures: [], came: [], fired: ["Orders"] },
      {
        ...{ name: "another", passed: false, fired: [] },
        failures: ['category "Orders"', 'rule "Orders"'],
        came: ["no category", null],
      },
    ],
  });
});

it("refuses what is not a ruleset's file", async () => {
  expect(await run(["rules", "check"])).toMatchObject({ status: 2 });
  expect(await run(["rules", "diff", "-", "-"])).toMatchObject({ status: 2 });
  expect(await run(["rules", "check", join(folder, "none")])).toMatchObject({ status: 1 });
  const binary = await run(["rules", "check", file(new Uint8Array([0xff, 0xfe]))]);
  expect(binary.err).toContain("is not a text in UTF-8");
  const large = await run(["rules", "check", "/dev/zero"]);
  expect(large.err).toContain("/dev/zero is larger than 4.0 MB");
});

describe("rulesets that include others", () => {
  const tagged = (name: string, action: string) => `rule "${name}"\n  when mail arrives\n  then ${action}\n`;

  it("are checked, tested, compared and printed with those beside them or in a folder", async () => {
    const place = mkdtempSync(join(folder, "several-"));
    const put = (name: string, text: string): string => {
      writeFileSync(join(place, name), text);
      return join(place, name);
    };
    put("all.rules", 'ruleset "Default"\ntarget "Standard" resolved within 2 days\n');
    const common = put(
      "shared.rules",
      `# ours\nruleset "Common"\n${tagged("Targets", 'set target to "Standard"')}`,
    );
    put("broken.rules", "\u0000");
    const expects = (name: string) => `test "t"\n  given subject "x"\n  expect rule "${name}"\n`;
    const head = 'ruleset "Sales" for mailbox "sales@desk.example"\n\ninclude "Common"\n\n';
    const sales = put("sales.rules", `${head}${tagged("Low", "set priority to low")}${expects("Targets")}`);
    const { status, out, err } = await run(["rules", "check", sales]);
    expect([status, out, err]).toEqual([0, `${sales}: 2 rules, 1 test, no errors\n`, ""]);
    expect(await run(["rules", "test", sales])).toMatchObject({ status: 0, out: "1 passed, 0 failed\n" });
    expect((await run(["rules", "print", sales])).out).toContain(head);
    // What is wrong in another file is said there.
    put("shared.rules", `ruleset "Common"\n${tagged("Targets", 'set target to "Standart"')}`);
    const bad = await run(["rules", "check", sales]);
    expect([bad.status, bad.err]).toEqual([1, expect.stringContaining(`${common}:4:22: no target Standart`)]);
    const json = await run(["rules", "check", "--json", sales]);
    expect(JSON.parse(json.out)).toMatchObject({ problems: [{ file: common, line: 4, code: "unknown" }] });
    // Elsewhere there are none.
    const alone = file(readFileSync(sales, "utf8"), "alone.rules");
    const unknown = await run(["rules", "check", alone, "--include", folder]);
    expect([unknown.status, unknown.err]).toEqual([
      1,
      expect.stringContaining("no active ruleset has the name Common"),
    ]);
    put("shared.rules", `ruleset "Common"\n${tagged("Targets", "set priority to high")}`);
    const diff = await run(["rules", "diff", sales, alone, "--include", place]);
    expect(diff).toMatchObject({ status: 0, out: "all mail is treated the same\n" });
    const found = await run(["rules", "check", "--json", sales]);
    expect(JSON.parse(found.out)).toMatchObject({
      findings: [{ code: "conflict", rules: ["Low", "Targets"], file: sales }],
    });
  });
});

describe("on an installation", () => {
  it("checks for it, prints and tests its active ruleset, and explains a ticket", async () => {
    const data = join(folder, "data");
    const setup = ["setup", "--data", data, "--hostname", "desk.example", "--mailbox", "help@desk.example"];
    expect(await run(setup)).toMatchObject({ status: 0 });
    expect((await run(["rules", "print", "--data", data])).out).toContain('ruleset "Default"');
    expect(await run(["rules", "test", "--data", data])).toMatchObject({
      status: 0,
      out: "1 passed, 0 failed\n",
    });
    const ours = file(
      `${good}rule "Legal"\nwhen mail arrives\nand subject contains "court"\nthen assign to group "Law"\n     call "court"\n`,
    );
    const checked = await run(["rules", "check", ours, "--data", data]);
    expect([checked.status, checked.err]).toEqual([
      0,
      `${ours}:9:1: the rule Legal names the group Law, which does not exist\n` +
        `${ours}:9:1: the rule Legal calls the webhook court, which does not exist; nothing is called\n`,
    ]);
    await activate(data, readFileSync(ours, "utf8"));
    const mail = join(folder, "order.eml");
    writeFileSync(mail, "From: ann@customer.example\nTo: help@desk.example\nSubject: My order\n\nPlease.\n");
    expect(await run(["import", "--data", data, mail])).toMatchObject({ status: 0 });
    const { status, out } = await run(["rules", "explain", "1", "--data", data]);
    expect([status, out.split("\n").slice(1)]).toEqual([
      0,
      [
        '  “Orders” fired: set category to "Orders"',
        '  “Legal” did not fire: subject contains "court" (saw subject: ["My order"])',
        "",
      ],
    ]);
    const json = await run(["rules", "explain", "1", "--data", data, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({ runs: [{ version: 1, failed: [] }] });
    const draft = file(
      'ruleset "D"\nrule "x"\nwhen new mail arrives\nand subject contains "order"\nthen hold\n',
    );
    const replayed = await run(["rules", "replay", draft, "--data", data, "--since", "2020-01-01"]);
    expect([replayed.status, replayed.out.replace(/^\S+ /, "")]).toEqual([
      1,
      [
        '"My order" (ticket 1): held or filed: was none, becomes hold',
        "  1 × held or filed: was none, becomes hold",
        "1 mail decided again, 1 different\n",
      ].join("\n"),
    ]);
    const asJson = await run(["rules", "replay", draft, "--data", data, "--json"]);
    expect(JSON.parse(asJson.out)).toMatchObject({
      differences: [{ ticket: 1, before: ["Orders"], after: ["x"], changes: [{ field: "place" }] }],
      ...{ mails: 1, different: 1, gone: 0, failed: 0, kinds: [{ after: "hold", mails: 1 }] },
    });
    const same = await run(["rules", "replay", file(good), "--data", data]);
    expect(same).toMatchObject({ status: 0, out: "1 mail decided again, 0 different\n" });
    // A ruleset of a mailbox, which takes another from the installation.
    const shared = 'ruleset "Common"\nrule "Shared"\nwhen mail arrives\nthen add tag "seen"\n';
    await activate(data, shared, "Common");
    const own = file('ruleset "Help" for mailbox "help@desk.example"\ninclude "Common"\n', "own.rules");
    const tried = await run(["rules", "replay", own, "--data", data]);
    expect([tried.status, tried.out]).toEqual([
      1,
      expect.stringContaining("1 mail decided again, 1 different"),
    ]);
    await activate(data, readFileSync(own, "utf8"), "Help");
    const checkedAll = await run(["rules", "check", "--data", data]);
    expect(checkedAll.out.match(/no errors/g)).toHaveLength(3);
    const several = JSON.parse((await run(["rules", "test", "--data", data, "--json"])).out);
    expect(several).toMatchObject({ rulesets: [{ name: "Default" }, { name: "Common" }, { name: "Help" }] });
    expect((await run(["rules", "print", "--data", data])).out).toContain('include "Common"');
    expect(await run(["rules", "explain", "7", "--data", data])).toMatchObject({ status: 1 });
    expect(await run(["rules", "explain", "--data", data])).toMatchObject({ status: 2 });
  });
});

async function activate(data: string, text: string, name?: string): Promise<void> {
  const record = openData(data);
  try {
    const rulesets = createRulesets(record);
    const by = system("test");
    const saved = await rulesets.save(by, text, "", null, name);
    const version = saved.ok ? saved.value : 0;
    const accepted = ["no-group:Law", "no-webhook:court"];
    expect(await rulesets.activate(by, version, "", accepted)).toMatchObject({ ok: true });
  } finally {
    record.close();
  }
}
