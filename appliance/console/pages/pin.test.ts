/** The console's PIN, at a terminal. */
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type FakeBox, fakeBox, type State } from "../testing/fake-box.ts";
import { keys, openTerminal, type TestTerminal } from "../testing/terminal.ts";

let box: FakeBox;
let terminal: TestTerminal;

const quick = join(import.meta.dirname, "../testing/quick-lock.ts");

async function arrive(program?: string, change: (state: State) => void = () => {}) {
  box = await fakeBox(change);
  await open(program);
}

/** Opens another terminal on the same appliance. */
async function open(program?: string) {
  terminal = openTerminal({ socket: box.socket, ...(program === undefined ? {} : { program }) });
  await terminal.until("Arrow keys");
  await terminal.until("31.4 GB of 40.0 GB free");
}

afterEach(async () => {
  await terminal.close();
  await box.remove();
});

async function setPin(pin: string) {
  await terminal.type("e");
  await terminal.until("The console has no PIN");
  await terminal.type(keys.enter);
  await terminal.until("New PIN");
  await terminal.type(pin, keys.enter, pin, keys.enter, keys.enter);
  await terminal.until("The console has a new PIN");
  await terminal.type(keys.enter);
  await terminal.until("Arrow keys");
}

it("is set, without showing it, and then asked for before any page, while the first screen stays", async () => {
  await arrive();
  await terminal.type("e");
  await terminal.until("The console has no PIN");
  await terminal.type(keys.enter);
  await terminal.until("New PIN");
  await terminal.type("12345", keys.enter);
  await terminal.until("Enter 6 to 20 digits.");
  await terminal.type("6", keys.enter, "123457", keys.enter);
  await terminal.until("The two PINs are different");
  await terminal.type(keys.backspace, "6", keys.enter, keys.enter);
  await terminal.until("The console has a new PIN");
  expect(terminal.written()).not.toContain("123456");
  await terminal.close();

  await open();
  expect(terminal.screen()).toContain("https://192.0.2.10/");
  await terminal.type("5");
  expect(await terminal.until("Enter the console's PIN")).not.toContain("User name");
  await terminal.type("654321", keys.enter, keys.enter);
  await terminal.until("Wrong PIN");
  await terminal.type(keys.enter);
  await terminal.until("Enter the console's PIN");
  await terminal.type("123456", keys.enter, keys.enter);
  expect(await terminal.until("User name")).toContain("Reset a password");
  await terminal.type(keys.escape);
  await terminal.until("Arrow keys");
  // It was entered.
  await terminal.type("5");
  await terminal.until("User name");
});

it("is not asked for again at once after several wrong ones", async () => {
  await arrive();
  await setPin("271828");
  await terminal.close();
  await open();
  await terminal.type("b");
  for (let n = 0; n < 3; n++) {
    await terminal.until("Enter the console's PIN");
    await terminal.type("000000", keys.enter, keys.enter);
    await terminal.until("Wrong PIN");
    await terminal.type(keys.enter);
  }
  await terminal.until(/can be entered in \d+ seconds/);
  await terminal.type(keys.enter);
  await terminal.until("Arrow keys");
  expect(box.done).toEqual([]);
});

it("locks a console that nobody uses: back to the first screen, and the PIN again", async () => {
  await arrive(quick);
  await terminal.type("e");
  await terminal.until("The console has no PIN");
  await terminal.type(keys.enter);
  await terminal.until("New PIN");
  await terminal.type("271828", keys.enter, "271828", keys.enter, keys.enter);
  await terminal.until("The console has a new PIN");
  await terminal.until("Arrow keys");
  await terminal.type("5");
  await terminal.until("Enter the console's PIN");
  await terminal.type("271828", keys.enter, keys.enter);
  await terminal.until("User name");
  await terminal.until("Arrow keys");
  expect(terminal.screen()).not.toContain("User name");
  await terminal.type("5");
  await terminal.until("Enter the console's PIN");
  await terminal.until("Arrow keys");
});

it("is removed by someone who knows it", async () => {
  await arrive();
  await setPin("271828");
  await terminal.type("e");
  await terminal.until("Remove the PIN");
  await terminal.type("2");
  await terminal.until("No, cancel");
  await terminal.type("2");
  await terminal.until("The console no longer has a PIN");
  await terminal.close();
  await open();
  await terminal.type("5");
  await terminal.until("User name");
});
