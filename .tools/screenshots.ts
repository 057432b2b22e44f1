/**
 * Takes pictures of ten main pages, filled by `mailmanager demo`, in light, dark and on a phone:
 *   node .tools/screenshots.ts OUTPUT-FOLDER [--readme]
 * With --readme, those that the README shows are also put into .readme.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium, type Page } from "playwright-core";

const [folder = ".cache/screenshots", option] = process.argv.slice(2);
const program = resolve("dist/mailmanager");

/** Each page by its name: its path, or how to get there. */
const pages: Readonly<Record<string, string | ((tab: Page) => Promise<void>)>> = {
  tickets: "/tickets",
  ticket: async (tab) => {
    await tab.goto("/tickets");
    await tab.locator("[data-row] [data-open]").nth(2).click();
    await tab.waitForURL(/\/tickets\/\d+$/);
  },
  "new-ticket": "/tickets/new",
  search: "/search?q=order",
  held: "/mails/held",
  mailboxes: "/settings",
  people: "/settings/people",
  rules: "/settings/rules",
  health: "/system/health",
  help: "/help",
};
const looks = [
  { name: "light", colorScheme: "light", viewport: { width: 1360, height: 850 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1360, height: 850 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;
const inReadme = ["tickets-light", "ticket-light", "tickets-dark"];

const temporary = mkdtempSync(join(tmpdir(), "screenshots-"));
const data = join(temporary, "demo");
const said = execFileSync(program, ["demo", "--data", data], { encoding: "utf8" });
const found = (name: string) => new RegExp(`^${name}: (.+)$`, "m").exec(said)?.[1] ?? "";
const server = spawn(
  program,
  ["serve", "--data", data, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--outgoing", "catch"],
  { stdio: "ignore" },
);
try {
  mkdirSync(folder, { recursive: true });
  await takeAll(`http://${await addressOf(server)}`);
} finally {
  server.kill();
  await new Promise((ended) => server.once("exit", ended));
  rmSync(temporary, { recursive: true });
}
if (option === "--readme")
  for (const name of inReadme) copyFileSync(join(folder, `${name}.png`), join(".readme", `${name}.png`));

async function takeAll(address: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  for (const look of looks) {
    const context = await browser.newContext({ ...look, baseURL: address, locale: "en-GB" });
    const tab = await context.newPage();
    await tab.goto("/login");
    await tab.locator("[name=user]").fill(found("user"));
    await tab.locator("[name=password]").fill(found("password"));
    await tab.keyboard.press("Enter");
    await tab.waitForURL("**/tickets");
    for (const [name, way] of Object.entries(pages)) {
      if (typeof way === "function") await way(tab);
      else if ((await tab.goto(way))?.ok() !== true) throw new Error(`${way} did not answer as a page`);
      await tab.screenshot({ path: join(folder, `${name}-${look.name}.png`) });
    }
    await context.close();
  }
  await browser.close();
}

/** Where the program listens, once it does. */
async function addressOf(started: ChildProcess): Promise<string> {
  const file = join(data, "run.json");
  while (!existsSync(file)) {
    if (started.exitCode !== null) throw new Error(`the program ended with ${started.exitCode}`);
    await pause(100);
  }
  const run: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof run === "object" && run !== null && "http" in run && typeof run.http === "string")
    return run.http;
  throw new Error("run.json names no address");
}
