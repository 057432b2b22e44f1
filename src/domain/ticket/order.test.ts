import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writtenReply } from "../../../test/support/replies.ts";
import { mailId, messageKey } from "../../base/ids.ts";
import type { MessageReceived, TicketEvent } from "./index.ts";
import { readingOrder } from "./order.ts";

const visitor = { name: "Runa", address: "runa@guests.example" };
const desk = { name: "Desk", address: "desk@desk.example" };
const now = 1_800_000_000_000;

/** A mail whose Message-ID is made of its name. */
function mail(name: string, date: number | null, refersTo: readonly string[], more = {}): MessageReceived {
  return {
    ...{ type: "MessageReceived", message: messageKey(name), mail: mailId(name), evidence: null },
    ...{ messageId: `<${name}@example>`, inReplyTo: null, replyTo: [], cc: [], subject: "Room", text: name },
    ...{ references: refersTo.map((one) => `<${one}@example>`), from: visitor, to: [desk], date },
    ...{ reply: null, hasHtml: false, attachments: [], automatic: false, authentication: null },
    ...more,
  };
}
const sent = (name: string, date: number | null, refersTo: readonly string[] = []) =>
  mail(name, date, refersTo, { sent: true, from: desk, to: [visitor] });
const note = (name: string): TicketEvent => ({ type: "NoteAdded", message: messageKey(name), text: name });
const opened: TicketEvent = {
  type: "StateChanged",
  from: "closed",
  to: "open",
  cause: { code: "requester-wrote" },
};

/** The names in reading order of what arrived at these times. */
const read = (...events: readonly (readonly [number, TicketEvent])[]) =>
  readingOrder(events.map(([time, event]) => ({ time, event }))).map(({ event }) =>
    "message" in event ? `${event.message}` : event.type,
  );

describe("what one of us sent, and arrives later, is read", () => {
  test("before the first message that refers to it, whatever the dates say", () => {
    for (const date of [null, now - 50, now + 1_000])
      expect(
        read(
          [now, mail("first", now - 100, [])],
          [now + 10, mail("answer", 0, ["offer"])],
          [now + 10, opened],
          [now + 20, mail("thanks", 0, ["offer", "answer"])],
          [now + 30, sent("offer", date, ["first"])],
        ),
      ).toEqual(["first", "offer", "answer", "StateChanged", "thanks"]);
  });

  test("before what was received, and by its own account written, after it was sent", () => {
    const offer = sent("offer", now + 5, ["first"]);
    const first = mail("first", now, []);
    expect(read([now, first], [now + 10, mail("more", now + 9, ["first"])], [now + 30, offer])).toEqual([
      ...["first", "offer", "more"],
    ]);
    expect(read([now, first], [now + 10, note("note")], [now + 30, offer])).toEqual([
      ...["first", "offer", "note"],
    ]);
    const reply = writtenReply({ message: messageKey("reply"), to: [visitor] });
    expect(read([now, first], [now + 10, reply], [now + 30, offer])).toEqual(["first", "offer", "reply"]);
  });

  test("but a stranger's date alone does not move it, and it stays after what it refers to", () => {
    const first = mail("first", now, []);
    const early = mail("early", now - 1_000, ["first"]);
    expect(read([now, first], [now + 10, early], [now + 30, sent("offer", now + 5, ["first"])])).toEqual([
      ...["first", "early", "offer"],
    ]);
    const late = mail("late", now + 900_000, ["first"]);
    expect(read([now, first], [now + 10, late], [now + 30, sent("offer", now + 20, ["first"])])).toEqual([
      ...["first", "late", "offer"],
    ]);
    expect(
      read(
        [now, first],
        [now + 10, mail("loop", now + 9, ["offer"])],
        [now + 30, sent("offer", 0, ["loop"])],
      ),
    ).toEqual(["first", "loop", "offer"]);
  });

  test("in a whole exchange that was imported folder by folder", () => {
    expect(
      read(
        [now, mail("ask", 1_000, [])],
        [now + 1, mail("again", 3_000, ["ask", "offer"])],
        [now + 2, sent("offer", 2_000, ["ask"])],
        [now + 3, sent("done", 4_000, ["ask", "offer", "again"])],
      ),
    ).toEqual(["ask", "offer", "again", "done"]);
  });
});

test("all else stays in order of arrival, and nothing is lost", () => {
  const names = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const some = fc.record({
    name: names,
    ours: fc.boolean(),
    date: fc.option(fc.integer({ min: now - 20, max: now + 20 })),
    refersTo: fc.array(names, { maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 12 }), (mails) => {
      const arrived = mails.map(({ name, ours, date, refersTo }, i) => ({
        time: now + i,
        event: (ours ? sent : mail)(name, date, refersTo, {}),
      }));
      const ordered = readingOrder(arrived);
      expect(new Set(ordered)).toEqual(new Set(arrived));
      expect(ordered).toHaveLength(arrived.length);
      const others = ({ event }: (typeof arrived)[number]) => event.sent !== true;
      expect(ordered.filter(others)).toEqual(arrived.filter(others));
    }),
  );
});
