import { describe, expect, test } from "vitest";
import { automaticOf, isByProgram, isMachine, mayAutoReply } from "./automatic.ts";
import type { MailHeaders } from "./headers.ts";

const none: MailHeaders = () => [];
const only =
  (name: string, value: string): MailHeaders =>
  (wanted) =>
    wanted === name ? [value] : [];
const ann = { name: "Ann", address: "ann@example.com" };

describe("automaticOf", () => {
  test.each([
    ["auto-submitted", "auto-replied; owner-email=a@example.com", "auto-reply"],
    ["auto-submitted", "auto-generated (failure)", "auto-reply"],
    ["auto-submitted", "No", false],
    ["x-autoreply", "yes", "auto-reply"],
    ["x-mailmanager-automatic", "yes", "auto-reply"],
    ["x-autorespond", "", false],
    ["x-autorespond", "no", false],
    ["x-ms-exchange-generated-message-source", "Mailbox Rules Agent", "auto-reply"],
    ["precedence", "Bulk", "bulk"],
    ["precedence", "list", "list"],
    ["precedence", "first-class", false],
    ["list-id", "<a.example>", "list"],
    ["list-unsubscribe", "<https://example.com>", "bulk"],
  ] as const)("%s: %s is %s", (name, value, kind) => {
    expect(automaticOf(only(name, value), "Hello")).toBe(kind);
  });

  const answering = only("in-reply-to", "<a@desk.example>");

  test.each([
    ["Out of Office: back on Monday", "auto-reply"],
    ["Out of Office AutoReply: Lamps", "auto-reply"],
    ["Abwesenheitsnotiz: Ihr Ticket", "auto-reply"],
    ["Urlaub: AW: Ihr Ticket", "auto-reply"],
    ["自动回复: 您好", "auto-reply"],
    ["【不在】お問い合わせ", "auto-reply"],
    ["Автоматический ответ: Заказ", "auto-reply"],
    ["Re: Automatic reply is broken", false],
    ["Automatically closed door", false],
    ["Out of office assistant cannot be switched on", false],
    ["Abwesenheitsassistent startet nicht", false],
    ["Auto: Reifenwechsel im April", false],
    ["Urlaub: Formular fehlt", false],
    ["Absence : qui remplace Paul ?", false],
    ["On holiday next month - who opens the gate?", false],
  ] as const)("subject %j of a reply is %s", (subject, kind) => {
    expect(automaticOf(answering, subject)).toBe(kind);
  });

  test.each(["Automatic reply: how to change its text", "Out of office", "Abwesenheitsnotiz: Text falsch"])(
    "%j is a person's where it answers nothing",
    (subject) => expect(automaticOf(none, subject)).toBe(false),
  );
});

test.each([
  ["auto-submitted", "auto-generated", true],
  ["auto-submitted", "auto-forwarded", false],
  ["list-id", "<a.example>", false],
  ["feedback-id", "1:2:3:shop", false],
  ["x-ms-exchange-inbox-rules-loop", "old@example.com", false],
] as const)("%s: %s is by a program: %s", (name, value, program) => {
  const headers = only(name, value);
  expect(isByProgram(headers, automaticOf(headers, "Hello"))).toBe(program);
});

describe("mayAutoReply", () => {
  test("a person's mail, yes", () => expect(mayAutoReply(none, ann, "Hello")).toBe(true));
  test("mail without a sender, no", () => expect(mayAutoReply(none, null, "Hello")).toBe(false));

  test.each([
    ["auto-submitted", "auto-generated"],
    ["auto-submitted", "auto-forwarded"],
    ["auto-submitted", "x-of-its-own"],
    ["x-ms-exchange-inbox-rules-loop", "old@example.com"],
    ["precedence", "junk"],
    ["return-path", "<>"],
    ["return-path", " < > "],
    ["list-post", "<mailto:l@example.com>"],
    ["x-loop", "desk.example"],
    ["x-ml-name", "club"],
    ["content-type", 'multipart/report; boundary="b"'],
    ["x-auto-response-suppress", "All"],
    ["x-auto-response-suppress", "DR, RN, NRN, OOF, AutoReply"],
  ])("%s: %s, no", (name, value) => {
    expect(mayAutoReply(only(name, value), ann, "Hello")).toBe(false);
  });

  test.each([
    ["auto-submitted", "no"],
    ["auto-submitted", "No (written by hand)"],
    ["resent-from", "old@example.com"],
    ["x-forwarded-to", "support@desk.example"],
  ])("%s: %s, yes", (name, value) => {
    expect(mayAutoReply(only(name, value), ann, "Hello")).toBe(true);
  });

  test("suppressing only receipts does not forbid auto-replies", () => {
    expect(mayAutoReply(only("x-auto-response-suppress", "DR, RN"), ann, "Hello")).toBe(true);
  });
});

test.each([
  ["MAILER-DAEMON@example.com", true],
  ["postmaster@example.com", true],
  ["no-reply@example.com", true],
  ["donotreply@example.com", true],
  ["no_reply+17@example.com", true],
  ["shop-donotreply@example.com", true],
  ["nicht-antworten@example.com", true],
  ["bitte-nicht-antworten@example.com", true],
  ["keine.antwort@example.com", true],
  ["noresponder@example.com", true],
  ["no-responda@example.com", true],
  ["ne-pas-repondre@example.com", true],
  ["nepasrepondre@example.com", true],
  ["naoresponda@example.com", true],
  ["non-rispondere@example.com", true],
  ["niet-beantwoorden@example.com", true],
  ["svara-ej@example.com", true],
  ["ikke-svar@example.com", true],
  ["nie-odpowiadaj@example.com", true],
  ["neodpovidat@example.com", true],
  ["nonna@example.com", false],
  ["antworten@example.com", false],
  ["noah.responder@example.com", false],
  ["lamps-request@lists.example", true],
  ["owner-lamps@lists.example", true],
  ["lamps-bounces@lists.example", true],
  ["ann@example.com", false],
  ["noreen@example.com", false],
  ["reply@example.com", false],
  ["bouncer@example.com", false],
])("%s is automatic: %s", (address, machine) => {
  expect(isMachine(address)).toBe(machine);
});
