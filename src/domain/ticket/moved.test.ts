import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writtenReply } from "../../../test/support/replies.ts";
import { messageKey, ticketNumber, userName } from "../../base/ids.ts";
import { systemActor, tokenActor, userActor } from "../actor.ts";
import { MOST_CHANGES, missedSince, movedFault, movedSince, type TicketChange } from "./moved.ts";

const [ann, bob] = [userActor(userName("ann")), userActor(userName("bob"))];
const change = (type: string, more: Partial<TicketChange> = {}): TicketChange => ({
  ...{ position: 1, type, actor: bob, automatic: false, ...more },
});

describe("what someone missed", () => {
  test.each<[seen: number | undefined, missed: string]>([
    [undefined, "nothing"],
    [1000, "nothing"],
    [999, "changes"],
    [1000 - MOST_CHANGES + 1, "changes"],
    [1000 - MOST_CHANGES, "too-much"],
    [1001, "too-much"],
  ])("since version %s of 1000: %s", (seen, missed) => {
    expect(missedSince({ version: 1000 }, seen)).toBe(missed);
  });
});

describe("the change that someone must see", () => {
  const ordered = ["ReplyWritten", "RepliedElsewhere", "MessageReceived", "NoteAdded", "MessagesGiven"];
  const types = [...ordered, "MessagesTaken", "StateChanged", "Changed", "ReplyTakenBack"];
  const silent = ["ReplyComposed", "DeliveryAttempted", "AutoReplyDue", "Erased"];

  test.each(types)("is %s by someone else", (type) => {
    expect(movedSince([change(type)], ann)?.type).toBe(type);
  });

  test.each(silent)("is not %s", (type) => {
    expect(movedSince([change(type)], null)).toBeNull();
  });

  test("is not one's own note or change, but one's own reply, from another window", () => {
    const own = (type: string) => movedSince([change(type, { actor: ann })], ann);
    expect(["NoteAdded", "Changed", "StateChanged"].map(own)).toEqual([null, null, null]);
    expect(own("ReplyWritten")).not.toBeNull();
    expect(movedSince([change("NoteAdded", { actor: ann })], null)).not.toBeNull();
    expect(movedSince([change("NoteAdded", { actor: tokenActor("ann") })], ann)).not.toBeNull();
  });

  test("is not what rules changed, unless everything counts", () => {
    const ruled = (type: string) => change(type, { actor: systemActor("rules") });
    expect(["Changed", "StateChanged"].map((type) => movedSince([ruled(type)], ann))).toEqual([null, null]);
    expect(movedSince([ruled("Changed")], null)?.type).toBe("Changed");
    expect(movedSince([ruled("Changed"), change("Changed")], ann)?.type).toBe("Changed");
  });

  test("is not what the program wrote, nor received mail where that does not count", () => {
    expect(movedSince([change("ReplyWritten", { automatic: true })], ann)).toBeNull();
    expect(movedSince([change("MessageReceived")], ann, false)).toBeNull();
    expect(movedSince([change("MessageReceived", { actor: systemActor("intake") })], ann)).not.toBeNull();
  });

  test("is the most important one, and of its kind the newest, in whatever order they came", () => {
    const any = fc.array(fc.constantFrom(...types, ...silent), { maxLength: 12 });
    fc.assert(
      fc.property(any, (found) => {
        const changes = found.map((type, n) => change(type, { position: n + 1 }));
        const expected = types.find((type) => found.includes(type));
        const moved = movedSince(changes, ann);
        expect(moved?.type).toBe(expected);
        if (expected !== undefined) expect(moved?.position).toBe(found.lastIndexOf(expected) + 1);
      }),
    );
  });
});

test("a refusal says what happened, and who did it", () => {
  const message = messageKey("k");
  const refusal = (event: Parameters<typeof movedFault>[0]) => movedFault(event, "Bob");
  const by = { params: { name: "Bob" } };
  expect(refusal(writtenReply())).toMatchObject({ reason: "ticket.moved.replied", ...by });
  expect(
    refusal({ type: "RepliedElsewhere", message, ticket: ticketNumber(2), mailbox: "x", reply: message }),
  ).toMatchObject({ reason: "ticket.moved.replied", ...by });
  expect(refusal({ type: "NoteAdded", message, text: "x" })).toMatchObject({
    ...{ reason: "ticket.moved.noted", ...by },
  });
  expect(refusal({ type: "Changed", changes: {}, before: {} })).toMatchObject({
    ...{ reason: "ticket.moved.changed", ...by },
  });
});
