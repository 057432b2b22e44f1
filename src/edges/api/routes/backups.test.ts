import { afterEach, describe, expect, it } from "vitest";
import { ok } from "../../../base/result.ts";
import { actorText } from "../../../domain/actor.ts";
import type { BackupFiles, StoredBackup } from "../../../engine/operate/backups.ts";
import { openServer, type TestServer } from "../testing.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const stored: StoredBackup = {
  ...{ name: "mailmanager-desk-20261123T184000Z.backup", bytes: 5, createdAt: 1_795_459_200_000 },
  ...{ hostname: "desk.example", version: "1.2", cause: "asked", head: 7 },
  contents: { tickets: 3, mails: 4 },
};

/** Backups that are ready immediately. */
function files(): BackupFiles {
  let all: readonly StoredBackup[] = [];
  return {
    list: async () => all,
    async make() {
      all = [stored];
      return ok(stored);
    },
    read: async (name) =>
      all.some((one) => one.name === name) ? { bytes: 5, body: new Blob(["bytes"]).stream() } : null,
    remove(name) {
      const before = all.length;
      all = all.filter((one) => one.name !== name);
      return all.length < before;
    },
    stop: () => {},
  };
}

describe("backups over the API", () => {
  it("are made, listed, fetched and deleted", async () => {
    desk = await openServer({}, undefined, files());
    const { ask } = desk;
    expect(await (await ask("GET", "/system/backups")).json()).toEqual({ items: [], job: null });
    expect(await (await ask("POST", "/system/backups", { json: {} })).json()).toMatchObject({
      state: "running",
    });
    const all = async () => (await ask("GET", "/system/backups")).json();
    await expect.poll(all).toMatchObject({ job: { state: "made", file: stored.name, problem: null } });
    expect(await all()).toMatchObject({
      items: [
        { name: stored.name, position: 7, createdAt: "2026-11-23T18:40:00.000Z", contents: { tickets: 3 } },
      ],
    });
    const path = `/system/backups/${stored.name}`;
    const got = await ask("GET", path);
    expect(got.headers.get("content-length")).toBe("5");
    expect(got.headers.get("content-disposition")).toContain(`filename="${stored.name}"`);
    expect(await got.text()).toBe("bytes");
    expect(await (await ask("DELETE", path)).json()).toMatchObject({ items: [] });
    expect((await ask("DELETE", path)).status).toBe(404);
    expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("GET", "/system/backups/..%2Fmailmanager.db")).status).toBe(404);
    expect(
      (await desk.record.past.backupEvents(9)).map(({ actor, event }) => [actorText(actor), event.type]),
    ).toEqual([
      ["token:test", "BackupRemoved"],
      ["token:test", "BackupDownloaded"],
      ["token:test", "BackupMade"],
    ]);
  });

  it("are only for administrators", async () => {
    desk = await openServer({}, undefined, files());
    const token = desk.tokens.agent;
    for (const [method, path] of [
      ["GET", "/system/backups"],
      ["POST", "/system/backups"],
      ["GET", `/system/backups/${stored.name}`],
      ["DELETE", `/system/backups/${stored.name}`],
    ] as const)
      expect((await desk.ask(method, path, { token })).status, `${method} ${path}`).toBe(403);
  });
});
