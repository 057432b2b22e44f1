import { basename } from "node:path/posix";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guardedRoutes } from "../server/needs.ts";
import { openServer, type TestServer } from "../testing/server.ts";
import { helpAbout, helpOfPages } from "./of-page.ts";
import { helpFiles } from "./routes.tsx";

let desk: TestServer;
beforeAll(async () => {
  desk = await openServer();
});
afterAll(() => desk.close());

/** Files that are not pages. */
const files = ["/live", "/assets/:file", "/favicon.ico", "/.well-known/acme-challenge/:token", "/settings"];

test("every page has help, and the link in the bar leads to it", async () => {
  const routes = guardedRoutes(desk.web).filter(
    ({ method, path }) => method === "GET" && !files.includes(path),
  );
  expect(routes.length).toBeGreaterThan(50);
  for (const { path } of routes) expect(helpAbout(path), path).not.toBeNull();
  const browser = desk.browser();
  await browser.logIn();
  for (const path of [
    "/account",
    "/outgoing",
    "/settings/people/ann",
    "/settings/outgoing",
    "/system/network",
  ]) {
    const { html } = await browser.get(path);
    expect(html, path).toContain(`<a href="${helpAbout(path)}" data-go="h"`);
  }
});

test("each subject's own pages lead to its own help", () => {
  const names: readonly string[] = helpFiles.map((file) => basename(file, ".md"));
  for (const page of helpOfPages) expect(names).toContain(page);
  for (const subject of ["domains", "groups", "people", "tokens", "imap", "outgoing", "service"])
    expect(helpAbout(`/settings/${subject}/new`)).not.toBe(helpAbout("/settings/mailboxes"));
  expect(helpAbout("/tickets")).toBe("/help/tickets");
  expect(helpAbout("/tickets/17")).toBe("/help/replying");
  expect(helpAbout("/tickets/:number{[0-9]+}/merge")).toBe("/help/replying");
});

test("help about logging in is for those who are not logged in", async () => {
  const browser = desk.browser();
  const shown = await browser.get("/login");
  expect(shown.html).toContain('href="/help/logging-in"');
  const help = await browser.get("/help/logging-in");
  expect([help.status, help.html.includes("<h1>Logging in</h1>")]).toEqual([200, true]);
  expect(help.html).not.toContain('href="/help/protection"');
  expect((await browser.get("/help/people")).status).toBe(302);
});
