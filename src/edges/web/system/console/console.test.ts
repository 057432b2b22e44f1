import { afterEach, expect, it } from "vitest";
import { fault } from "../../../../base/fault.ts";
import { ok, refuse } from "../../../../base/result.ts";
import type { AskBox } from "../../../../engine/operate/box.ts";
import { openServer, type TestServer } from "../../testing/server.ts";

const path = "/system/console";
let desk: TestServer | undefined;
afterEach(async () => {
  await desk?.close();
  desk = undefined;
});

async function browserFor(user: string, answers?: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const ask: AskBox["ask"] = async (verb, args, by) => {
    if (verb !== "pin.state") asked.push(`${verb} ${JSON.stringify(args)} ${by}`);
    // The appliance's answer to this verb.
    return answers?.[verb] as never;
  };
  const askBox = { present: () => true, newestAction: () => null, ask } satisfies AskBox;
  desk = await openServer({}, answers === undefined ? {} : { askBox });
  const browser = desk.browser();
  await browser.logIn(user);
  return { browser, asked };
}
const state = (set: boolean) => ok({ set, unlocked: true, wait: 0 });

it("sets the PIN, which is typed twice and has 6 to 20 digits", async () => {
  const { browser, asked } = await browserFor("admin", { "pin.state": state(false), "pin.set": ok({}) });
  const { html } = await browser.get(path);
  expect(html).toContain("The console has no PIN");
  expect(html).not.toContain(`action="${path}/remove"`);
  for (const [pin, again, field, said] of [
    ["12345", "12345", "pin", "Enter 6 to 20 digits"],
    ["12345x", "12345x", "pin", "Enter 6 to 20 digits"],
    ["271828", "271829", "again", "The two PINs are different"],
  ] as const) {
    const refused = await browser.post(path, { pin, again });
    expect([refused.status, refused.html.includes(said)]).toEqual([422, true]);
    expect(refused.html).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
    expect(refused.html).not.toContain(pin);
  }
  expect((await browser.post(path, { pin: "271828", again: "271828" })).to).toBe(path);
  expect(asked).toEqual(['pin.set {"pin":"271828"} admin']);
});

it("removes it, and says why that failed", async () => {
  const { browser, asked } = await browserFor("admin", {
    "pin.state": state(true),
    "pin.remove": refuse(fault("box.error", { params: { problem: "The disk is full" } })),
  });
  expect((await browser.get(path)).html).toContain("the old one is not needed");
  const refused = await browser.post(`${path}/remove`, {});
  expect([refused.status, refused.html.includes("The disk is full")]).toEqual([422, true]);
  expect(asked).toEqual(["pin.remove {} admin"]);
});

it("is for administrators, and for the disk image", async () => {
  const { browser, asked } = await browserFor("ann", { "pin.state": state(false) });
  expect((await browser.get(path)).status).toBe(403);
  await browser.get("/tickets");
  expect((await browser.post(path, { pin: "271828", again: "271828" })).status).toBe(403);
  expect(asked).toEqual([]);
  await desk?.close();
  const outside = await browserFor("admin");
  expect((await outside.browser.get(path)).html).toContain("This is not a MailManager appliance");
});
