/** How the program runs, changed while the complete program is running. */
import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { captureIo, run, setUpFolder } from "../../test/support/commands.ts";
import { configure } from "./configuration.ts";
import { createLog } from "./log.ts";
import { type Serving, serve } from "./serve.ts";

let serving: Serving | null = null;
afterEach(async () => {
  await serving?.stop();
  serving = null;
});

async function started(data: string, env: Record<string, string> = {}) {
  const flags = { http: "127.0.0.1:0", smtp: "127.0.0.1:0" };
  serving = await serve(data, configure({ env, flags }), createLog(captureIo().err));
  return serving.running;
}

/** The size in the response to EHLO (RFC 1870). */
async function announced(smtp: string | null): Promise<number> {
  const socket = connect(Number(smtp?.split(":").at(-1)), "127.0.0.1");
  socket.setEncoding("latin1").write("EHLO client.example\r\nQUIT\r\n");
  let text = "";
  for await (const chunk of socket) text += chunk;
  return Number(/SIZE (\d+)/.exec(text)?.[1]);
}

test("another largest mail is announced at once, and after a restart, unless the configuration says one", async () => {
  const data = await setUpFolder();
  const token = (await run(["token", "create", "--data", data, "--name", "test"])).out.trim();
  const { http, smtp } = await started(data);
  expect(await announced(smtp)).toBe(50 * 1024 * 1024);
  const answer = await fetch(`http://${http}/api/v1/settings/service`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ messageSize: 2_000_000 }),
  });
  expect(answer.status).toBe(200);
  expect(await announced(smtp)).toBe(2_000_000);
  await serving?.stop();
  expect(await announced((await started(data)).smtp)).toBe(2_000_000);
  await serving?.stop();
  const configured = await started(data, { MAILMANAGER_MESSAGE_SIZE: "3 MB" });
  expect(await announced(configured.smtp)).toBe(3 * 1024 * 1024);
});
