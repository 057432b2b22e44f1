/** All mail that is sent takes one path: a commit makes it due, it is composed after that, and each attempt is an event. */
import { expect, test } from "vitest";
import { composeMail } from "../../../test/support/compose.ts";
import { mailbox } from "../../../test/support/engine.ts";
import { messageKey, userName } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import type { EventType } from "../../domain/events.ts";
import { system } from "../../domain/policy/index.ts";
import type { Compose } from "./draft.ts";
import type { Deliver } from "./outbox.ts";
import { ann, desk, deskForEachTest, HOUR, mail, one, replied, restart } from "./testing.ts";

deskForEachTest();

interface Kind {
  readonly becomesDue: () => Promise<unknown>;
  /** Its events before the first attempt to deliver it. */
  readonly events: readonly EventType[];
  /** The one after which it may be composed. */
  readonly due: EventType;
}

const bob = userName("bob");
const kinds: { readonly [name: string]: Kind } = {
  "a reply": {
    becomesDue: () => replied(),
    events: ["ReplyWritten", "ReplyComposed"],
    due: "ReplyWritten",
  },
  "an auto-reply": {
    async becomesDue() {
      await desk.engine.settings.saveMailbox(system("test"), { address: mailbox, acknowledge: true });
      await mail({ messageId: "<other@customer.example>", subject: "Another matter" });
    },
    events: ["AutoReplyDue", "ReplyWritten", "ReplyComposed"],
    due: "ReplyWritten",
  },
  "a notification": {
    async becomesDue() {
      await desk.engine.people.changeUser(system("test"), bob, { email: "bob@elsewhere.example" });
      await desk.engine.commands.change(ann, one, { assignee: bob });
    },
    events: ["NotificationDue", "NotificationQueued"],
    due: "NotificationDue",
  },
  "a warning": {
    becomesDue: () =>
      desk.record.commit(systemActor("test"), () => ({
        events: [
          {
            ticket: null,
            event: {
              type: "BoxActed",
              action: {
                ...{
                  log: "f00d",
                  number: 1,
                  at: "2023-11-14T22:00:00Z",
                  verb: "update.outcome",
                  caller: "box",
                },
                ...{ by: null, outcome: "failed", fault: null },
                what: { code: "release.fell-back", params: { from: "1.0", to: "1.1" } },
              },
            },
          },
          {
            ticket: null,
            event: {
              ...({ type: "WarningDue", message: messageKey("w".repeat(26)), user: bob } as const),
              ...{ to: { name: "Bob", address: "bob@elsewhere.example" }, log: "f00d", action: 1 },
            },
          },
        ],
        ...{ dependsOn: [], value: undefined },
      })),
    events: ["WarningDue", "WarningQueued"],
    due: "WarningDue",
  },
};

/** The events of the mail that became due, in order. */
async function path(due: EventType): Promise<readonly EventType[]> {
  const all = (await desk.record.journal.read(0, 1000)).map(({ event }) => event);
  const first = all.find(({ type }) => type === due);
  const message = first && "message" in first ? first.message : expect.fail("nothing is due");
  return all.flatMap((event) =>
    event.type !== "Erased" && "message" in event && event.message === message ? [event.type] : [],
  );
}

test.each(Object.entries(kinds))(
  "%s is composed once after the commit that made it due, and delivered until the next server takes it",
  async (_, { becomesDue, due, events }) => {
    const ids = new Set<string>();
    const failing: Compose = async ({ messageId }) => {
      ids.add(messageId);
      throw new Error("the power went out");
    };
    await restart({ compose: failing });
    await becomesDue();
    await desk.engine.composeDue();
    // What was decided stays, although it could not be composed.
    expect(await path(due)).toEqual(events.slice(0, events.indexOf(due) + 1));
    expect(ids.size).toBe(1);

    const compose: Compose = async (draft) => {
      ids.add(draft.messageId);
      return composeMail(draft);
    };
    let tries = 0;
    const deliver: Deliver = async (sent) => {
      tries += 1;
      const outcome = tries === 1 ? "deferred" : "delivered";
      const results = sent.envelope.to.map(
        (recipient) => ({ recipient, outcome, response: "said" }) as const,
      );
      return { server: "next:25", results };
    };
    await restart({ compose, deliver });
    await desk.engine.composeDue();
    await desk.engine.composeDue();
    expect(await path(due)).toEqual(events);
    // The same mail as the one that was lost.
    expect(ids.size).toBe(1);

    desk.engine.outbox.start();
    await expect.poll(() => path(due)).toEqual([...events, "DeliveryAttempted"]);
    desk.clock += HOUR;
    await restart({ compose, deliver });
    desk.engine.outbox.start();
    await expect.poll(() => path(due)).toEqual([...events, "DeliveryAttempted", "DeliveryAttempted"]);
    await desk.engine.composeDue();
    expect(desk.record.queries.nextDelivery()).toBeNull();
    expect(await path(due)).toHaveLength(events.length + 2);
  },
);
