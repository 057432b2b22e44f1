import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { storedSamples, storeEvents } from "../../../test/support/stored.ts";
import { messageKey, type TicketNumber, ticketNumber } from "../../base/ids.ts";
import { systemActor } from "../../domain/actor.ts";
import { type EventType, eventVersions, retiredVersions } from "../../domain/events.ts";
import { withEmptySecrets, withoutSecrets } from "../../domain/secrets.ts";
import { knownType, lift } from "./index.ts";
import { retired, type Step, steps } from "./steps.ts";

const samples = storedSamples();
const known = Object.entries(eventVersions) as readonly (readonly [EventType, number])[];
const stored = [...known, ...Object.entries(retiredVersions)];
const typesNow: { readonly [type: string]: string } = {
  ReplyQueued: "ReplyWritten",
  ImapTokenRenewed: "OAuthTokenRenewed",
  AnswerDue: "AutoReplyDue",
  AgentAnswered: "AgentReplied",
  AnsweredElsewhere: "RepliedElsewhere",
};
const typeNow = (type: string): string => typesNow[type] ?? type;
const sampled = (type: string, version: number) =>
  samples.filter((one) => one.type === type && one.version === version);

describe("samples", () => {
  test("there is one for every type in every version", () => {
    const missing = stored.flatMap(([type, newest]) =>
      Array.from({ length: newest }, (_, at) => at + 1)
        .filter((version) => sampled(type, version).length === 0)
        .map((version) => `src/record/upcast/samples/${type}.${version}.json is missing`),
    );
    expect(missing).toEqual([]);
    const foreign = samples.filter(({ type, version }) => {
      const newest = stored.find(([one]) => one === type)?.[1] ?? 0;
      return version < 1 || version > newest;
    });
    expect(foreign).toEqual([]);
  });

  test("each type has one step per version", () => {
    const taken: { readonly [T in EventType]?: readonly Step[] } = steps;
    for (const [type, newest] of known) expect([type, taken[type]?.length ?? 0]).toEqual([type, newest - 1]);
  });

  describe("are accepted by everything derived from them", () => {
    let folder: ReturnType<typeof dataFolder>;
    beforeEach(() => {
      folder = dataFolder();
      storeEvents(folder.path, samples);
    });
    afterEach(() => folder.remove());

    test("the read model is built, the chain is valid, the converted events can be shown", async () => {
      const record = recordIn(folder.path);
      try {
        expect(await record.journal.verify()).toMatchObject({ ok: true, events: samples.length });
        const events = await record.journal.read(0, samples.length);
        expect(events.map(({ event }) => event.type)).toEqual(samples.map(({ type }) => typeNow(type)));
        for (const { event } of events) {
          const shown = withoutSecrets(event);
          expect(shown.type).toBe(event.type);
          // Both leave out the same.
          const secrets = textsIn(event).filter((one) => !textsIn(shown).includes(one));
          const left = textsIn(withEmptySecrets(event));
          expect([event.type, secrets.filter((one) => left.includes(one))]).toEqual([event.type, []]);
        }
        for (const number of [1, 2]) {
          const ofTicket = samples.filter(({ ticket }) => ticket === number).length;
          expect(record.queries.tickets({ number }, { now: 0, limit: 1 }).items[0]?.version).toBe(ofTicket);
        }
      } finally {
        record.close();
      }
    });
  });
});

describe("steps", () => {
  test("a missing time zone is null", () => {
    const stored = { position: 1, type: "SystemSetUp" };
    const lifted = (version: number, payload: object) =>
      lift({ ...stored, version, payload: JSON.stringify(payload) });
    const hostname = "desk.example";
    expect(lifted(1, { hostname })).toEqual({ type: "SystemSetUp", hostname, zone: null });
    expect(lifted(1, { hostname, zone: "Asia/Tokyo" })).toEqual({
      ...{ type: "SystemSetUp", hostname },
      zone: "Asia/Tokyo",
    });
    expect(lifted(2, { hostname, zone: null })).toEqual({ type: "SystemSetUp", hostname, zone: null });
  });
});

describe("types that are no longer written", () => {
  test("have one step per version", () => {
    for (const [type, newest] of Object.entries(retiredVersions)) {
      expect(retired[type as keyof typeof retired].steps.length).toBe(newest);
    }
  });

  test("what an IMAP account logged in with by OAuth 2 becomes an account of its own, with its renewed token", () => {
    const [, payload] = sampled("ImapAccountSaved", 1).map((one) => one.payload);
    const saved = { position: 1, type: "ImapAccountSaved", version: 1, payload: JSON.stringify(payload) };
    expect(lift(saved)).toMatchObject({
      account: { name: "cloud", login: { kind: "oauth2", account: "cloud" } },
      oauth: {
        ...{ name: "cloud", tokenUrl: "https://login.cloud.example/token", clientId: "desk" },
        ...{ servers: ["imap.oldhost.example"], refreshToken: "first" },
      },
    });
    const renewed = JSON.stringify({ name: "cloud", refreshToken: "second" });
    expect(lift({ position: 2, type: "ImapTokenRenewed", version: 1, payload: renewed })).toEqual({
      ...{ type: "OAuthTokenRenewed", name: "cloud", refreshToken: "second" },
    });
  });

  test("what was an answer, in every version, is a reply with the same contents", () => {
    const stored = samples.filter(({ type }) => /Answer/.test(type));
    const lifted = stored.map(({ type, version, payload }) =>
      lift({ position: 1, type, version, payload: JSON.stringify(payload) }),
    );
    expect(stored.map(({ type, version }) => `${type} ${version}`).sort()).toEqual([
      ...["AgentAnswered 1", "AnswerDue 1", "AnswerDue 2", "AnsweredElsewhere 1"],
    ]);
    for (const [at, event] of lifted.entries()) {
      const { type, version, payload } = stored[at] ?? expect.fail("no sample");
      const because = type === "AnswerDue" && version === 1 ? { because: { kind: "envelope" } } : {};
      expect(event).toEqual({ ...payload, ...because, type: typeNow(type) });
    }
  });

  test("a reply that was composed before it was recorded becomes written and composed", () => {
    const payload = sampled("ReplyQueued", 1)[1]?.payload;
    const stored = { position: 1, type: "ReplyQueued", version: 1, payload: JSON.stringify(payload) };
    expect(lift(stored)).toEqual({
      type: "ReplyWritten",
      ...{ message: payload?.message, messageId: payload?.messageId, byMail: payload?.byMail },
      ...{ from: payload?.from, to: payload?.to, cc: [], subject: "Re: Bell is broken", attachments: [] },
      text: "You get a new bell.",
      html: null,
      automatic: false,
      leaveAt: 0,
      close: false,
      unlessAnswered: false,
      nonce: null,
      composed: {
        inReplyTo: "<1@oak.example>",
        references: ["<1@oak.example>"],
        below: "> The bell does not ring.",
        raw: payload?.raw,
        sender: payload?.sender,
        recipients: ["cyril@oak.example"],
      },
    });
    expect(() => lift({ ...stored, version: 2 })).toThrow(/has type ReplyQueued in version 2/);
  });

  test("what was composed so is delivered, matched and found as before", async () => {
    const folder = dataFolder();
    try {
      storeEvents(folder.path, samples);
      const record = recordIn(folder.path);
      const first = sampled("ReplyQueued", 1)[1]?.payload;
      const key = messageKey(String(first?.message));
      expect(record.view.reply(key)).toMatchObject({ state: "composed", ticket: 1 });
      expect(await record.past.composed(key)).toMatchObject({ raw: first?.raw, sender: first?.sender });
      expect(record.view.ticketsByMessageId(String(first?.messageId))).toContain(1);
      expect(record.view.deliveries(key).map(({ recipient, kind }) => [recipient, kind])).toEqual([
        ["cyril@oak.example", "reply"],
      ]);
      record.close();
    } finally {
      folder.remove();
    }
  });

  test("what was composed so leaves the history of its ticket when it is moved", async () => {
    const folder = dataFolder();
    try {
      storeEvents(folder.path, samples);
      const record = recordIn(folder.path);
      const [one, two] = [ticketNumber(1), ticketNumber(2)];
      const key = messageKey(String(sampled("ReplyQueued", 1)[1]?.payload.message));
      const isIn = async (ticket: TicketNumber) => {
        const { events } = await record.past.history(ticket, { limit: 1000 });
        return events.some(({ event }) => event.type === "ReplyWritten" && event.message === key);
      };
      const messages = [key];
      expect([await isIn(one), await isIn(two)]).toEqual([true, false]);
      await record.commit(systemActor("test"), () => ({
        events: [
          { ticket: one, event: { type: "MessagesGiven", to: two, messages, merge: false } },
          {
            ticket: two,
            event: { type: "MessagesTaken", from: one, messages, participants: [], unmerge: false },
          },
        ],
        dependsOn: [],
        value: null,
      }));
      expect([await isIn(one), await isIn(two)]).toEqual([false, true]);
      record.close();
    } finally {
      folder.remove();
    }
  });
});

describe("sentences about failures", () => {
  const lifted = (type: string, version: number, payload: object) =>
    lift({ position: 1, type, version, payload: JSON.stringify(payload) });

  test.each([
    ["unreadable", "mail.unreadable", "mail.unreadable.why"],
    ["reply-not-sent", "request.invalid", "reply.refused"],
  ])("become faults with the same text: %s", (code, kind, reason) => {
    expect(lifted("MailHeld", 2, { cause: { code, why: "It is too long" } })).toEqual({
      type: "MailHeld",
      cause: { code, fault: { code: kind, reason, params: { problem: "It is too long" } } },
    });
  });

  test("and what a bug said, in a held mail and in one that was archived", () => {
    const cause = { code: "decision-failed", why: "x is not a function" };
    const params = { text: "x is not a function" };
    const now = { code: "decision-failed", fault: { code: "internal.bug", reason: "decision.text", params } };
    expect(lifted("MailHeld", 2, { cause })).toEqual({ type: "MailHeld", cause: now });
    expect(lifted("MailHeld", 3, { cause })).toEqual({ type: "MailHeld", cause: now });
    const aside = (held: object) => ({ cause: { code: "put-aside", by: "maud", held } });
    expect(lifted("MailFiled", 2, aside(cause))).toEqual({ type: "MailFiled", ...aside(now) });
    expect(lifted("MailFiled", 2, aside({ code: "unreadable", why: "It is too long" }))).toMatchObject(
      aside({ code: "unreadable", fault: { reason: "mail.unreadable.why" } }),
    );
    expect(lifted("MailFiled", 2, aside({ code: "no-sender" }))).toMatchObject(aside({ code: "no-sender" }));
  });

  test("of a delivery too, where no server said them", () => {
    const result = (response: string) => ({ recipient: "a@oak.example", outcome: "deferred", response });
    const read = (response: string) => lifted("DeliveryAttempted", 1, { results: [result(response)] });
    const own = ["mx.oak.example could not be reached: connect ECONNREFUSED", "501 5.1.3 Not sent: so"];
    for (const text of own) {
      const why = { code: "delivery.failed", reason: "delivery.text", params: { text } };
      expect(read(text)).toEqual({
        type: "DeliveryAttempted",
        results: [{ ...result(""), fault: why }],
      });
    }
    for (const text of ["450 later", "554-5.7.1 spam 554 5.7.1 go away", "250 2.0.0 Ok: queued as 4F1C2"])
      expect(read(text)).toEqual({ type: "DeliveryAttempted", results: [result(text)] });
  });

  test("of a backup too, in every version", () => {
    const text = "The disk is full";
    const now = { code: "system.busy", reason: "backup.text", params: { text } };
    const second = { code: "system.busy", reason: "backup.child", params: { problem: text } };
    const first = lifted("BackupFailed", 1, { cause: "asked", problem: text });
    expect(first).toEqual({ type: "BackupFailed", cause: "asked", fault: now });
    expect(lifted("BackupFailed", 2, { cause: "asked", fault: second })).toEqual(first);
    const other = { code: "disk.full", reason: "disk.room" };
    expect(lifted("BackupFailed", 2, { cause: "asked", fault: other })).toMatchObject({ fault: other });
  });

  test("behind a fault of the appliance are quoted in it", () => {
    const acted = (reason: string, params: object) => ({
      action: {
        number: 1,
        what: { code: "restart", params: {} },
        fault: { code: "box.failed", reason, params },
      },
    });
    const said = { code: "box.failed", reason: "box.text", params: { text: "it broke" } };
    for (const reason of ["box.error", "box.program", "box.network.failed", "box.unwell.mail"]) {
      expect(lifted("BoxActed", 2, acted(reason, { problem: "it broke", words: "" }))).toEqual({
        ...{ type: "BoxActed", ...acted(reason, { problem: said, words: "" }) },
      });
    }
    const silent = { action: { number: 1, what: { code: "restart", params: {} }, fault: null } };
    expect(lifted("BoxActed", 2, silent)).toEqual({ type: "BoxActed", ...silent });
  });
});

describe("textual causes", () => {
  const lifted = (type: string, cause: string) =>
    lift({ position: 1, type, version: 1, payload: JSON.stringify({ cause }) });

  test.each(["MailHeld", "MailFiled"])("of %s stay unchanged", (type) => {
    expect(lifted(type, "It is spam")).toEqual({ type, cause: { code: "text", text: "It is spam" } });
  });

  test.each([
    ["agent", { code: "agent" }],
    ["requester wrote", { code: "requester-wrote" }],
    ["answered", { code: "replied" }],
    ["the moon", { code: "text", text: "the moon" }],
  ])("of a change of state, such as %s, become codes", (word, cause) => {
    expect(lifted("StateChanged", word)).toMatchObject({ cause });
  });
});

test.each([
  ["requester wrote", "requester-wrote"],
  ["replied", "replied"],
])("that a reply was not sent because of %s becomes a code", (because, code) => {
  const payload = JSON.stringify({ message: "m", because });
  expect(lift({ position: 1, type: "ReplyWithheld", version: 1, payload })).toEqual({
    ...{ type: "ReplyWithheld", message: "m", because: code },
  });
});

describe("events of a newer release", () => {
  test("are refused with type, version and position, and with what to do", () => {
    expect(() => lift({ position: 7, type: "ParcelSent", version: 1, payload: "{}" })).toThrow(
      "the event at position 7 has type ParcelSent (version 1): a newer release wrote it; start that release or a newer one",
    );
    expect(() => lift({ position: 8, type: "NoteAdded", version: 9, payload: "{}" })).toThrow(
      /^the event at position 8 has type NoteAdded in version 9, and here it is known up to 1: a newer release/,
    );
    expect(() => knownType({ position: 9, type: "toString", version: 1 })).toThrow(/position 9 has type/);
  });

  test("prevent building a model without them", () => {
    const folder = dataFolder();
    try {
      const foreign = { type: "NoteAdded", version: 9, time: 1, actor: "user:maud", ticket: 1, payload: {} };
      storeEvents(folder.path, [...samples, foreign]);
      expect(() => recordIn(folder.path)).toThrow(/position \d+ has type NoteAdded in version 9/);
    } finally {
      folder.remove();
    }
  });
});

/** All texts in a value, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
