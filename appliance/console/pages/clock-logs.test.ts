import { afterEach, describe, expect, it } from "vitest";
import { type FakeBox, fakeBox } from "../testing/fake-box.ts";
import { keys, openTerminal, type TestTerminal } from "../testing/terminal.ts";

let box: FakeBox;
let terminal: TestTerminal;

async function arrive() {
  box = await fakeBox();
  terminal = openTerminal({ socket: box.socket });
  await terminal.until("Factory reset");
  await terminal.until("1.0.0");
}

afterEach(async () => {
  await terminal.close();
  await box.remove();
});

describe("the pages of clock and logs", () => {
  it("set the time zone, with suggestions", async () => {
    await arrive();
    await terminal.type("3");
    await terminal.until("Europe/Berlin");
    await terminal.type(Array.from({ length: 13 }, () => keys.backspace).join(""), "honolulu", keys.enter);
    await terminal.until("Pacific/Honolulu?");
    await terminal.type(
      Array.from({ length: 8 }, () => keys.backspace).join(""),
      "pacific/honolulu",
      keys.enter,
    );
    await terminal.type("ntp.example.net", keys.enter);
    await terminal.type("2026-02-31 10:00", keys.enter);
    await terminal.until("Enter a date and a time such as");
    await terminal.type(
      Array.from({ length: 16 }, () => keys.backspace).join(""),
      "2026-12-24 18:30",
      keys.enter,
    );
    await terminal.type(keys.enter);
    await terminal.until("Pacific/Honolulu");
    await terminal.until("The time is");
    expect(box.done).toEqual([
      'clock.set {"timezone":"Pacific/Honolulu","ntp":["ntp.example.net"]}',
      'clock.adjust {"to":"2026-12-25T04:30:00.000Z"}',
    ]);
  });

  it("search the logs", async () => {
    await arrive();
    await terminal.type("a", keys.enter);
    await terminal.until("line 100");
    await terminal.type("/");
    await terminal.until("Search for");
    await terminal.type("LINE 7", keys.enter, keys.enter);
    const found = await terminal.until("11 lines with LINE 7");
    expect(found).toContain("line 79");
    expect(found).not.toContain("line 80");
  });
});
