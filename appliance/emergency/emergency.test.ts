import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestBox, testBox } from "../testing/box.ts";
import { menu, type Terminal } from "./index.ts";

const HOUR = 3_600_000;

interface Screen extends Terminal {
  readonly shown: () => string;
  type(line: string): void;
}

function screen(): Screen {
  let text = "";
  const listeners: ((line: string) => void)[] = [];
  return {
    shown: () => text,
    type: (line) => {
      for (const listen of listeners) listen(line);
    },
    write: (more) => {
      text += more;
    },
    onLine: (listen) => void listeners.push(listen),
    close: () => {},
  };
}

let test: TestBox;
const journal = "Can't find ext4 filesystem\nmount: \x1b[31mbad superblock\n";
beforeEach(() => {
  test = testBox({ journalctl: { out: journal }, "mkfs.ext4": {}, systemctl: {} });
});
afterEach(() => test.remove());

const started = async (patience = HOUR) => {
  const [first, second] = [screen(), screen()];
  const ending = menu({ ...test.box, language: "en" }, [first, second], patience);
  await expect.poll(() => first.shown()).toContain("Type a number");
  return { first, second, ending };
};

describe("the menu without data", () => {
  it("says the cause on every screen, without control characters", async () => {
    const { first, second, ending } = await started();
    expect(first.shown()).toContain("mount: ?[31mbad superblock");
    expect(second.shown()).toBe(first.shown());
    second.type("2");
    expect(await ending).toBe("off");
    expect(first.shown()).toContain("Turning off");
  });

  it("starts again when asked, and after a while without an answer", async () => {
    const { first, ending } = await started();
    first.type("1");
    expect(await ending).toBe("restart");
    expect(await (await started(1)).ending).toBe("restart");
  });

  it("shows the log, and the menu again after anything else", async () => {
    const { first, ending } = await started();
    first.type("3");
    await expect.poll(() => first.shown().match(/Can't find ext4/g)?.length).toBe(2);
    first.type("help");
    await expect.poll(() => first.shown().match(/Type a number/g)?.length).toBe(3);
    first.type("1");
    await ending;
  });

  it("erases only after the word was typed, and says why it cannot", async () => {
    const { first, ending } = await started();
    first.type("4");
    await expect.poll(() => first.shown()).toContain("will be lost");
    first.type("");
    await expect.poll(() => first.shown().match(/Type a number/g)?.length).toBe(2);
    first.type("4");
    await expect.poll(() => first.shown().match(/will be lost/g)?.length).toBe(2);
    first.type("erase");
    await expect.poll(() => first.shown()).toContain("mailmanager-var: not found");
    const folder = join(test.box.places.dev, "disk/mailmanager");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "mailmanager-var"), "");
    first.type("4");
    await expect.poll(() => first.shown().match(/will be lost/g)?.length).toBe(3);
    expect(test.ran.some((line) => line.startsWith("mkfs"))).toBe(false);
    first.type("erase");
    expect(await ending).toBe("restart");
    expect(test.ran).toContainEqual(expect.stringMatching(/^mkfs\.ext4 .*mailmanager-var$/));
  });
});
