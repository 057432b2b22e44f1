import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { system } from "../../domain/people/index.ts";
import { createData } from "../../engine/operate/data-folder/folder.ts";
import type { Log } from "../../engine/ports.ts";
import { createSettings } from "../../engine/settings/settings.ts";
import { configure } from "../configuration.ts";
import { openData, openNewData } from "../data.ts";
import { type Serving, serve } from "../serve.ts";
import { prepareData, settleData } from "./data.ts";

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let data: string;
let serving: Serving | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "trial-"));
  data = join(folder, "data");
  createData(data);
  const record = openNewData(data);
  const done = await createSettings(record).setUp(system("test"), "desk.example.com", "help@example.com");
  expect(done.ok).toBe(true);
  record.close();
});
afterEach(async () => {
  await serving?.stop();
  serving = null;
  rmSync(folder, { recursive: true, force: true });
});

const prepare = (release: string, onTrial: boolean) => prepareData({ data, release, onTrial, log });
const mailboxes = () => {
  const record = openData(data);
  try {
    return record.view.mailboxes().map(({ address }) => address);
  } finally {
    record.close();
  }
};
async function addMailbox(address: string): Promise<void> {
  const record = openData(data);
  await createSettings(record).saveMailbox(system("test"), { address });
  record.close();
}
const files = () => readdirSync(data).filter((name) => name === "trial.json" || name === "snapshots");

describe("the data under a release on trial", () => {
  it("is put back when the former release starts again", async () => {
    await prepare("1.1", true);
    await addMailbox("lost@example.com");
    await prepare("1.0", false);
    expect(mailboxes()).toEqual(["help@example.com"]);
    expect(files()).toEqual([]);
  });

  it("is kept when the release that was on trial starts as a good one", async () => {
    await prepare("1.1", true);
    await addMailbox("kept@example.com");
    await prepare("1.1", false);
    await prepare("1.0", false);
    expect(mailboxes()).toEqual(["help@example.com", "kept@example.com"]);
    expect(files()).toEqual([]);
  });

  it("is copied once for all tries of a release, as it was before the first", async () => {
    await prepare("1.1", true);
    await addMailbox("first-try@example.com");
    await prepare("1.1", true);
    await prepare("1.0", false);
    expect(mailboxes()).toEqual(["help@example.com"]);
  });

  it("is never put back once something may have been accepted", async () => {
    await prepare("1.1", true);
    settleData(data);
    await addMailbox("accepted@example.com");
    await prepare("1.0", true);
    await prepare("1.1", false);
    expect(mailboxes()).toContain("accepted@example.com");
  });

  it("is put back only once, whenever the power goes", async () => {
    await prepare("1.1", true);
    const mark = readFileSync(join(data, "trial.json"));
    await prepare("1.0", false);
    await addMailbox("later@example.com");
    // The mark was not gone yet when the power went; the copy was.
    writeFileSync(join(data, "trial.json"), mark);
    await prepare("1.0", false);
    expect(mailboxes()).toContain("later@example.com");
  });

  it("does without where there is none yet", async () => {
    rmSync(join(data, "mailmanager.db"));
    await prepare("1.1", true);
    expect(files()).toEqual([]);
  });
});

/** Says lines to the server and gives the last reply's code. */
async function say(address: string, ...lines: readonly string[]): Promise<number> {
  const [, port] = /:(\d+)$/.exec(address) ?? [];
  const socket = createConnection(Number(port), "127.0.0.1").setEncoding("latin1");
  let text = "";
  try {
    for await (const chunk of socket) {
      text += chunk;
      const reply = /^(?:\d{3}-.*\r\n)*(\d{3})(?: .*)?\r\n$/.exec(text);
      if (!reply) continue;
      text = "";
      const line = lines.at(0);
      lines = lines.slice(1);
      const code = Number(reply[1]);
      if (line === undefined || code >= 400) return code;
      socket.write(`${line}\r\n`);
    }
  } finally {
    socket.destroy();
  }
  return 0;
}
const mailTo = (address: string) =>
  ["EHLO x", "MAIL FROM:<>", `RCPT TO:<${address}>`, "DATA", "Subject: Hello\r\n\r\nThere\r\n."] as const;

describe("a program on trial", () => {
  it("puts mail and changes off, takes the test mail of this machine, and opens when the flag goes", async () => {
    const flag = join(folder, "flag");
    const osRelease = join(folder, "os-release");
    writeFileSync(flag, "");
    writeFileSync(osRelease, 'ID=mailmanager\nIMAGE_VERSION="1.1"\n');
    const configuration = configure({ env: {}, flags: { http: "127.0.0.1:0", smtp: "127.0.0.1:0" } });
    serving = await serve(data, configuration, log, undefined, { flag, osRelease });
    const { smtp, http } = serving.running;
    if (smtp === null || http === null) throw new Error("it does not listen");
    expect(JSON.parse(readFileSync(join(data, "trial.json"), "utf8"))).toMatchObject({ release: "1.1" });
    const post = () => fetch(`http://${http}/login`, { method: "POST", redirect: "manual" });

    expect(await say(smtp, ...mailTo("help@example.com"))).toBe(451);
    expect(await say(smtp, ...mailTo("release-check@localhost"))).toBe(250);
    expect((await fetch(`http://${http}/api/v1/health`)).status).toBe(200);
    expect((await post()).status).toBe(503);

    rmSync(flag);
    await expect.poll(() => existsSync(join(data, "trial.json"))).toBe(false);
    await expect.poll(() => say(smtp, ...mailTo("help@example.com"))).toBe(250);
    expect(await say(smtp, ...mailTo("release-check@localhost"))).toBeGreaterThanOrEqual(500);
    expect((await post()).status).not.toBe(503);
    expect(files()).toEqual([]);
  });
});
