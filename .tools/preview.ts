/**
 * Takes pictures of every page with sample contents, for work on their design:
 *   node .tools/preview.ts OUTPUT-FOLDER [NAME...]
 * Renders the pages, serves them on a free port, and takes each in light and dark, and at the size of a phone.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const [folder = "/tmp/preview", ...only] = process.argv.slice(2);
const web = resolve(import.meta.dirname, "../src/edges/web");
mkdirSync(folder, { recursive: true });

const bundle = join(folder, "pages.mjs");
await build({
  entryPoints: [join(web, "testing/all-pages.tsx")],
  bundle: true,
  platform: "node",
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "hono/jsx",
  outfile: bundle,
});
const { allPages } = await import(pathToFileURL(bundle).href);
const pages = new Map<string, string>(allPages(readFileSync(join(web, "help/first-steps.md"), "utf8")));

const types = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" } as Record<string, string>;
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://preview").pathname;
  const page = pages.get(path.slice(1)) ?? (path.endsWith("/html") ? pages.get("mail-document") : undefined);
  if (page) {
    response.setHeader("content-type", "text/html; charset=utf-8").end(page);
    return;
  }
  const asset = /^\/assets\/(app\.css|mail\.css|app\.js|icon\.svg)$/.exec(path)?.[1];
  if (!asset) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("content-type", types[asset.split(".")[1] ?? ""] ?? "text/plain");
  response.end(readFileSync(join(web, "assets", asset)));
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const address = server.address();
const port = typeof address === "object" && address ? address.port : 0;

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1360, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1360, height: 900 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;
for (const look of looks) {
  const context = await browser.newContext(look);
  const tab = await context.newPage();
  for (const name of pages.keys()) {
    if (only.length > 0 && !only.includes(name)) continue;
    await tab.goto(`http://127.0.0.1:${port}/${name}`);
    await tab.screenshot({ path: join(folder, `${name}-${look.name}.png`), fullPage: true });
  }
  await context.close();
}
await browser.close();
server.close();
