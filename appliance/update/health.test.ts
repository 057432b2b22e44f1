/** The check of a new release, against a server that says what a program says while it rebuilds its data. */
import { once } from "node:events";
import { createServer } from "node:https";
import { expect, onTestFinished, test } from "vitest";
import { inEnglish } from "../../src/text/index.ts";
import { selfSigned } from "../../test/support/certificate.ts";
import { checkHealth } from "./health.ts";

/** A program whose data are rebuilt after that many checks; `status` and `restarts` at the n-th look at it. */
async function release(
  checks: number,
  look: (n: number) => { readonly status: string; readonly restarts: number },
) {
  let asked = 0;
  let looked = 0;
  const server = createServer({ ...tls }, (_, response) =>
    response.end(JSON.stringify({ status: asked++ < checks ? "rebuilding" : "ok" })),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  let time = 0;
  const log: string[] = [];
  const cause = await checkHealth({
    serving: () => ({ https: `127.0.0.1:${port}`, smtp: null }),
    program: async () => look(looked++),
    lastOutput: async () => "its last line",
    // Each look at the clock is a second later.
    now: () => (time += 1000),
    deadline: 5000,
    pause: 1,
    log: (text) => log.push(text),
  });
  return { asked, log, said: cause && inEnglish(cause) };
}

const { key, cert } = selfSigned({ hostname: "localhost", days: 1, now: Date.now() });
const tls = { key, cert };

test("a rebuild may take longer than the deadline while its status shows progress", async () => {
  const { asked, log, said } = await release(30, (n) => ({ status: `${n} %`, restarts: 0 }));
  expect(said).toBe(null);
  expect(asked).toBe(31);
  expect(log[0]).toContain("it is rebuilding its data");
});

test("a rebuild without progress is not well", async () => {
  const { asked, said } = await release(30, () => ({ status: "43 %", restarts: 0 }));
  expect(said).toContain("it is rebuilding its data");
  expect(asked).toBeLessThan(10);
});

test("a program that ends again and again while it rebuilds is not well", async () => {
  const { said } = await release(30, (n) => ({ status: `${n} %`, restarts: n }));
  expect(said).toContain("its last line");
});
