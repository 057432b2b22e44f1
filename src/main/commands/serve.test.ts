import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { captureIo, oneLine, run, setUpFolder, testFolder } from "../../../test/support/commands.ts";
import { version } from "../../base/version.ts";
import { readRunning } from "../../engine/operate/data-folder/lock.ts";
import { commands } from "./index.ts";
import { runCommand } from "./run.ts";

/** Serves until `stop` is called, which is what SIGTERM does. */
async function serving(data: string, ...words: readonly string[]) {
  const before = new Set(process.listeners("SIGTERM"));
  const io = captureIo();
  let status: number | undefined;
  const ended = runCommand(commands, ["serve", "--data", data, ...words], io).then((value) => {
    status = value;
    return value;
  });
  while (!existsSync(join(data, "run.json"))) {
    if (status !== undefined) throw new Error(io.written.err);
    await wait(10);
  }
  const stop = () => {
    for (const listener of process.listeners("SIGTERM")) if (!before.has(listener)) listener("SIGTERM");
    return ended;
  };
  return { io, stop, running: readRunning(data) };
}

it("listens where it says, writes that to run.json, and goes away when told to", async () => {
  const data = await setUpFolder();
  const { io, stop, running } = await serving(
    data,
    "--http",
    "127.0.0.1:0",
    "--smtp",
    "127.0.0.1:0",
    "--outgoing",
    "catch",
  );
  expect(running).toMatchObject({ pid: process.pid, https: null, version });
  expect(statSync(join(data, "run.json")).mode & 0o777).toBe(0o600);
  const page = await fetch(`http://${running?.http}/login`);
  expect(page.status).toBe(200);
  await page.text();
  expect(io.written.err).toContain(`http=${running?.http}`);
  expect(io.written.err).not.toContain("no outgoing mail server");
  expect(await stop()).toBe(0);
  expect(existsSync(join(data, "run.json"))).toBe(false);
  expect(io.written.err).toMatch(/ stopped\n$/);
  expect(io.written.out).toBe("");
  await expect(fetch(`http://${running?.http}/login`)).rejects.toThrow();
});

it("takes its configuration from a file and from variables", async () => {
  const data = await setUpFolder();
  const file = join(testFolder(), "mailmanager.toml");
  writeFileSync(file, 'https = "127.0.0.1:0"\n');
  const { io, stop, running } = await serving(data, "--config", file);
  expect(running).toMatchObject({ http: null, smtp: null });
  expect(running?.https).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(readFileSync(join(data, "tls/cert.pem"), "utf8")).toContain("BEGIN CERTIFICATE");
  expect(statSync(join(data, "tls/key.pem")).mode & 0o777).toBe(0o600);
  expect(io.written.err).toContain("no outgoing mail server is set");
  expect(await stop()).toBe(0);
});

it("a second one is told who serves, and the first goes on", async () => {
  const data = await setUpFolder();
  const first = await serving(data, "--http", "127.0.0.1:0");
  const second = await run(["serve", "--data", data, "--http", "127.0.0.1:0"]);
  expect(second.status).toBe(1);
  expect(oneLine(second.err)).toContain(
    `${data} is held by process ${process.pid} (version ${version}, listening on http ${first.running?.http})`,
  );
  const token = await run(["token", "create", "--data", data, "--name", "meanwhile"]);
  const answer = await fetch(`http://${first.running?.http}/api/v1/tickets`, {
    headers: { authorization: `Bearer ${token.out.trim()}` },
  });
  expect(answer.status).toBe(200);
  await answer.text();
  const doctor = await run(["doctor", "--data", data, "--json"]);
  expect(JSON.parse(doctor.out).findings).toContainEqual({
    check: "serving",
    level: "ok",
    what: `process ${process.pid} is using the folder, listening on ${first.running?.http}`,
    todo: null,
    line: null,
  });
  expect(await first.stop()).toBe(0);
});

it("an address in use is told with the flag that gave it, and nothing stays behind", async () => {
  const data = await setUpFolder();
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  for (const flag of ["--http", "--https", "--smtp"]) {
    const { status, err } = await run(["serve", "--data", data, flag, `127.0.0.1:${port}`]);
    expect(status).toBe(1);
    // Nothing in front of it about the same failure.
    expect(err).not.toMatch(/EADDRINUSE|listener failed/);
    const last = err.trimEnd().split("\n").at(-1) ?? "";
    expect(last).toContain(
      `127.0.0.1:${port} is in use by another program; stop that, or give another address with ${flag}`,
    );
  }
  other.close();
  expect(existsSync(join(data, "run.json"))).toBe(false);
  // Lock and listeners are free again.
  const { stop } = await serving(data, "--http", `127.0.0.1:${port}`);
  expect(await stop()).toBe(0);
});

it.each([
  [["--http", "127.0.0.1"], '--http: "127.0.0.1" is not valid', true],
  [["--http", "198.51.100.1:8025"], "198.51.100.1 is not an address of this machine (--http)", false],
  [["--http", "127.0.0.1:0", "--outgoing", "ftp://x"], "--outgoing: ", true],
  [
    ["--http", "127.0.0.1:0", "--config", "/nonexistent.toml"],
    "the configuration /nonexistent.toml cannot be read: /nonexistent.toml does not exist",
    false,
  ],
])("%j is refused", async (words, problem, wrong) => {
  const data = await setUpFolder();
  const { status, err } = await run(["serve", "--data", data, ...words]);
  expect(status).toBe(wrong ? 2 : 1);
  expect(err).toContain(`mailmanager serve: ${problem}`);
  expect(err).not.toContain("    at ");
  expect(existsSync(join(data, "run.json"))).toBe(false);
});
