import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ok } from "../../../../base/result.ts";
import { may } from "../../../../domain/policy/index.ts";
import type { Health } from "../../../../engine/operate/health/health.ts";
import { badReport, wellReport } from "../../testing/sample-health.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

const health = {
  report: vi.fn<Health["report"]>(async () => ok(badReport)),
  again: vi.fn<Health["again"]>(async () => ok(badReport)),
  // As the engine: none for those who may not see them.
  problems: vi.fn<Health["problems"]>((caller) => (may(caller, "settings.write").ok ? 2 : 0)),
};
let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  vi.clearAllMocks();
  desk = await openServer({ health });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const here = "/system/health";

test("shows each finding with what to do about it, problems first, and what can be copied", async () => {
  const { html } = await browser.get(here);
  expect(html).toContain("2 problems, 2 warnings");
  expect(html).toContain("DNS and other servers are being checked");
  const at = (text: string) => html.indexOf(text);
  expect(at("expires in 5 days")).toBeGreaterThan(0);
  expect(at("expires in 5 days")).toBeLessThan(at("3 mails wait"));
  expect(at("3 mails wait")).toBeLessThan(at("Synchronised with time.harbour.example"));
  expect(html).toContain('<a href="/mails/held">Mail, Held</a>');
  expect(html).toContain('<a href="/system/certificate">System, Certificate</a>');
  expect(html).not.toContain('class="banner"');
  expect(html).toContain('<pre class="record">harbour.example. TXT &quot;v=spf1 mx');
});

test("shows no problem if all is well", async () => {
  health.report.mockImplementationOnce(async () => ok(wellReport));
  health.problems.mockReturnValueOnce(0);
  const { html } = await browser.get(here);
  expect(html).toContain("No problems found");
  expect(html).not.toContain("Needs attention");
});

test("checks again on request", async () => {
  await browser.get(here);
  expect((await browser.post(here, {})).to).toBe(here);
  expect(health.again).toHaveBeenCalledOnce();
});

test("is for administrators, and so is the line on every page that links to it", async () => {
  expect((await browser.get("/tickets")).html).toContain("2 problems need attention");
  expect((await browser.get("/settings/mailboxes")).html).toMatch(/href="\/system\/health".*?>2</s);
  const agent = desk.browser();
  await agent.logIn("ann");
  expect((await agent.get(here)).status).toBe(403);
  expect((await agent.get("/tickets")).html).not.toContain('class="banner"');
});
