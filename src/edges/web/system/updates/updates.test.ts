import { existsSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { fault } from "../../../../base/fault.ts";
import { ok, refuse } from "../../../../base/result.ts";
import type { AskBox } from "../../../../engine/operate/box.ts";
import { openServer, type TestServer } from "../../testing/server.ts";

let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

const slots = [
  { slot: "a", version: "1.0", running: true, state: "good", triesLeft: null },
  { slot: "b", version: "1.1", running: false, state: "bad", triesLeft: 0 },
];
const last = {
  from: "1.0",
  to: "1.1",
  at: "2026-11-23T10:00:00Z",
  outcome: "fell-back",
  cause: fault("box.unwell.text", { params: { text: "It <hung>" } }),
};

/** A fake appliance with given answers, which records the requests. */
function boxWith(answers: Readonly<Record<string, unknown>>) {
  const asked: { verb: string; args: unknown; by: string | null; held: string | null }[] = [];
  const all: Readonly<Record<string, unknown>> = {
    status: ok({ update: { slots, last, developmentKey: true } }),
    ...answers,
  };
  const ask: AskBox["ask"] = async (verb, args, by, progress) => {
    const path = "source" in args && args.source.kind === "file" ? args.source.path : null;
    asked.push({ verb, args, by, held: path && existsSync(path) ? readFileSync(path, "latin1") : null });
    progress?.(1, 4, "Writing");
    // The appliance's answer to this verb.
    return (await all[verb]) as never;
  };
  return { asked, askBox: { present: () => true, newestAction: () => null, ask } satisfies AskBox };
}

async function admin(box?: AskBox, user = "admin") {
  desk = await openServer({}, box ? { askBox: box } : {});
  const browser = desk.browser();
  await browser.logIn(user);
  return browser;
}
const offered = ok({ version: "1.2", builtAt: "2026-11-23T10:00:00Z", bytes: 123_000_000, newer: true });

describe("the page of updates", () => {
  it("shows the releases, and why one was rolled back, escaped", async () => {
    const browser = await admin(boxWith({}).askBox);
    const { html, status } = await browser.get("/system/updates");
    expect(status).toBe(200);
    for (const text of [
      "Running release: 1.0",
      "Release 1.1 failed its health check, and 1.0 was restored: It &lt;hung&gt;",
      "development key",
    ])
      expect(html).toContain(text);
    expect(html).toContain('href="/system/updates"');
  });

  it("says so without an appliance, and is not in the menu", async () => {
    const browser = await admin();
    const { html } = await browser.get("/system/updates");
    expect(html).toContain("This is not a MailManager appliance");
    expect((await browser.get("/tickets")).html).not.toContain("/system/updates");
  });

  it("needs permission", async () => {
    const { askBox, asked } = boxWith({});
    const browser = await admin(askBox, "ann");
    expect((await browser.get("/system/updates")).status).toBe(403);
    await browser.get("/tickets");
    expect((await browser.post("/system/updates/upload", { file: new File(["x"], "a.update") })).status).toBe(
      403,
    );
    expect((await browser.post("/system/updates/rollback", {})).status).not.toBe(303);
    expect(asked).toEqual([]);
  });

  it("passes an uploaded file to the appliance, and then removes it", async () => {
    const content = `update \r\n--x ${"\r\n".repeat(50_000)}`;
    const { askBox, asked } = boxWith({ "update.install": offered });
    const browser = await admin(askBox);
    await browser.get("/system/updates");
    const sent = await browser.post("/system/updates/upload", {
      file: new File([content], "mailmanager-1.2.update"),
    });
    expect(sent.to).toBe("/system/updates");
    const install = asked.find(({ verb }) => verb === "update.install");
    expect(install).toMatchObject({ by: "admin", held: content });
    await expect.poll(() => existsSync(JSON.parse(JSON.stringify(install?.args)).source.path)).toBe(false);
    expect((await browser.get("/system/updates")).html).toContain("Release 1.2 is installed");
  });

  it("refuses a file that is too large, and one from another site", async () => {
    const { askBox, asked } = boxWith({ "update.install": offered });
    const browser = await admin(askBox);
    await browser.get("/system/updates");
    const large = new File(["x".repeat(1_100_000)], "a.update");
    expect((await browser.post("/system/updates/upload", { file: large })).status).toBe(507);
    const small = { file: new File(["x"], "a.update") };
    const elsewhere = { "Sec-Fetch-Site": "cross-site" };
    expect((await browser.post("/system/updates/upload", small, elsewhere)).status).toBe(403);
    expect((await browser.post("/system/updates/upload", { ...small, csrf: "wrong" })).status).toBe(403);
    expect(asked.some(({ verb }) => verb === "update.install")).toBe(false);
  });

  it("finds updates on sticks on request, and installs from there", async () => {
    const stick = {
      ...{ id: "sdb1", label: "<STICK>", writable: false, free: 0, backups: [] },
      updates: [{ path: "mailmanager-1.2 (1).update", bytes: 128_000_000 }],
    };
    const { askBox, asked } = boxWith({ media: ok([stick]), "update.install": offered });
    const browser = await admin(askBox);
    expect((await browser.get("/system/updates")).html).toContain("Search USB sticks and discs for updates");
    expect(asked.some(({ verb }) => verb === "media")).toBe(false);
    const { html } = await browser.get("/system/updates?look=media");
    expect(html).toContain("On &lt;STICK&gt;, 128 MB");
    expect(html).toContain('value="medium:sdb1/mailmanager-1.2 (1).update"');
    const url = "medium:sdb1/mailmanager-1.2 (1).update";
    expect((await browser.post("/system/updates/address", { url, do: "install" })).to).toBe(
      "/system/updates",
    );
    const source = { kind: "medium", medium: "sdb1", path: "mailmanager-1.2 (1).update" };
    expect(asked).toContainEqual(expect.objectContaining({ verb: "update.install", args: { source } }));
  });

  it("says that no stick has an update, or why sticks cannot be read", async () => {
    const browser = await admin(boxWith({ media: ok([]) }).askBox);
    expect((await browser.get("/system/updates?look=media")).html).toContain("No update found");
    await desk?.close();
    const no = refuse(fault("appliance.timeout"));
    const other = await admin(boxWith({ media: no }).askBox);
    expect((await other.get("/system/updates?look=media")).html).toContain("did not answer in time");
  });

  it("inspects the update at a URL, and installs it in the background", async () => {
    const answer = Promise.withResolvers<unknown>();
    const { askBox, asked } = boxWith({ "update.look": offered, "update.install": answer.promise });
    const browser = await admin(askBox);
    await browser.get("/system/updates");
    const url = "https://releases.example/";
    const looked = await browser.post("/system/updates/address", { url, do: "look" });
    expect(looked.html).toContain("Release 1.2 of");
    expect(looked.html).toContain("123 MB");
    expect((await browser.post("/system/updates/address", { url, do: "install" })).to).toBe(
      "/system/updates",
    );
    const during = await browser.get("/system/updates");
    expect(during.html).toContain("Writing: 25 %");
    expect(during.headers.get("Refresh")).toBe("2");
    expect(asked.find(({ verb }) => verb === "update.install")?.args).toEqual({
      source: { kind: "url", url },
    });
    answer.resolve(refuse(fault("box.update.unsigned")));
    await expect
      .poll(async () => (await browser.get("/system/updates")).html)
      .toContain("This update is not signed. Download the update file again");
    expect((await browser.post("/system/updates/address", { url: "ftp://x", do: "look" })).html).toContain(
      "begins with",
    );
  });

  it("rolls back and restarts, or says why not", async () => {
    const refused = refuse(fault("box.rollback.none"));
    const { askBox, asked } = boxWith({ "update.rollback": refused, restart: ok({}) });
    const browser = await admin(askBox);
    await browser.get("/system/updates");
    expect((await browser.post("/system/updates/rollback", {})).html).toContain(
      "This appliance has no other release",
    );
    expect((await browser.post("/system/updates/restart", {})).html).toContain("The appliance is restarting");
    expect(asked.map(({ verb }) => verb)).toContain("restart");
  });
});
