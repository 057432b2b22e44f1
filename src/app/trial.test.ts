/** A complete program on trial. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { setUpFolder, testFolder } from "../../test/support/commands.ts";
import { configure } from "./configuration.ts";
import { createLog } from "./log.ts";
import { serve } from "./serve.ts";

/** Sends lines to the server and returns the last reply's code. */
async function say(address: string, ...lines: readonly string[]): Promise<number> {
  const [, port] = /:(\d+)$/.exec(address) ?? [];
  const socket = createConnection(Number(port), "127.0.0.1").setEncoding("latin1");
  let text = "";
  try {
    for await (const chunk of socket) {
      text += chunk;
      const reply = /^(?:\d{3}-.*\r\n)*(\d{3})(?: .*)?\r\n$/.exec(text);
      if (!reply) continue;
      text = "";
      const line = lines.at(0);
      lines = lines.slice(1);
      const code = Number(reply[1]);
      if (line === undefined || code >= 400) return code;
      socket.write(`${line}\r\n`);
    }
  } finally {
    socket.destroy();
  }
  return 0;
}
const mailTo = (address: string) =>
  ["EHLO x", "MAIL FROM:<>", `RCPT TO:<${address}>`, "DATA", "Subject: Hello\r\n\r\nThere\r\n."] as const;

it("a program on trial defers mail and changes, accepts this machine's test mail, and accepts everything when the flag is removed", async () => {
  const folder = testFolder();
  const data = await setUpFolder();
  const flag = join(folder, "flag");
  const osRelease = join(folder, "os-release");
  writeFileSync(flag, "");
  writeFileSync(osRelease, 'ID=mailmanager\nIMAGE_VERSION="1.1"\n');
  const configuration = configure({ env: {}, flags: { http: "127.0.0.1:0", smtp: "127.0.0.1:0" } });
  const serving = await serve(
    data,
    configuration,
    createLog(() => {}),
    undefined,
    { flag, osRelease },
  );
  onTestFinished(() => serving.stop());
  const { smtp, http } = serving.running;
  if (smtp === null || http === null) throw new Error("it does not listen");
  expect(JSON.parse(readFileSync(join(data, "trial.json"), "utf8"))).toMatchObject({ release: "1.1" });
  const post = () => fetch(`http://${http}/login`, { method: "POST", redirect: "manual" });

  expect(await say(smtp, ...mailTo("support@desk.example"))).toBe(451);
  expect(await say(smtp, ...mailTo("release-check@localhost"))).toBe(250);
  expect((await fetch(`http://${http}/api/v1/health`)).status).toBe(200);
  expect((await post()).status).toBe(503);

  rmSync(flag);
  await expect.poll(() => existsSync(join(data, "trial.json"))).toBe(false);
  await expect.poll(() => say(smtp, ...mailTo("support@desk.example"))).toBe(250);
  expect(await say(smtp, ...mailTo("release-check@localhost"))).toBeGreaterThanOrEqual(500);
  expect((await post()).status).not.toBe(503);
  expect(readdirSync(data)).not.toContain("snapshots");
});
