/** The program, a browser and the mail servers around them. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import nodemailer from "nodemailer";
import type Mail from "nodemailer/lib/mailer/index.js";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { SMTPServer } from "smtp-server";
import { expect, vi } from "vitest";
import { patience } from "../support/patience.ts";
import { expectDone, mailbox, portOf, serve } from "../support/program.ts";

export interface TestServer {
  /** http://ADDR:PORT */
  readonly address: string;
  readonly password: string;
  /** Delivers a mail to it by SMTP. */
  deliver(mail: Mail.Options): Promise<void>;
  stop(): Promise<void>;
}

/** Sets up and starts the program, as a new user does. */
export async function openServer(...more: readonly string[]): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "browser-test-"));
  const data = join(folder, "data");
  const setup = ["setup", "--data", data, "--hostname", "desk.example", "--mailbox", mailbox];
  const { stdout } = await expectDone(setup);
  const password = /^password: (\S+)$/m.exec(stdout)?.[1] ?? "";
  const program = serve(data, ...more);
  const { http, smtp } = await program.serving;
  const mailer = nodemailer.createTransport({ host: "127.0.0.1", port: portOf(smtp), ignoreTLS: true });
  return {
    address: `http://${http}`,
    password,
    deliver: async (mail) => {
      await mailer.sendMail({ to: mailbox, ...mail });
    },
    async stop() {
      mailer.close();
      const ended = await program.stop();
      rmSync(folder, { recursive: true, force: true });
      if (ended.status !== 0) throw new Error(`it ended with ${ended.status}: ${ended.stderr}`);
    },
  };
}

export interface MailServer {
  readonly port: number;
  /** The mails it has accepted, as text. */
  readonly taken: readonly string[];
  close(): Promise<void>;
}

/** The next hop of outgoing mail: a real SMTP server. */
export async function startMailServer(): Promise<MailServer> {
  const taken: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        taken.push(Buffer.concat(chunks).toString("utf8"));
        done();
      });
    },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, taken, close: () => new Promise((closed) => server.close(() => closed())) };
}

const quiet = [
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const startBrowser = (...more: readonly string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", ...quiet, ...more],
  });

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The browser's complaints: errors in scripts, violations of the policy. */
  readonly complaints: readonly string[];
  /** Requests to other hosts. */
  readonly outside: readonly string[];
}

/** A tab whose complaints are recorded. */
export async function openTab(
  browser: Browser,
  desk: TestServer,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Watched> {
  const context = await browser.newContext({ baseURL: desk.address, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints: string[] = [];
  const outside: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  context.on("request", (request) => {
    if (!request.url().startsWith(desk.address)) outside.push(request.url());
  });
  return { page, context, complaints, outside };
}

export async function logIn({ page }: Watched, desk: TestServer, user = "admin"): Promise<void> {
  await page.goto("/");
  await page.getByLabel("User name").fill(user);
  await page.getByLabel("Password").fill(desk.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL("**/tickets");
}

/** Opens a page again until it has that many of something: mail takes a moment. */
export const untilThere = ({ page }: Watched, path: string, selector: string, count: number): Promise<void> =>
  vi.waitFor(
    async () => {
      await page.goto(path);
      expect(await page.locator(selector).count()).toBe(count);
    },
    { timeout: patience, interval: 200 },
  );

/** Saves a screenshot for people. */
export async function picture({ page }: Watched, name: string): Promise<void> {
  const folder = resolve(".cache/screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
