import fc from "fast-check";
import { expect, test } from "vitest";
import { mailId, sha256, ticketNumber, userName } from "../src/base/ids.ts";
import type { Dependency } from "../src/domain/dependency.ts";
import type { NewEvent } from "../src/domain/events.ts";
import { evidenceState } from "../src/domain/intake/index.ts";
import { isMovedBy } from "../src/domain/moved-by.ts";
import { firstMoved } from "../src/record/depends.ts";
import type { OpenRecord } from "../src/record/record.ts";
import { historyOf, longScript } from "./support/all-events.ts";
import { dataFolder, recordIn } from "./support/record.ts";

test("no event changes what a decision depends on without isMovedBy saying so", async () => {
  await fc.assert(
    fc.asyncProperty(longScript, async (script) => {
      const folder = dataFolder();
      const record = recordIn(folder.path);
      try {
        record.database.sqlite.pragma("synchronous = OFF");
        const history = historyOf(script);
        const named = namesIn(history.flatMap(({ events }) => events));
        for (const { actor, events } of history) {
          for (const one of events) {
            const before = dependencies(record, named);
            await record.commit(actor, () => ({ events: [one], dependsOn: [], value: undefined }));
            const moved = before.filter((dependency) => firstMoved(record.view, [dependency]) !== null);
            for (const dependency of moved)
              expect([one.event.type, dependency, isMovedBy(dependency, one)]).toEqual([
                ...[one.event.type, dependency, true],
              ]);
          }
        }
      } finally {
        record.close();
        folder.remove();
      }
    }),
    { numRuns: 5 },
  );
});

test("receiving a mail moves no decision about another", () => {
  const received: NewEvent = {
    ticket: null,
    event: {
      ...{
        type: "MailReceived",
        mail: mailId("01A"),
        sha256: sha256("00".repeat(32)),
        size: 1,
        mailbox: "help@desk.example",
      },
      ...{ envelope: { from: "", to: [] }, peer: { ip: "", helo: "", tls: false }, source: "imap a 1" },
    },
  };
  const about: readonly Dependency[] = [
    { on: "ticket", ticket: ticketNumber(1), version: 1 },
    { on: "next-ticket", number: ticketNumber(2) },
    { on: "mail", mail: mailId("01B"), is: "queued" },
    { on: "copies", fingerprint: "x", identity: "y", are: "" },
    { on: "message-ids", referred: ["<a@customer.example>"], own: "<b@customer.example>", are: "" },
    { on: "source", source: "imap a 2" },
    // Other bytes, another account, and the same folder of that account.
    { on: "same-bytes", sha256: sha256("11".repeat(32)), from: "imap ", except: "imap b ", mail: null },
    { on: "same-bytes", sha256: sha256("00".repeat(32)), from: "imap b ", except: "imap b 2", mail: null },
    { on: "same-bytes", sha256: sha256("00".repeat(32)), from: "imap ", except: "imap a ", mail: null },
    { on: "settings", changed: 1 },
    { on: "people", changed: 1 },
    { on: "contact", address: "ann@customer.example", changed: 1 },
    { on: "person", person: userName("ann"), changed: 1 },
  ];
  expect(about.filter((one) => isMovedBy(one, received))).toEqual([]);
  expect(isMovedBy({ on: "source", source: "imap a 1" }, received)).toBe(true);
  const elsewhere = { sha256: sha256("00".repeat(32)), from: "imap a ", except: "imap a 2" };
  expect(isMovedBy({ on: "same-bytes", ...elsewhere, mail: null }, received)).toBe(true);
});

type Names = Readonly<
  Record<
    "address" | "mail" | "message" | "messageId" | "user" | "token" | "id" | "source" | "log",
    readonly string[]
  >
>;

/** What the events of a history name. */
function namesIn(events: readonly NewEvent[]): Names & { readonly tickets: readonly number[] } {
  const of = (key: string) => [
    ...new Set(
      events.flatMap(({ event }) => {
        const value: unknown = Object.entries(event).find(([name]) => name === key)?.[1];
        return typeof value === "string" ? [value] : [];
      }),
    ),
  ];
  const tickets = [...new Set(events.flatMap(({ ticket }) => (ticket === null ? [] : [ticket])))];
  return {
    ...{ mail: of("mail"), message: of("message"), user: of("user"), token: of("token"), id: of("id") },
    ...{ address: of("address"), source: of("source"), log: of("log"), messageId: of("messageId"), tickets },
  };
}

/** Everything that a decision could depend on now. */
function dependencies({ view }: OpenRecord, names: ReturnType<typeof namesIn>): readonly Dependency[] {
  const mails = names.mail.map(mailId);
  const digests = new Set(mails.flatMap((id) => view.mail(id)?.sha256.toString("hex") ?? []));
  const fingerprints = new Set(mails.flatMap((id) => view.mail(id)?.fingerprint ?? []));
  const all: readonly Dependency[] = [
    ...names.tickets.map((number): Dependency => {
      const ticket = ticketNumber(number);
      return { on: "ticket", ticket, version: view.ticketVersion(ticket) ?? 0 };
    }),
    { on: "next-ticket", number: view.nextTicketNumber() },
    { on: "settings", changed: view.settingsChanged() },
    { on: "people", changed: view.peopleChanged() },
    ...names.address.map(
      (address): Dependency => ({ on: "contact", address, changed: view.contact(address)?.changed ?? null }),
    ),
    ...[0, 1, 2].map((n): Dependency => {
      const group = `group ${n}`;
      return { on: "shares", group, at: view.sharedAt(group) };
    }),
    ...names.source.map((source): Dependency => ({ on: "source", source })),
    ...[...digests].flatMap((digest) =>
      // From anywhere, and from anywhere but one of the places.
      ["nowhere", ...names.source].map((except): Dependency => {
        const mail = view.mailFromLike("", except, Buffer.from(digest, "hex"));
        return { on: "same-bytes", sha256: sha256(digest), from: "", except, mail };
      }),
    ),
    ...mails.flatMap((mail): Dependency[] => [
      { on: "mail", mail, is: "queued" },
      { on: "mail", mail, is: "held" },
      { on: "agent-reply", mail },
    ]),
    ...[...fingerprints].map(
      (fingerprint): Dependency => ({
        ...{ on: "copies", fingerprint, identity: null },
        are: view.copiesState({ fingerprint, identity: null }),
      }),
    ),
    ...names.messageId.map((id): Dependency => {
      const are = evidenceState([view.ticketsByMessageId(id)], view.ticketsAwaiting(id));
      return { on: "message-ids", referred: [id], own: id, are };
    }),
    ...names.user.map((name): Dependency => {
      const person = userName(name);
      return { on: "person", person, changed: view.personChanged(person) };
    }),
    ...names.id.map((token): Dependency => ({ on: "token", token })),
  ];
  return all.filter((one) => firstMoved(view, [one]) === null);
}
