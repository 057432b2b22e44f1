import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { userName } from "../../base/ids.ts";
import { chooseFrom, type Member, MOST_NAMED, type Share, type TeamFacts } from "./share.ts";

const [ana, ben, cem] = [userName("ana"), userName("ben"), userName("cem")];
const member = (person: Member["person"], more: Partial<Member> = {}): Member => ({
  ...{ person, open: 0, away: false, chosenAt: 0 },
  ...more,
});
const choose = (share: Partial<Share>, facts: Partial<TeamFacts>) =>
  chooseFrom(
    "Orders",
    { owner: false, by: null, most: null, ...share },
    { members: [], assignee: null, owner: null, ...facts },
  );

describe("R-56: whom a share chooses", () => {
  test("round robin: who was chosen longest ago, and first who never was", () => {
    const members = [member(ana, { chosenAt: 7 }), member(cem, { chosenAt: 3 }), member(ben)];
    const chosen = choose({ by: "round-robin" }, { members });
    expect(chosen).toMatchObject({ person: ben, because: "round-robin" });
    expect(chosen.among.map(({ person }) => person)).toEqual([ben, cem, ana]);
  });

  test("least busy: who has the fewest open tickets, and of these whose turn it is", () => {
    const members = [
      member(ana, { open: 2, chosenAt: 9 }),
      member(ben, { open: 4 }),
      member(cem, { open: 2 }),
    ];
    expect(choose({ by: "least-busy" }, { members })).toMatchObject({ person: cem, because: "least-busy" });
  });

  test("who is away, or has enough, is passed over and named", () => {
    const members = [member(ana, { away: true }), member(ben, { open: 5 }), member(cem, { open: 4 })];
    expect(choose({ by: "least-busy", most: 5 }, { members })).toMatchObject({
      ...{ person: cem, among: [{ person: cem, open: 4 }], away: [ana], full: [ben] },
    });
    expect(choose({ by: "round-robin", most: 4 }, { members })).toMatchObject({
      ...{ person: null, because: "nobody", full: [ben, cem] },
    });
  });

  test("the last owner, if they are there and have room; otherwise as is said, or nobody", () => {
    const members = [member(ana), member(ben, { open: 3 })];
    expect(choose({ owner: true, by: "round-robin" }, { members, owner: ben })).toMatchObject({
      ...{ person: ben, because: "owner" },
    });
    expect(choose({ owner: true, by: "round-robin", most: 3 }, { members, owner: ben }).person).toBe(ana);
    expect(choose({ owner: true }, { members, owner: cem })).toMatchObject({ person: null });
  });

  test("a ticket stays with a member who is there, however much they have", () => {
    const members = [member(ana), member(ben, { open: 50 }), member(cem, { away: true })];
    const share = { by: "round-robin", most: 5 } as const;
    expect(choose(share, { members, assignee: ben })).toMatchObject({ person: ben, because: "had" });
    expect(choose(share, { members, assignee: cem }).person).toBe(ana);
    expect(choose(share, { members, assignee: userName("dee") }).person).toBe(ana);
  });

  test("of a large group, the first ones are named", () => {
    const members = Array.from({ length: 90 }, (_, n) => member(userName(`u${n}`), { away: n % 2 === 0 }));
    const { among, away } = choose({ by: "round-robin" }, { members });
    expect([among.length, away.length]).toEqual([MOST_NAMED, MOST_NAMED]);
  });
});

const members = fc
  .uniqueArray(
    fc.record({
      person: fc.constantFrom("a", "b", "c", "d", "e").map(userName),
      ...{ open: fc.nat(4), away: fc.boolean(), chosenAt: fc.nat(6) },
    }),
    { selector: ({ person }) => person },
  )
  .filter((all) => all.length > 0);

test("R-56: who is chosen is there and has room, in any order of the members", () => {
  const share = fc.record({
    owner: fc.boolean(),
    by: fc.constantFrom("round-robin" as const, "least-busy" as const, null),
    most: fc.option(fc.integer({ min: 1, max: 4 })),
  });
  fc.assert(
    fc.property(
      members,
      share,
      fc.option(fc.constantFrom("a", "b", "z").map(userName)),
      (all, one, owner) => {
        const facts = { members: all, assignee: null, owner };
        const { person } = chooseFrom("G", one, facts);
        expect(chooseFrom("G", one, { ...facts, members: all.toReversed() }).person).toBe(person);
        const ready = all.filter(({ open, away }) => !away && (one.most === null || open < one.most));
        if (person === null) expect(one.by === null || ready.length === 0).toBe(true);
        else expect(ready.map((ready) => ready.person)).toContain(person);
      },
    ),
    { seed: 56 },
  );
});

test("R-56: over time, round robin gives everyone who is there as many tickets, but one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 30 }), (size, tickets) => {
      let team = Array.from({ length: size }, (_, n) => member(userName(`u${n}`)));
      const given = new Map<string, number>(team.map(({ person }) => [person, 0]));
      for (let at = 1; at <= tickets; at += 1) {
        const { person } = choose({ by: "round-robin" }, { members: team });
        if (person === null) throw new Error("nobody");
        given.set(person, (given.get(person) ?? 0) + 1);
        team = team.map((one) => (one.person === person ? { ...one, chosenAt: at } : one));
      }
      expect(Math.max(...given.values()) - Math.min(...given.values())).toBeLessThanOrEqual(1);
    }),
    { seed: 57, numRuns: 50 },
  );
});
