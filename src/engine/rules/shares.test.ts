/** Rules that share the tickets of a group, in the product: whose turn it is, also of two mails at once, and again. */
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { adminCaller, agentCaller } from "../../../test/support/callers.ts";
import { model } from "../../../test/support/record.ts";
import { ticketNumber, userName } from "../../base/ids.ts";
import type { ParsedMail } from "../../domain/mail/index.ts";
import { system } from "../../domain/policy/index.ts";
import { Moved } from "../../record/decision.ts";
import { openReplay } from "../../record/replay.ts";
import { replayDecisions } from "../intake/replay.ts";
import { ann, bob, desk, deskForEachTest, HOUR, mail, readMail, restart } from "../outgoing/testing.ts";

deskForEachTest();

const boss = adminCaller("boss");
let mails = 0;

beforeEach(async () => {
  const made = await desk.engine.people.createUser(system("test"), {
    ...{ user: "cem", name: "Cem", email: null, role: "agent", password: { hash: "x" } },
  });
  expect(made.ok).toBe(true);
  expect(await desk.engine.settings.saveGroup(boss, "Orders", ["ann", "bob", "cem"])).toMatchObject({
    ok: true,
  });
});

async function share(words: string, more = ""): Promise<void> {
  const text = `ruleset "Desk"\n\nrule "Orders"\n  when mail arrives\n  then assign to group "Orders", ${words}\n${more}`;
  const saved = await desk.engine.rulesets.save(boss, text, "");
  if (!saved.ok) throw new Error(saved.error.code);
  const study = await desk.engine.rulesets.activate(boss, saved.value, "", []);
  expect(study).toMatchObject({ ok: true });
}

/** A mail of a customer's own, which opens a ticket. @returns who has it */
async function order(address: string, more: Partial<ParsedMail> = {}): Promise<string | null> {
  mails += 1;
  await mail({ messageId: `<o${mails}@customer.example>`, from: { name: "", address }, ...more });
  return assignee(desk.record.view.nextTicketNumber() - 1);
}
const assignee = (n: number) => desk.record.view.ticket(ticketNumber(n))?.assignee ?? null;
const away = (person: string, until: number | null = null) =>
  desk.engine.people.changeUser(boss, userName(person), { away: { from: null, until } });
const lastRun = async () => {
  const head = await desk.record.journal.head();
  const events = await desk.record.journal.read(Math.max(0, head - 50), 50);
  return events.map(({ event }) => event).findLast((event) => event.type === "RulesRan");
};

describe("R-56: whom rules choose", () => {
  test("by round robin, each in turn; who is away is passed over until they are back", async () => {
    await share("round robin");
    expect(await order("a@customer.example")).toBe("ann");
    expect(await order("b@customer.example")).toBe("bob");
    await away("cem", desk.clock + HOUR);
    expect(await order("c@customer.example")).toBe("ann");
    expect(await lastRun()).toMatchObject({
      chosen: [{ group: "Orders", person: "ann", because: "round-robin", away: ["cem"] }],
    });
    desk.clock += 2 * HOUR;
    expect(await order("d@customer.example")).toBe("cem");
    expect(await order("e@customer.example")).toBe("bob");
  });

  test("R-59: people say for themselves that they are away, and when", async () => {
    await share("round robin");
    expect(await desk.engine.people.setAway(ann, { from: desk.clock + HOUR, until: null })).toMatchObject({
      ok: true,
    });
    expect(await order("a@customer.example")).toBe("ann");
    desk.clock += 2 * HOUR;
    expect([await order("b@customer.example"), await order("c@customer.example")]).toEqual(["bob", "cem"]);
    expect(await order("d@customer.example")).toBe("bob");
    expect(await desk.engine.people.setAway(ann, null)).toMatchObject({ ok: true });
    expect(await order("e@customer.example")).toBe("ann");
    const backwards = { from: desk.clock, until: desk.clock - 1 };
    expect(await desk.engine.people.setAway(ann, backwards)).toMatchObject({
      ...{ ok: false, error: { reason: "person.away", field: "until" } },
    });
  });

  test("the least busy, up to as many open tickets as are allowed; closed ones do not count", async () => {
    await share("least busy, at most 1 open ticket");
    const all = [
      await order("a@customer.example"),
      await order("b@customer.example"),
      await order("c@customer.example"),
    ];
    expect(all).toEqual(["ann", "bob", "cem"]);
    expect(await order("d@customer.example")).toBeNull();
    expect(await lastRun()).toMatchObject({ chosen: [{ person: null, full: ["ann", "bob", "cem"] }] });
    expect(desk.record.view.ticket(ticketNumber(5))).toMatchObject({ group: "Orders" });
    expect(await desk.engine.commands.change(bob, ticketNumber(3), { state: "closed" })).toMatchObject({
      ok: true,
    });
    expect(await order("e@customer.example")).toBe("bob");
  });

  test("the last owner: who answered last, or has the newest ticket; a ticket stays with whom it has", async () => {
    await share("last owner or round robin");
    expect(await order("a@customer.example")).toBe("ann");
    expect(await order("b@customer.example")).toBe("bob");
    expect(await order("a@customer.example", { subject: "Another" })).toBe("ann");
    expect(
      await desk.engine.commands.reply(agentCaller("cem"), ticketNumber(2), { text: "Here." }),
    ).toMatchObject({ ok: true });
    expect(await order("a@customer.example", { subject: "A third" })).toBe("cem");
    // A reply runs the rules again.
    await mail({
      ...{ messageId: "<r@customer.example>", from: { name: "", address: "b@customer.example" } },
      ...{ inReplyTo: "<o2@customer.example>", references: [`<o${mails - 2}@customer.example>`] },
    });
    expect(assignee(3)).toBe("bob");
  });

  test("what opens no ticket takes nobody's turn (R-57)", async () => {
    await share(
      "round robin",
      'rule "Hold"\n  when new mail arrives\n  and subject is "junk"\n  then hold\n',
    );
    await order("a@customer.example", { subject: "junk" });
    expect((await lastRun())?.type === "RulesRan" && (await lastRun())).not.toHaveProperty("chosen");
    expect(await order("b@customer.example")).toBe("ann");
  });
});

describe("R-57: once, and again", () => {
  test("two mails at once do not get the same turn", async () => {
    await share("round robin");
    await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => order(`${name}@customer.example`)));
    expect([2, 3, 4, 5, 6, 7].map(assignee)).toEqual(["ann", "bob", "cem", "ann", "bob", "cem"]);
  });

  test("a decision that saw an older turn is not recorded", async () => {
    await share("round robin");
    const seen = { on: "shares", group: "Orders", at: desk.record.view.sharedAt("Orders") } as const;
    const note = { type: "MergeDismissed", to: ticketNumber(1) } as const;
    const decide = () =>
      desk.record.commit(system("test").actor, () => ({
        events: [{ ticket: ticketNumber(1), event: note }],
        dependsOn: [seen],
        value: "recorded",
      }));
    expect(await decide()).toBe("recorded");
    await order("a@customer.example");
    await expect(decide()).rejects.toBeInstanceOf(Moved);
  });

  test("the same again after a restart, from a rebuilt read model, and when the journal is replayed", async () => {
    await share(
      "last owner or round robin",
      'rule "Note"\n  when new mail arrives\n  then add note "Hello."\n',
    );
    for (const name of ["a", "b", "a", "c"])
      await order(`${name}@customer.example`, { subject: `s${mails}` });
    const given = [2, 3, 4, 5].map(assignee);
    const turns = () => [...desk.record.view.sharesOf("Orders")];
    const before = turns();
    expect(before).toHaveLength(3);
    desk.record.rebuild();
    expect(turns()).toEqual(before);
    await restart();
    expect([2, 3, 4, 5].map(assignee)).toEqual(given);
    const replay = openReplay({ file: join(desk.folder.path, "mailmanager.db"), model });
    const replayed = await replayDecisions({
      ...{ replay, since: 0, until: Number.POSITIVE_INFINITY },
      read: readMail,
    });
    replay.close();
    expect(replayed).toMatchObject({ decisions: 5, differences: [] });
  });

  test("it is explained with what was recorded", async () => {
    await share(
      "round robin",
      'rule "Ann\'s"\n  when mail arrives\n  and assignee is "ann"\n  then add tag "first"\n',
    );
    await order("a@customer.example");
    const [key] = desk.record.view.messagesIn(ticketNumber(2));
    if (!key) throw new Error("no message");
    const explained = await desk.engine.explain.message(ann, ticketNumber(2), key);
    expect(explained).toMatchObject({
      value: {
        rules: [{ is: "fired" }, { rule: "Ann's", is: "fired" }],
        ran: { chosen: [{ person: "ann" }] },
      },
    });
  });
});

test("R-56: when something else happens to a ticket, it is shared in the same way", async () => {
  const text = `ruleset "Desk"

rule "Urgent"
  when the priority changes
  then assign to group "Orders", least busy
`;
  const saved = await desk.engine.rulesets.save(boss, text, "");
  if (!saved.ok) throw new Error(saved.error.code);
  expect(await desk.engine.rulesets.activate(boss, saved.value, "", [])).toMatchObject({ ok: true });
  await away("ann");
  expect(await desk.engine.commands.change(ann, ticketNumber(1), { priority: "urgent" })).toMatchObject({
    ok: true,
  });
  await desk.engine.composeDue();
  expect(assignee(1)).toBe("bob");
});
