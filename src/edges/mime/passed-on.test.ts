import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { defaultLimits } from "./limits.ts";
import { readMail } from "./read.ts";

const read = (...header: readonly string[]) =>
  readMail(
    Buffer.from(
      `${["From: 'Rita Moss' via Desk <desk@desk.example>", ...header].join("\r\n")}\r\n\r\nHi\r\n`,
    ),
    defaultLimits,
  );

test("the authors that a list or a server put aside are read, the most reliable first, each once", () => {
  const { originalAuthors } = read(
    "X-Google-Original-From: third@customer.example",
    "X-Original-Sender: rita@customer.example",
    "X-Original-From: Rita Moss <RITA@customer.example>",
    "Author: =?utf-8?Q?R=C3=BCta?= <ruta@customer.example>",
  );
  expect(originalAuthors).toEqual([
    { name: "R\u00fcta", address: "ruta@customer.example" },
    { name: "Rita Moss", address: "RITA@customer.example" },
    { name: "", address: "third@customer.example" },
  ]);
});

test("the list that passed it on is read from its fields", () => {
  const { lists } = read(
    "List-Post: <https://groups.example/desk/post>, <mailto:Desk@desk.example?subject=x>",
    'List-ID: "The desk" <desk.desk.example>',
    "Mailing-list: list team@desk.example; contact team+owners@desk.example",
    "X-BeenThere: Old <old@desk.example>",
  );
  expect(lists).toEqual(["desk@desk.example", "desk.desk.example", "team@desk.example", "old@desk.example"]);
});

test("a plain mail names neither, and neither do empty or broken fields", () => {
  for (const header of [[], ["X-Original-From: ", "List-ID: nothing", "List-Post: NO", "Mailing-list: ;"]]) {
    const mail = read(...header);
    expect([mail.originalAuthors, mail.lists]).toEqual([[], []]);
  }
});

test("no more is kept than anyone needs", () => {
  const many = Array.from({ length: 500 }, (_, n) => `X-Original-From: p${n}@customer.example`);
  const lists = Array.from({ length: 500 }, (_, n) => `List-ID: <l${n}.example>`);
  const mail = read(...many, ...lists);
  expect([mail.originalAuthors.length, mail.lists.length]).toEqual([10, 10]);
});
