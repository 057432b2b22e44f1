import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openData } from "../../../../test/support/data.ts";
import type { Log } from "../../../base/log.ts";
import { system } from "../../../domain/policy/index.ts";
import { createSettings } from "../../settings/settings.ts";
import { createData } from "../data-folder/folder.ts";
import { prepareData, settleData } from "./data.ts";

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
let folder: string;
let data: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "trial-"));
  data = join(folder, "data");
  createData(data);
  const record = openData(data);
  const done = await createSettings(record).setUp(system("test"), "desk.example.com", "help@example.com");
  expect(done.ok).toBe(true);
  record.close();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const prepare = (release: string, onTrial: boolean) =>
  prepareData({ data, release, onTrial, nativeBinding: undefined, log });
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

describe("the data during a trial", () => {
  it("is restored when the previous release starts again", async () => {
    await prepare("1.1", true);
    await addMailbox("lost@example.com");
    await prepare("1.0", false);
    expect(mailboxes()).toEqual(["help@example.com"]);
    expect(files()).toEqual([]);
  });

  it("is kept when the release passed its trial", async () => {
    await prepare("1.1", true);
    await addMailbox("kept@example.com");
    await prepare("1.1", false);
    await prepare("1.0", false);
    expect(mailboxes()).toEqual(["help@example.com", "kept@example.com"]);
    expect(files()).toEqual([]);
  });

  it("is copied once for all tries of a release, before the first", async () => {
    await prepare("1.1", true);
    await addMailbox("first-try@example.com");
    await prepare("1.1", true);
    await prepare("1.0", false);
    expect(mailboxes()).toEqual(["help@example.com"]);
  });

  it("is never restored once something may have been accepted", async () => {
    await prepare("1.1", true);
    settleData(data);
    await addMailbox("accepted@example.com");
    await prepare("1.0", true);
    await prepare("1.1", false);
    expect(mailboxes()).toContain("accepted@example.com");
  });

  it("is restored only once, at whatever moment the power fails", async () => {
    await prepare("1.1", true);
    const mark = readFileSync(join(data, "trial.json"));
    await prepare("1.0", false);
    await addMailbox("later@example.com");
    // The power failed when the copy had been removed, but not the marker.
    writeFileSync(join(data, "trial.json"), mark);
    await prepare("1.0", false);
    expect(mailboxes()).toContain("later@example.com");
  });

  it("may not exist yet", async () => {
    rmSync(join(data, "mailmanager.db"));
    await prepare("1.1", true);
    expect(files()).toEqual([]);
  });
});
