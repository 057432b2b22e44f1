import { describe, expect, test } from "vitest";
import { mailId, sha256 } from "../../base/ids.ts";
import { addresseesOf } from "./addressees.ts";
import { localAddresses, mailboxFor } from "./mailbox.ts";
import { decideReception } from "./reception.ts";

const local = localAddresses([
  { address: "old@desk.example", aliases: [], enabled: false },
  { address: "support@desk.example", aliases: ["info@shop.example"], enabled: true },
  { address: "sales@desk.example", aliases: [], enabled: true },
  { address: "closed@gone.example", aliases: [], enabled: false },
]);

describe("the mailbox for a recipient", () => {
  test.each([
    ["I-48", "support@desk.example", "support@desk.example"],
    ["I-48", " Support@DESK.example", "support@desk.example"],
    ["I-48", "info+summer@shop.example", "support@desk.example"],
    ["I-49", "postmaster@desk.example", "support@desk.example"],
    ["I-49", "postmaster@shop.example", "support@desk.example"],
    ["I-49", "Postmaster", "support@desk.example"],
  ])("%s: %s goes to %s", (_, recipient, mailbox) => {
    expect(mailboxFor(recipient, local)).toEqual({ ok: true, value: mailbox });
  });

  test.each([
    ["nobody@desk.example", "recipient.unknown"],
    ["old@desk.example", "recipient.unknown"],
    ["postmaster@gone.example", "recipient.unknown"],
    ["support@elsewhere.example", "recipient.relay"],
    ["support", "recipient.relay"],
    ["", "recipient.relay"],
  ])("I-50: %s is refused as %s", (recipient, code) => {
    expect(mailboxFor(recipient, local)).toMatchObject({ ok: false, error: { code } });
  });

  test("I-49, I-50: without an enabled mailbox there is no postmaster", () => {
    expect(mailboxFor("postmaster", localAddresses([]))).toMatchObject({
      error: { code: "recipient.unknown" },
    });
  });
});

describe("I-51: a mail is received", () => {
  const [id, other] = [mailId("a".repeat(26)), mailId("b".repeat(26))];
  const [support, sales] = ["support@desk.example", "sales@desk.example"];
  const mail = {
    ...{ ids: [id, other] as const, from: "", size: 3, sha256: sha256("00") },
    addressees: { recipients: [support], header: null, fallback: support },
    peer: { ip: "", helo: "", tls: false },
    ...{ source: "imap:a/INBOX/1/2", before: null, movedFrom: null },
  };

  test("once from one place, which it depends on", () => {
    expect(decideReception(mail, local)).toMatchObject({
      events: [{ event: { type: "MailReceived", mail: id, source: mail.source } }],
      before: null,
      dependsOn: [{ on: "source", source: mail.source }],
    });
    expect(decideReception({ ...mail, before: other }, local)).toEqual({
      ...{ events: [], before: other, mails: [], dependsOn: [] },
    });
  });

  test("as the same one if it was moved there", () => {
    const places = { from: "imap:a/", except: "imap:a/INBOX/" };
    const depends = (found: typeof other | null) => [
      { on: "source", source: mail.source },
      { on: "same-bytes", sha256: mail.sha256, ...places, mail: found },
    ];
    expect(decideReception({ ...mail, movedFrom: { ...places, mail: other } }, local)).toMatchObject({
      events: [{ event: { type: "MailFoundAgain", mail: other, source: mail.source } }],
      before: other,
      dependsOn: depends(other),
    });
    expect(decideReception({ ...mail, movedFrom: { ...places, mail: null } }, local)).toMatchObject({
      events: [{ event: { type: "MailReceived", mail: id } }],
      dependsOn: depends(null),
    });
  });

  test("I-77: for each of its mailboxes, each naming the first", () => {
    const addressees = { ...mail.addressees, recipients: [support, "old@desk.example", sales] };
    const header = { to: [sales, support], delivered: [] };
    const { events, mails } = decideReception({ ...mail, addressees: { ...addressees, header } }, local);
    expect(events.map(({ event }) => event)).toMatchObject([
      { mail: id, mailbox: sales, source: mail.source, envelope: { to: addressees.recipients } },
      { mail: other, mailbox: support, source: mail.source, first: id },
    ]);
    expect(mails).toEqual([id, other]);
    expect(events[0]?.event).not.toHaveProperty("first");
  });

  test("I-77: for the mailbox that accepted it, if no recipient is an address of ours any more", () => {
    const addressees = { ...mail.addressees, recipients: ["old@desk.example"] };
    expect(decideReception({ ...mail, addressees }, local).events).toMatchObject([
      { event: { mailbox: support, envelope: { to: ["old@desk.example"] } } },
    ]);
  });

  test("I-77: fetched mail where servers on its way say it was delivered, or else for all that it names", () => {
    const recipients = (delivered: readonly string[], to: readonly string[]) =>
      addresseesOf({ recipients: null, header: { delivered, to }, fallback: support }, local).recipients;
    expect(recipients([sales], [sales, support])).toEqual([sales]);
    expect(recipients([], [support, sales, "x@customer.example"])).toEqual([support, sales]);
    expect(recipients(["x@customer.example"], ["x@customer.example"])).toEqual([support]);
  });

  test("as often as it is delivered", () => {
    const { events, dependsOn } = decideReception({ ...mail, source: null }, local);
    expect(events).toHaveLength(1);
    expect(events[0]?.event).not.toHaveProperty("source");
    expect(dependsOn).toEqual([]);
  });
});
