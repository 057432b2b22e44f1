/**
 * A picture of the appliance's console at 80 by 24, drawn by the real program on a real pseudo-terminal:
 *   node .tools/console-picture.ts FILE.png [setup|well|wrong|KEYS]
 * setup: before setup; well and wrong: the first screen of an appliance in use. KEYS are typed first.
 */
import { chromium } from "playwright-core";
import { fakeBox, type State } from "../appliance/console/testing/fake-box.ts";
import { type Cell, openTerminal } from "../appliance/console/testing/terminal.ts";

const [file = "/tmp/console.png", state = "setup", keys = ""] = process.argv.slice(2);

const box = await fakeBox((made: State) => {
  if (state === "setup") made.code = "K7QM-3FPX";
  if (state !== "wrong") return;
  made.status.update.last = {
    ...{ from: "1.0.0", to: "1.1.0", at: "2026-11-22T03:00:00.000Z", outcome: "fell-back" },
    cause: "the mail service did not greet within two minutes",
  };
  made.status.clock.synchronised = false;
});
const terminal = openTerminal({ socket: box.socket });
await terminal.until("Factory reset");
await terminal.until("192.0.2.10");
for (const key of keys) await terminal.type(key);
await terminal.settled();
const rows = terminal.cells();
await terminal.close();
await box.remove();

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"],
});
const page = await browser.newPage({ viewport: { width: 760, height: 520 } });
await page.setContent(`<style>
  body { margin: 0; background: #111 }
  pre { display: inline-block; margin: 0; padding: 14px 16px; background: #000; color: #bbb; border-radius: 6px;
        font: 15px/18px "DejaVu Sans Mono", monospace }
  .bold { color: #fff }
  .red { color: #f77 } .green { color: #6d6 } .yellow { color: #fd5 } .cyan { color: #6df }
  .inverse { background: #bbb; color: #000 }
</style><pre>${rows.map((row) => row.map(shown).join("")).join("\n")}</pre>`);
await page.locator("pre").screenshot({ path: file });
await browser.close();

function shown({ text, bold, inverse, colour }: Cell): string {
  const classes = [
    bold ? "bold" : "",
    inverse ? "inverse" : "",
    ["", "red", "green", "yellow", "", "", "cyan"][colour] ?? "",
  ];
  const escaped = text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<span class="${classes.filter((name) => name !== "").join(" ")}">${escaped}</span>`;
}
