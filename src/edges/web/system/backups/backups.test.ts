import { afterEach, describe, expect, it } from "vitest";
import { fault } from "../../../../base/fault.ts";
import { ok, type Result, refuse } from "../../../../base/result.ts";
import { systemActor } from "../../../../domain/actor.ts";
import type { BackupFiles, StoredBackup } from "../../../../engine/operate/backups.ts";
import { openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const name = "mailmanager-desk.example-20261123T021300Z.backup";
const stored: StoredBackup = {
  ...{ name, bytes: 5, createdAt: Date.UTC(2026, 10, 23, 2, 13), hostname: "desk.example", version: "1.2" },
  ...{ cause: "nightly", head: 7, contents: { tickets: 1310, mails: 2 } },
};

/** Existing backups, and the result of making another. */
function filesWith(
  all: readonly StoredBackup[],
  making: () => Promise<Result<StoredBackup, ReturnType<typeof fault>>>,
) {
  let left = all;
  const files: BackupFiles = {
    list: async () => left,
    make(_cause, progress) {
      progress(1, 4, "Copying the <data>");
      return making();
    },
    read: async (wanted) => (wanted === name ? { bytes: 5, body: new Blob(["bytes"]).stream() } : null),
    remove(wanted) {
      const before = left;
      left = left.filter((one) => one.name !== wanted);
      return left.length < before.length;
    },
    stop: () => {},
  };
  return files;
}

async function admin(files?: BackupFiles, user = "admin") {
  desk = await openServer({}, files ? { backupFiles: files } : {});
  const browser = desk.browser();
  await browser.logIn(user);
  return browser;
}

describe("the page of backups", () => {
  it("lists backups, downloads and deletes them", async () => {
    const browser = await admin(filesWith([stored], async () => refuse(fault("disk.full"))));
    const page = await browser.get("/system/backups");
    for (const text of [name, "nightly", "1,310 tickets", "2 mails", "No backup yet"])
      expect(page.html).toContain(text);
    expect(page.headers.get("refresh")).toBeNull();
    const file = await browser.get(`/system/backups/${name}`);
    expect(file.html).toBe("bytes");
    expect(file.headers.get("content-disposition")).toContain(`attachment; filename="${name}"`);
    expect(file.headers.get("content-length")).toBe("5");
    expect((await browser.get("/system/backups/..%2fmailmanager.db")).status).toBe(404);
    await browser.get("/system/backups");
    const deleted = await browser.post("/system/backups/delete", { name });
    expect([deleted.status, deleted.to]).toEqual([303, "/system/backups"]);
    const after = await browser.get("/system/backups");
    expect(after.html).toContain("Backup deleted.");
    expect(after.html).toContain(`Downloaded ${name}`);
    expect(after.html).toContain(`Deleted ${name}`);
    expect((await browser.post("/system/backups/delete", { name })).status).toBe(404);
  });

  it("makes one, and shows the progress and the result", async () => {
    const done = Promise.withResolvers<Result<StoredBackup, ReturnType<typeof fault>>>();
    const browser = await admin(filesWith([], () => done.promise));
    await browser.get("/system/backups");
    expect((await browser.post("/system/backups", {})).to).toBe("/system/backups");
    const during = await browser.get("/system/backups");
    expect(during.html).toContain("Copying the &lt;data&gt;: 25 %");
    expect(during.headers.get("refresh")).toBe("2");
    expect((await browser.post("/system/backups", {})).status).toBe(409);
    done.resolve(ok(stored));
    await expect.poll(async () => (await browser.get("/system/backups")).html).toContain(`Created ${name}`);
  });

  it("shows why none could be made", async () => {
    const files = filesWith([], async () => refuse(fault("disk.room")));
    const browser = await admin(files);
    await browser.get("/system/backups");
    await browser.post("/system/backups", {});
    await expect
      .poll(async () => (await browser.get("/system/backups")).html)
      .toContain("Not enough disk space for this file. Enlarge the disk");
    expect((await browser.get("/system/backups")).html).toContain(
      "Backup failed: Not enough disk space for this file. Enlarge the disk",
    );
  });

  it("is not for agents", async () => {
    const browser = await admin(
      filesWith([stored], async () => ok(stored)),
      "ann",
    );
    expect((await browser.get("/system/backups")).status).toBe(403);
    expect((await browser.get(`/system/backups/${name}`)).status).toBe(403);
    expect((await browser.post("/system/backups", {})).status).toBe(403);
    expect((await browser.post("/system/backups/delete", { name })).status).toBe(403);
    expect(await desk?.record.past.backupEvents(1)).toEqual([]);
  });
});

describe("mail that was waiting when a backup was made", () => {
  async function restored() {
    const browser = await admin();
    await desk?.mail({ from: { name: "Bo", address: "bo@customer.example" }, subject: "Hello", text: "x" });
    await browser.get("/tickets/1");
    for (const text of ["First answer", "Second answer"])
      await browser.post("/tickets/1/reply", { text, to: "bo@customer.example" });
    const event = {
      type: "BackupRestored",
      file: name,
      ...{ createdAt: 1, hostname: "desk.example", version: "1", held: 2 },
    } as const;
    await desk?.record.commit(systemActor("test"), () => ({
      events: [{ ticket: null, event }],
      dependsOn: [],
      value: null,
    }));
    return browser;
  }

  it("is held until someone decides about each, or about all", async () => {
    const browser = await restored();
    const page = await browser.get("/outgoing?show=held");
    expect(page.html.match(/Held since a backup was restored/g)).toHaveLength(2);
    expect((await browser.get("/outgoing")).html).toContain("The queue is empty");
    const [message] = desk?.record.queries.heldDeliveries(1) ?? [];
    await browser.get("/outgoing?show=held");
    expect((await browser.post(`/outgoing/${message}`, { do: "cancel" })).status).toBe(303);
    expect(desk?.record.queries.heldDeliveries(9)).toHaveLength(1);
    expect((await browser.post("/outgoing/held", { do: "nonsense" })).status).toBe(400);
    expect((await browser.post("/outgoing/held", { do: "retry" })).to).toBe("/outgoing");
    expect(desk?.record.queries.heldDeliveries(9)).toEqual([]);
    expect(
      desk?.record.queries
        .outboxCounts()
        .map(({ state }) => state)
        .sort(),
    ).toEqual(["cancelled", "waiting"]);
    expect((await browser.get("/outgoing?show=all")).html).not.toContain("Held since");
  });

  it("is mentioned at the log-in to those who watched it, for an hour", async () => {
    const browser = await restored();
    if (!desk) throw new Error("no desk");
    browser.cookies.clear();
    const words = "Backup restored. Log in";
    expect((await browser.get("/login?next=/setup/restore")).html).toContain(words);
    expect((await browser.get("/login")).html).not.toContain(words);
    desk.clock += 2 * 3_600_000;
    expect((await browser.get("/login?next=/setup/restore")).html).not.toContain(words);
  });
});
