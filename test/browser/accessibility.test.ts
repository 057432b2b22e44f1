/**
 * WCAG 2.2 AA on every page of the router and of the setup, with sample contents: what axe-core finds in light and dark,
 * and what does not fit into 320 pixels (1.4.10). Each page is loaded once, all in one tab.
 */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allPages } from "../../src/edges/web/testing/all-pages.tsx";
import { rowsOf, setup, pages as table } from "../support/matrix.ts";
import { pageSamples, setupSamples } from "../support/page-samples.ts";
import { patience } from "../support/patience.ts";
import { startBrowser } from "./support.ts";

const web = resolve(import.meta.dirname, "../../src/edges/web");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"));
/** Help pages with everything that there is in them: lists, tables, code. */
const help = ["help/first-steps.md", "search/searching.md", "setup/first-start.md"];
const pages = new Map(allPages(help.map((name) => readFileSync(join(web, name), "utf8")).join("\n\n")));

let browser: Browser;
let server: Server;
let page: Page;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://pages.example");
    const page = pages.get(pathname.slice(1));
    // Cached, so that the browser compiles it once.
    response.setHeader("cache-control", "max-age=3600");
    const asset = /^\/assets\/(\w+\.(css|js|svg))$/.exec(pathname);
    if (page !== undefined) response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    else if (pathname === "/axe.js") response.setHeader("content-type", types.js).end(axe);
    else if (asset) response.setHeader("content-type", typeOf(asset[2])).end(file(asset[1]));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const at = server.address();
  const baseURL = isPort(at) ? `http://127.0.0.1:${at.port}` : "";
  browser = await startBrowser();
  const context = await browser.newContext({ baseURL, reducedMotion: "reduce" });
  context.setDefaultTimeout(patience);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

test("each route has its sample pages, and each sample page a route", () => {
  const get = (routes: Iterable<string>) =>
    [...routes].filter((route) => route.startsWith("GET ")).toSorted();
  expect(Object.keys(pageSamples).toSorted()).toEqual(get(rowsOf(table).keys()));
  expect(Object.keys(setupSamples).toSorted()).toEqual(get([...setup.open, ...setup.code]));
  const named = [pageSamples, setupSamples].flatMap((rows) =>
    Object.values(rows).flatMap((shown) => (typeof shown === "string" ? [] : shown)),
  );
  expect([...new Set(named)].toSorted()).toEqual([...pages.keys()].toSorted());
});

test.each([...pages.keys()])("%s has no violation, in light and dark, and fits a phone", async (name) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`/${name}`);
  await page.addScriptTag({ url: "/axe.js" });
  // A page with a fault is scrolled to it, and the bar at the top may then lie over half a link.
  await page.evaluate("scrollTo(0, 0)");
  expect(await violations(all)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await violations(looks)).toEqual([]);
  expect(await page.evaluate(tooWide)).toEqual([]);
});

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const quick: RunOptions = { resultTypes: ["violations"], iframes: false };
const all: RunOptions = { ...quick, runOnly: { type: "tag", values: tags } };
/** What theme and width change. */
const looks: RunOptions = {
  ...quick,
  runOnly: ["color-contrast", "target-size", "scrollable-region-focusable"],
};

/** The innermost elements that reach over the screen's edge, if the page can be scrolled sideways. */
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth)
  .filter((one, _, all) => !all.some((other) => other !== one && one.contains(other)))
  .map((one) => one.outerHTML.slice(0, 200))`;

/** What breaks a rule, and how. */
async function violations(options: RunOptions): Promise<readonly string[]> {
  const { violations }: AxeResults = await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary ?? ""}`),
  );
}

const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" } as const;
const typeOf = (kind: string | undefined) =>
  kind === "css" ? types.css : kind === "js" ? types.js : types.svg;
/** The pages' script is written in several files. */
const scripts = ["app.js", "notices.js", "compose.js", "drafts.js", "properties.js"];
const file = (name = "") =>
  Buffer.concat((name === "app.js" ? scripts : [name]).map((one) => readFileSync(join(web, "assets", one))));
const isPort = (at: string | AddressInfo | null): at is AddressInfo => typeof at === "object" && at !== null;
