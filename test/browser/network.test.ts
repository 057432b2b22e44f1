import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { configure } from "../../src/app/configuration.ts";
import { createLog } from "../../src/app/log.ts";
import { managerOf } from "../../src/app/manager.ts";
import { type Serving, serve } from "../../src/app/serve.ts";
import { boxPlaces } from "../../src/engine/operate/trial/index.ts";
import { fakeBox } from "../support/box.ts";
import { openTab, picture, startBrowser } from "./support.ts";

let browser: Browser;
let folder: string;
let serving: Serving;
const box = fakeBox();

beforeAll(async () => {
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), "network-test-"));
  const log = createLog(() => {});
  // On every loopback address: "the box" moves from one to another.
  const configuration = configure({ env: {}, flags: { http: "0.0.0.0:0" } });
  const manager = managerOf({}, process.pid, log);
  serving = await serve(join(folder, "data"), configuration, log, manager, boxPlaces, box.askBox);
});
afterAll(async () => {
  await browser?.close();
  await serving?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("the setup follows the appliance to its new address, and confirms it there", async () => {
  const at = (host: string) => `http://${host}:${serving.running.http?.split(":").at(-1)}`;
  const desk = { address: at("127.0.0.1"), password: "", deliver: async () => {}, stop: async () => {} };
  const tab = await openTab(browser, desk, { viewport: { width: 1280, height: 860 } });
  const { page } = tab;
  const giveCode = async () => {
    await page.getByLabel("Setup code").fill(serving.code ?? "");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Language and time" }).waitFor();
  };
  await page.goto("/setup");
  await giveCode();
  await page.goto("/setup/name");
  await page.getByText("Change settings", { exact: true }).click();
  await expect.poll(() => page.getByLabel("IPv4 address").isVisible()).toBe(false);
  await page.getByLabel("IPv4", { exact: true }).selectOption("static");
  await page.getByLabel("IPv4 address").fill("127.0.0.2/8");
  await picture(tab, "setup-network");
  await page.getByRole("button", { name: "Apply on trial" }).click();
  await page.getByText("The appliance has a new address").waitFor();
  await picture(tab, "setup-network-trial");

  // The page goes there automatically, and asks for the code.
  await page.waitForURL(`${at("127.0.0.2")}/setup`);
  await giveCode();
  await page.goto(`${at("127.0.0.2")}/setup/name`);
  await page.getByText("If you can read this, the appliance can be reached").waitFor();
  await page.getByRole("button", { name: "Keep the change" }).click();
  await page.getByText("Change settings", { exact: true }).waitFor();
  expect(box.asked.map(({ verb }) => verb)).toEqual(["network.set", "network.confirm"]);
  expect(tab.complaints).toEqual([]);
});
