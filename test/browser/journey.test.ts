import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailbox } from "../support/program.ts";
import {
  logIn,
  type MailServer,
  openServer,
  openTab,
  picture,
  startBrowser,
  startMailServer,
  type TestServer,
  type Watched,
} from "./support.ts";

let browser: Browser;
let mailServer: MailServer;
let desk: TestServer;

beforeAll(async () => {
  mailServer = await startMailServer();
  browser = await startBrowser();
  desk = await openServer("--outgoing", `smtp://127.0.0.1:${mailServer.port}`);
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
  await mailServer?.close();
});

const ann = "Ann Whitfield <ann@whitfield.example>";
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC",
  "base64",
);

/** Reloads the page until it shows the text: mail takes a moment. */
async function untilShown({ page }: Watched, text: string): Promise<void> {
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByText(text).filter({ visible: true }).first().isVisible();
    })
    .toBe(true);
}

test("from log-in, mail, reply and follow-up to a closed ticket", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1360, height: 900 } });
  const { page } = tab;

  await page.goto("/tickets?state=new");
  expect(page.url()).toContain("/login?next=");
  await logIn(tab, desk);
  await page.getByRole("heading", { name: "No tickets yet" }).waitFor();
  expect(await page.locator("main").textContent()).toContain(mailbox);

  await desk.deliver({
    from: ann,
    subject: "The printer prints twice",
    text: "Hello,\n\nevery page comes out twice.\n\n-- \nAnn Whitfield\nWhitfield Ltd",
    html: `<p>Hello,</p><p>every page comes out <b>twice</b>.</p><img src="cid:pixel"><img src="http://tracker.example/x.gif">
      <script>document.title = "run"</script><a href="javascript:alert(1)">x</a><img src=x onerror="alert(1)">`,
    attachments: [
      { filename: "Größe.txt", content: "ten" },
      { filename: "pixel.png", cid: "pixel", content: pixel },
    ],
  });
  await untilShown(tab, "The printer prints twice");
  await picture(tab, "list-light");

  // With the keyboard only: select the row, open it, reply, send.
  await page.keyboard.press("j");
  await page.keyboard.press("o");
  await page.waitForURL("**/tickets/1");
  await page.getByRole("heading", { name: "#1 The printer prints twice" }).waitFor();

  // The formatted mail: no script ran, nothing remote was loaded, the frame fits.
  const mail = page.frameLocator("iframe.mail-frame");
  await mail.getByText("twice").waitFor();
  expect(await page.title()).not.toContain("run");
  expect(await mail.locator("script, [onerror], [href^=javascript]").count()).toBe(0);
  const inFrame = 'document.querySelector("iframe.mail-frame").contentDocument';
  expect(await page.evaluate(`${inFrame}.querySelector("img").naturalWidth`)).toBe(10);
  const misfit = `document.querySelector("iframe.mail-frame").clientHeight - ${inFrame}.documentElement.offsetHeight`;
  await expect.poll(() => page.evaluate(`Math.abs(${misfit}) < 5`)).toBe(true);
  await mail.getByRole("link", { name: "Show remote images" }).waitFor();
  expect(tab.outside).toEqual([]);
  await picture(tab, "ticket-light");

  await page.keyboard.press("r");
  await page.keyboard.type("Dear Ann,\n\nplease switch it off and on again.");
  expect(await page.getByLabel("To", { exact: true }).inputValue()).toBe(ann);
  await page
    .getByLabel("Attach files")
    .setInputFiles({ name: "Anleitung für Ann.txt", mimeType: "text/plain", buffer: pixel });
  await page.keyboard.press("Control+Enter");
  await page.getByText("Your reply is on its way.").waitFor();
  await expect.poll(() => mailServer.taken.length).toBe(1);
  await untilShown(tab, "Delivered");

  const answer = mailServer.taken[0] ?? "";
  const header = (name: string) =>
    new RegExp(`^${name}: *((?:.|\r\n[ \t])*)`, "im").exec(answer)?.[1]?.replace(/\s+/g, " ") ?? "";
  expect(header("To")).toContain("ann@whitfield.example");
  expect(header("Subject")).toBe("Re: The printer prints twice");
  expect(header("In-Reply-To")).not.toBe("");
  expect(answer).toContain("please switch it off and on again.");
  expect(answer).toContain("every page comes out twice.");

  // Ann's reply joins the ticket and reopens it; her quotation is folded.
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.waitForURL("**/tickets");
  await desk.deliver({
    from: ann,
    to: header("Reply-To"),
    subject: "Re: The printer prints twice",
    inReplyTo: header("Message-ID"),
    references: [header("Message-ID")],
    text: "That helped, thank you.\n\nOn Monday support wrote:\n> please switch it off and on again.",
  });
  await page.goto("/tickets/1");
  await untilShown(tab, "That helped, thank you.");
  const last = page.locator("article.message").last();
  expect(await last.getByText("On Monday support wrote").isVisible()).toBe(false);
  await last.getByText("Earlier messages and signature").click();
  expect(await last.getByText("On Monday support wrote").isVisible()).toBe(true);
  expect(await page.locator(".facts .state").first().textContent()).toBe("Open");

  await page.keyboard.press("n");
  await page.keyboard.type("She is happy.");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Note added.").waitFor();
  expect(mailServer.taken.length).toBe(1);

  // An unfinished reply survives a reload.
  await page.keyboard.press("r");
  await page.keyboard.type("Not finished");
  await page.reload();
  expect(await page.getByLabel("Your reply").inputValue()).toBe("Not finished");

  await page.keyboard.press("Escape");
  await page.locator("body").click({ position: { x: 5, y: 700 } });
  await page.keyboard.press("e");
  await page.waitForURL("**/tickets");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.waitForURL("**/tickets?state=open");

  await page.keyboard.press("/");
  await page.keyboard.type("switch it off");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/search**");
  expect(await page.locator("mark").first().textContent()).toMatch(/switch/i);
  expect(tab.complaints).toEqual([]);
  expect(tab.outside).toEqual([]);
  await tab.context.close();
});

test("a reply goes to the requester, no matter who wrote last, and to everyone else by one key", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 1360, height: 900 } });
  const { page } = tab;
  await logIn(tab, desk);
  const carl = "Carl Reed <carl@reed.example>";
  const messageId = "<fence-1@whitfield.example>";
  await desk.deliver({ from: ann, cc: carl, subject: "The fence leans", text: "As Carl saw.", messageId });
  await untilShown(tab, "The fence leans");
  await desk.deliver({ from: carl, subject: "Re: The fence leans", text: "It does.", inReplyTo: messageId });
  await page.getByRole("link", { name: "The fence leans" }).first().click();
  await page.waitForURL("**/tickets/*");
  await untilShown(tab, "It does.");

  const [to, cc] = [page.getByLabel("To", { exact: true }), page.getByLabel("Cc", { exact: true })];
  expect([await to.inputValue(), await cc.inputValue()]).toEqual([ann, ""]);
  await page.getByText(`Also in this conversation: ${carl}`).waitFor();
  await page.keyboard.press("a");
  expect([await to.inputValue(), await cc.inputValue()]).toEqual([ann, carl]);
  expect(await page.getByText("Also in this conversation").isVisible()).toBe(false);
  const before = mailServer.taken.length;
  await page.keyboard.type("Dear Ann,\n\nwe come on Monday.");
  await page.keyboard.press("Control+Enter");
  await page.getByText("Your reply is on its way.").waitFor();
  await expect.poll(() => mailServer.taken.length).toBe(before + 1);
  const sent = mailServer.taken.at(-1) ?? "";
  expect(sent).toMatch(/^To: .*ann@whitfield\.example/im);
  expect(sent).toMatch(/^Cc: .*carl@reed\.example/im);
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});

test("remote images are loaded on request only", async () => {
  const tab = await openTab(browser, desk);
  await logIn(tab, desk);
  await tab.context.route("http://tracker.example/**", (route) =>
    route.fulfill({ contentType: "image/png", body: pixel }),
  );
  await desk.deliver({
    from: ann,
    subject: "Newsletter",
    html: '<p>News</p><img src="http://tracker.example/x.gif">',
  });
  await untilShown(tab, "Newsletter");
  await tab.page.getByRole("link", { name: "Newsletter" }).click();
  const mail = tab.page.frameLocator("iframe.mail-frame");
  await mail.getByText("News").waitFor();
  expect(tab.outside).toEqual([]);
  await mail.getByRole("link", { name: "Show remote images" }).click();
  await expect.poll(() => tab.outside).toEqual(["http://tracker.example/x.gif"]);
  await tab.context.close();
});

test("everything works without scripts", async () => {
  await desk.deliver({ from: "Bo <bo@lindqvist.example>", subject: "Plain as paper", text: "Does it work?" });
  const tab = await openTab(browser, desk, { javaScriptEnabled: false });
  await logIn(tab, desk);
  await untilShown(tab, "Plain as paper");
  const { page } = tab;
  await page.getByRole("link", { name: "Plain as paper" }).click();
  await page.locator(".prose", { hasText: "Does it work?" }).waitFor();
  const before = mailServer.taken.length;
  await page.getByLabel("Your reply").fill("It does.");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Your reply is on its way.").waitFor();
  await expect.poll(() => mailServer.taken.length).toBe(before + 1);
  // What a button does not send is said beside it, as soon as there is any.
  const unsaved = page.locator(".unsaved-properties");
  const unsent = page.locator(".unsaved-text");
  expect([await unsaved.first().isVisible(), await unsent.isVisible()]).toEqual([false, false]);
  await page.getByLabel("State").selectOption("hold");
  // By key: the browser tells what a person changed from what was set.
  await page.getByLabel("Tags").pressSequentially("paper");
  await page.getByLabel("Your reply").pressSequentially("Something else");
  await page.getByLabel("Subject").focus();
  for (const place of ["#reply-form", ".head-actions"])
    await page.locator(`${place} .unsaved-properties`).waitFor();
  await unsent.waitFor();
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.getByText(/^#\d+ saved\.$/).waitFor();
  await page.locator(".tab", { hasText: "Note" }).click();
  await page.getByLabel("Internal note").fill("Also without scripts.");
  await page.getByRole("button", { name: "Add note" }).click();
  await page.locator(".prose", { hasText: "Also without scripts." }).waitFor();
  await page.getByRole("button", { name: /Menu of/ }).click();
  await page.getByRole("button", { name: "Dark" }).click();
  expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
  await picture(tab, "ticket-dark");
  await tab.context.close();
});

test("it fits a phone's screen: nothing is too wide", async () => {
  const tab = await openTab(browser, desk, { viewport: { width: 360, height: 780 }, colorScheme: "dark" });
  await logIn(tab, desk);
  const pages = [
    "/tickets",
    "/tickets/1",
    "/tickets/new",
    "/search?q=printer",
    "/mails/held",
    "/outgoing?show=all",
  ];
  const settings = ["mailboxes", "outgoing", "people", "directory", "groups", "tokens"].map(
    (name) => `/settings/${name}`,
  );
  for (const path of [...pages, ...settings, "/account", "/help/api", "/caught"]) {
    await tab.page.goto(path);
    const wide = await tab.page.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(wide, path).toBeLessThanOrEqual(0);
  }
  await tab.page.goto("/tickets");
  await picture(tab, "list-phone-dark");
  expect(tab.complaints).toEqual([]);
  await tab.context.close();
});

test("logging out ends the session, also for pages that are still open", async () => {
  const tab = await openTab(browser, desk);
  await logIn(tab, desk);
  await tab.page.getByRole("button", { name: /Menu of/ }).click();
  await tab.page.getByRole("button", { name: "Log out" }).click();
  await tab.page.waitForURL("**/login");
  await tab.page.goBack();
  await tab.page.waitForURL("**/login**");
  await tab.context.close();
});
