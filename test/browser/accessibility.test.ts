/** Every page, with sample contents, has no violation that axe-core finds: in both themes, on a laptop and at 320 pixels. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allPages } from "../../src/edges/web/testing/all-pages.tsx";
import { startBrowser } from "./support.ts";

const web = resolve(import.meta.dirname, "../../src/edges/web");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = new Map(allPages(readFileSync(join(web, "help/first-steps.md"), "utf8")));

let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  browser = await startBrowser();
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://pages.example").pathname;
    const page =
      pages.get(path.slice(1)) ?? (path.endsWith("/html") ? pages.get("mail-document") : undefined);
    if (page) return void response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    const [, file, kind] = /^\/assets\/((?:app|mail)\.(css|js))$/.exec(path) ?? [];
    if (file === undefined) return void response.writeHead(404).end();
    response.setHeader("content-type", kind === "css" ? "text/css" : "text/javascript");
    response.end(readFileSync(join(web, "assets", file)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const at = server.address();
  address = typeof at === "object" && at ? `http://127.0.0.1:${at.port}` : "";
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

/** What depends on colours and sizes is checked in each theme and width, the rest once. */
const everything: RunOptions = { resultTypes: ["violations"], iframes: false };
const looks: RunOptions = {
  ...everything,
  runOnly: ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"],
};

/** Rules, with the elements that break them. */
async function violations(page: Page, options: RunOptions): Promise<readonly string[]> {
  const { violations }: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
  );
}

test("every page is accessible, in light and dark, wide and narrow", async () => {
  const found: string[] = [];
  const names = [...pages.keys()];
  expect(names.length).toBeGreaterThan(60);
  const check = async () => {
    const context = await browser.newContext({ baseURL: address });
    const page = await context.newPage();
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await page.goto(`/${name}`);
      await page.evaluate(axe);
      const at: [string, readonly string[]][] = [["", await violations(page, everything)]];
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      at.push(["dark", await violations(page, looks)]);
      await page.setViewportSize({ width: 320, height: 640 });
      at.push(["dark, narrow", await violations(page, looks)]);
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      at.push(["narrow", await violations(page, looks)]);
      const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (Number(wide) > 0) at.push(["narrow", [`${wide} pixels too wide`]]);
      found.push(...at.flatMap(([how, what]) => what.map((one) => `${name} (${how}) ${one}`)));
    }
    await context.close();
  };
  await Promise.all([check(), check()]);
  expect(found.toSorted()).toEqual([]);
});
