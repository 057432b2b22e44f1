import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fault } from "../../../../base/fault.ts";
import { ok, refuse } from "../../../../base/result.ts";
import type { AskBox } from "../../../../engine/operate/box.ts";
import { openServer, type TestServer } from "../../testing/server.ts";

const path = "/system/support";
let desk: TestServer | undefined;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "support-"));
});
afterEach(async () => {
  await desk?.close();
  desk = undefined;
  rmSync(folder, { recursive: true });
});

async function browserFor(user: string, bundle?: unknown) {
  const asked: string[] = [];
  const ask: AskBox["ask"] = async (verb, _, by) => {
    asked.push(`${verb} ${by}`);
    // The appliance's answer to this verb.
    return bundle as never;
  };
  const askBox = { present: () => true, newestAction: () => null, ask } satisfies AskBox;
  desk = await openServer({}, bundle === undefined ? {} : { askBox });
  const browser = desk.browser();
  await browser.logIn(user);
  return { browser, asked };
}

it("makes a bundle and sends it as a file", async () => {
  const file = join(folder, "support-20261129060708.tar.gz");
  writeFileSync(file, "packed");
  const { browser, asked } = await browserFor("admin", ok({ path: file, bytes: 6 }));
  expect((await browser.get(path)).html).toContain("no mail, passwords or keys");
  const sent = await browser.post(path, {});
  expect([sent.status, sent.html]).toEqual([200, "packed"]);
  expect(sent.headers.get("content-disposition")).toContain(
    'attachment; filename="support-20261129060708.tar.gz"',
  );
  expect(sent.headers.get("content-security-policy")).toContain("sandbox");
  expect(asked).toEqual(["support.bundle admin"]);
});

it("says why there is none", async () => {
  const no = refuse(fault("appliance.failed", { params: { text: "The disk is full", todo: "" } }));
  const { browser } = await browserFor("admin", no);
  await browser.get(path);
  const refused = await browser.post(path, {});
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining("The disk is full")]);
});

it("is for administrators, and for the disk image", async () => {
  const { browser, asked } = await browserFor("ann", ok({ path: "/none", bytes: 0 }));
  expect((await browser.get(path)).status).toBe(403);
  await browser.get("/tickets");
  expect((await browser.post(path, {})).status).toBe(403);
  expect(asked).toEqual([]);
  await desk?.close();
  const outside = await browserFor("admin");
  expect((await outside.browser.get(path)).html).toContain("This is not a MailManager appliance");
});
