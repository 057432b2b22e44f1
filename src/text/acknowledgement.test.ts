import { expect, test } from "vitest";
import { acknowledgementText } from "./acknowledgement.ts";

test.each([
  ["en", "received"],
  ["de", "erhalten"],
  ["fr", "reçu"],
  ["es", "recibido"],
  ["it", "ricevuto"],
  ["nl", "ontvangen"],
  ["pt", "Recebemos"],
  ["pl", "Otrzymaliśmy"],
  ["ja", "受け付け"],
  ["ar", "تلقينا"],
])("an acknowledgement in %s names the ticket", (language, word) => {
  const { subject, text } = acknowledgementText(language, 12_345);
  expect(subject).toContain(word);
  expect(text).toContain(" 12345 ");
  expect(text).not.toMatch(/[{}$]/);
});

test("a language is found by its first part; an unknown one is English", () => {
  expect(acknowledgementText("DE-at", 1)).toEqual(acknowledgementText("de", 1));
  expect(acknowledgementText("xx", 1)).toEqual(acknowledgementText("en", 1));
});
