import { expect, test } from "vitest";
import { mailOnTrial, recipientOnTrial, testMailAddress } from "./trial.ts";

const states = [
  { on: true, ready: true },
  { on: true, ready: false },
  { on: false, ready: true },
  { on: false, ready: false },
];

test("recipients: the test mail's during a trial that can examine it; the others once it is over", () => {
  const of = (address: string) => states.map((state) => recipientOnTrial(address, state));
  expect(of(testMailAddress)).toEqual(["test", "later", "usual", "usual"]);
  expect(of("Release-Check@LOCALHOST")).toEqual(["test", "later", "usual", "usual"]);
  expect(of("support@site.example")).toEqual(["later", "later", "usual", "usual"]);
});

test("mail: the test mail alone and from this machine, even if the trial has just ended; the others once it is over", () => {
  const of = (mail: Partial<Parameters<typeof mailOnTrial>[0]>) =>
    states.map((state) =>
      mailOnTrial({ mailbox: testMailAddress, recipients: 1, fromHere: true, ...mail }, state),
    );
  expect(of({})).toEqual(["test", "later", "test", "usual"]);
  expect(of({ recipients: 2 })).toEqual(["later", "later", "later", "usual"]);
  expect(of({ recipients: 0 })).toEqual(["later", "later", "later", "usual"]);
  expect(of({ fromHere: false })).toEqual(["later", "later", "later", "usual"]);
  expect(of({ mailbox: "support@site.example" })).toEqual(["later", "later", "usual", "usual"]);
});
