/** What only a browser shows of writing and changing: focus, chosen files, saving on change, leaving. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { logIn, openServer, openTab, startBrowser, type TestServer, type Watched } from "./support.ts";

let browser: Browser;
let desk: TestServer;
let tab: Watched;

beforeAll(async () => {
  browser = await startBrowser();
  desk = await openServer();
  const text = Array.from({ length: 3_000 }, (_, n) => `Line ${n} of a long report`).join("\n");
  await desk.deliver({ from: "Nora <nora@brook.example>", subject: "A long report", text });
  tab = await openTab(browser, desk, { viewport: { width: 1280, height: 700 } });
  await logIn(tab, desk);
});
afterAll(async () => {
  await browser?.close();
  await desk?.stop();
});

const ofPage = (expression: string) => tab.page.evaluate(expression);

test("a long message leaves the reply form in reach", async () => {
  const opened = async () => (await tab.page.goto("/tickets/1"))?.status();
  await expect.poll(opened).toBe(200);
  const height = Number(await ofPage("document.documentElement.scrollHeight"));
  expect(height).toBeLessThan(2_500);
});

test("chosen files are listed and can be removed, and a refused reply keeps them", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  const file = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
  const attach = page.getByLabel("Attach files");
  await attach.setInputFiles([file("plan.txt"), file("draft.txt")]);
  await attach.setInputFiles([file("more.txt")]);
  await page.getByRole("button", { name: "Remove draft.txt" }).click();
  expect(await page.locator("[data-chosen] [data-name]").allTextContents()).toEqual(["plan.txt", "more.txt"]);
  await page.getByLabel("To", { exact: true }).fill("nobody");
  await page.getByLabel("Cc", { exact: true }).fill("carl@reed.example");
  await page.getByLabel("Your reply").fill("Dear Nora");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForURL("**/reply");
  expect(await ofPage("document.activeElement.id")).toBe("reply-to");
  expect(await page.getByLabel("To", { exact: true }).isVisible()).toBe(true);
  await page.getByRole("link", { name: "“nobody” is not a valid email address" }).waitFor();
  expect(await page.getByLabel("Cc", { exact: true }).inputValue()).toBe("carl@reed.example");
  expect(await page.locator("[name=kept]").count()).toBe(2);
  await page.getByLabel("To", { exact: true }).fill("nora@brook.example");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Your reply is on its way.").waitFor();
  expect(await page.locator("article.message").last().locator(".file-name").allTextContents()).toEqual([
    "plan.txt",
    "more.txt",
  ]);
});

test("too large files are said before they are sent", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  await page.getByLabel("Your reply").fill("See the film");
  await ofPage(`{
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "film.mp4"));
    const input = document.querySelector("[name=files]");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }`);
  await page.getByText("Attachments may have at most 25 MB in total").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  expect(page.url()).toMatch(/\/tickets\/1$/);
  expect(await page.getByLabel("Your reply").inputValue()).toBe("See the film");
  await page.getByRole("button", { name: "Remove film.mp4" }).click();
  expect(await page.getByText("Attachments may have at most").isVisible()).toBe(false);
  await page.getByLabel("Your reply").fill("");
});

test("a property is saved as it is changed, said beside it, and undone", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  expect(await page.getByRole("button", { name: "Save changes" }).count()).toBe(0);
  await page.getByLabel("State").selectOption("hold");
  await page.getByText("#1 put on hold.").waitFor();
  expect(await page.locator(".facts .state").first().textContent()).toBe("Hold");
  await page.getByLabel("Priority").selectOption("high");
  await page.getByText("Priority of #1 saved.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Change of #1 undone.").waitFor();
  expect(await page.getByLabel("Priority").inputValue()).toBe("normal");
  expect(await page.getByLabel("State").inputValue()).toBe("hold");
});

test("what was typed and not yet saved is saved before a reply is sent", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  await page.getByLabel("Your reply").fill("Done.");
  await page.getByLabel("Category").fill("Reports");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Your reply is on its way.").waitFor();
  expect(await page.getByLabel("Category").inputValue()).toBe("Reports");
});

test("a refused value is never left without a question", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  await page.getByLabel("Tags").fill("two words");
  await page.getByLabel("Tags").blur();
  await page.locator("#tags-fault").waitFor();
  const asked = new Promise<string>((resolve) => {
    page.once("dialog", (dialog) => {
      resolve(dialog.type());
      void dialog.accept();
    });
  });
  await page.getByRole("link", { name: "Back to the list" }).click();
  expect(await asked).toBe("beforeunload");
  await page.waitForURL("**/tickets");
});

test("a ticket is closed by a key, and the next page says which, with a way back", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  await page.keyboard.press("e");
  await page.waitForURL("**/tickets");
  await page.getByText("#1 closed.").waitFor();
  await page.keyboard.press("z");
  await page.waitForURL("**/tickets/1");
  expect(await page.getByLabel("State").inputValue()).not.toBe("closed");
});

test("a ticket is held until a time in words, by keys alone, and a reply waits for an answer", async () => {
  const { page } = tab;
  await page.goto("/tickets/1");
  await page.keyboard.press("h");
  await page.keyboard.type("in 3 days");
  const exact = page.locator("#hold-box [data-when-exact]");
  await exact.getByText(/\d{4} at \d\d:\d\d/).waitFor();
  const said = (await exact.textContent()) ?? "";
  await page.keyboard.press("Enter");
  await page.getByText(`#1 is on hold until ${said}`).waitFor();
  expect(await page.locator(".held-until").isVisible()).toBe(true);
  expect(await page.getByLabel("State").inputValue()).toBe("hold");
  await page.keyboard.press("z");
  await page.locator(".held-until").waitFor({ state: "detached" });

  const before = await page.getByLabel("State").inputValue();
  await page.getByLabel("Your reply").fill("Did it help?");
  await page.getByRole("button", { name: "Send and …" }).click();
  const until = page.getByLabel("On hold until");
  await until.fill("some day");
  // Enter belongs to this field: the reply is not sent without what it says.
  await until.press("Enter");
  await page.locator("#reply-holdUntil-fault").waitFor();
  expect(await page.getByLabel("Your reply").inputValue()).toBe("Did it help?");
  await page.getByLabel("On hold until").fill("in 2 days");
  await page.getByLabel("On hold until").press("Enter");
  await page.getByText("Your reply is on its way, and #1 is on hold until").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByLabel("State").waitFor({ state: "detached" });
  await page.goto("/tickets/1");
  expect(await page.locator(".held-until").count()).toBe(0);
  expect(await page.getByLabel("State").inputValue()).toBe(before);
});
