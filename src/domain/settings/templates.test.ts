import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideTemplate, decideTemplateRemoval, filledTemplate, templateValues } from "./templates.ts";
import { told } from "./testing.ts";

const values = {
  ...{ "ticket.number": "7", "ticket.subject": "Lamp {{sender.name}}", "ticket.category": "" },
  ...{ "ticket.group": "Shop", "mail.subject": "Re: Lamp", "sender.name": "Rita" },
  ...{
    "sender.address": "rita@customer.example",
    "mailbox.name": "Desk",
    "mailbox.address": "d@desk.example",
  },
};
const saved = (text: string, name = "Thanks") => told(decideTemplate({ name, text }, { exists: false }));

describe("a template", () => {
  test("is saved with line ends of one kind, and removed if it is there", () => {
    expect(saved("Dear {{ Sender.Name }},\r\nthank you.", " Thanks ")).toEqual([
      { type: "TemplateSaved", name: "Thanks", text: "Dear {{ Sender.Name }},\nthank you." },
    ]);
    expect(told(decideTemplateRemoval("Thanks", true))).toEqual([
      { type: "TemplateRemoved", name: "Thanks" },
    ]);
    expect(told(decideTemplateRemoval("Thanks", false))).toEqual(["template.unknown", undefined]);
  });

  test.each([
    ["names what there is not", "Dear {{customer}}", "template.field"],
    ["does not close its braces", "Dear {{sender.name,\nyours", "template.open"],
    ["names nothing", "Dear {{ }}", "template.blank"],
    ["is empty", " \n", "template.text"],
  ])("that %s is refused", (_, text, code) => {
    expect(saved(text)).toEqual([code, "text"]);
  });

  test.each(["", "two\nlines"])("is not called %j", (name) => {
    expect(saved("Thank you", name)).toEqual(["template.name", "name"]);
  });
});

describe("a filled template", () => {
  test("has the values in place of their names, once", () => {
    expect(filledTemplate("#{{ticket.number}} {{ ticket.subject }}/{{TICKET.GROUP}} {", values)).toBe(
      "#7 Lamp {{sender.name}}/Shop {",
    );
  });

  test("has each value on one line, cut at 200 characters and never within one", () => {
    const long = filledTemplate("{{mail.subject}}", { ...values, "mail.subject": `${"x".repeat(199)}😀` });
    expect(long).toBe("x".repeat(199));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (subject) => {
        const text = filledTemplate("{{mail.subject}}", { ...values, "mail.subject": subject });
        expect(text).not.toMatch(/\n/);
        expect(text.length).toBeLessThanOrEqual(200);
        expect(text.isWellFormed()).toBe(subject.isWellFormed() || text.isWellFormed());
      }),
    );
  });

  test("knows each name that a template may have", () => {
    for (const name of templateValues) expect(filledTemplate(`{{${name}}}`, values)).toBe(values[name]);
  });
});
