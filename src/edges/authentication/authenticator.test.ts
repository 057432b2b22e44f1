import { build } from "esbuild";
import { afterEach, describe, expect, test } from "vitest";
import type { Log } from "../../base/log.ts";
import { type AuthenticatorOptions, createAuthenticator } from "./authenticator.ts";
import { key, mail, signed, zoneLookup } from "./testing.ts";
import { onlyLoopback, trustedFrom } from "./trusted.ts";

const entry = { url: new URL("./worker.ts", import.meta.url) };
const lines: string[] = [];
const keep = (what: string) => void lines.push(what);
const log: Log = { info: keep, warn: keep, error: keep };

let running: ReturnType<typeof createAuthenticator> | undefined;
afterEach(async () => {
  await running?.close();
  lines.length = 0;
});

function authenticator(options: Partial<AuthenticatorOptions> = {}) {
  running = createAuthenticator({
    entry,
    log,
    lookup: zoneLookup({
      "TXT customer.example": [["v=spf1 ip4:192.0.2.7 -all"]],
      "TXT s1._domainkey.customer.example": key,
      "TXT _dmarc.customer.example": [["v=DMARC1; p=reject"]],
    }),
    trusted: onlyLoopback,
    resultsOf: () => null,
    ...options,
  });
  return (text: string, ip = "192.0.2.7") =>
    running?.authenticate(
      Buffer.from(text),
      {
        ip,
        helo: "out.customer.example",
        envelope: { from: "ann@customer.example", to: ["support@desk.example"] },
      },
      "ann@customer.example",
    );
}

const passes = {
  spf: { verdict: "pass" },
  dkim: { verdict: "pass" },
  dmarc: { verdict: "pass", policy: "reject" },
};

describe("senders", () => {
  test("are checked in a thread, many at a time, each with its own outcome", async () => {
    const check = authenticator();
    const good = await signed(mail(), "customer.example");
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? check(good) : check(mail(), "198.51.100.1"))),
    );
    all.forEach((one, i) => {
      expect(one).toMatchObject(i % 2 === 0 ? passes : { dmarc: { verdict: "fail" } });
    });
  });

  test("are checked by the thread as in the executable: one file without other modules", async () => {
    const { outputFiles } = await build({
      entryPoints: [entry.url.pathname],
      bundle: true,
      write: false,
      platform: "node",
      format: "cjs",
    });
    const check = authenticator({ entry: { code: outputFiles[0]?.text ?? "" } });
    expect(await check(await signed(mail(), "customer.example"))).toMatchObject(passes);
  });

  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1"])("at %s are not checked", (ip) => {
    expect(authenticator()(mail(), ip)).toBe(null);
  });

  test("behind a trusted relay have the relay's results, if it is known by name, or are not checked", async () => {
    const trusted = trustedFrom(["192.0.2.7", "2001:db8::/32"]);
    if (!trusted.ok) throw new Error("not a list");
    const told = `Authentication-Results: mx.desk.example; dmarc=pass header.from=customer.example\r\n${mail()}`;
    expect(authenticator({ trusted: trusted.value })(told)).toBe(null);
    const check = authenticator({ trusted: trusted.value, resultsOf: () => "mx.desk.example" });
    expect(await check(told)).toMatchObject({ by: "mx.desk.example", dmarc: { verdict: "pass" } });
    expect(await check(told, "2001:db8::5")).toMatchObject({ by: "mx.desk.example" });
    expect(check(mail())).toBe(null);
    expect(await check(told, "")).toMatchObject({ by: "mx.desk.example" });
    expect(check(mail(), "")).toBe(null);
    expect(await check(told, "192.0.2.8")).toMatchObject({ by: null, dmarc: { verdict: "fail" } });
  });

  test("of large mails wait for room in the thread", async () => {
    const check = authenticator({ time: 60_000 });
    const large = mail("How does it work?", "x".repeat(78).concat("\r\n").repeat(500_000));
    const all = await Promise.all([check(large), check(large), check(mail()), check(large)]);
    expect(all.map((one) => one?.spf.verdict)).toEqual(["pass", "pass", "pass", "pass"]);
  });

  test("without an answer from DNS are given up in time, and the mail continues", async () => {
    const check = authenticator({ lookup: () => new Promise(() => {}), time: 1500 });
    expect(await check(await signed(mail(), "customer.example"))).toMatchObject({
      by: null,
      spf: { verdict: "temperror" },
      dkim: { verdict: "temperror" },
      dmarc: { verdict: "temperror" },
    });
  });

  test("are checked again after a thread that hung was replaced", async () => {
    const hangs = { code: "require('node:worker_threads').parentPort.on('message', () => { for (;;) {} })" };
    const check = authenticator({ entry: hangs, time: 100 });
    expect(await check(mail())).toMatchObject({ spf: { verdict: "temperror" } });
    await expect.poll(() => lines.join("\n")).toContain("hung and is replaced");
    expect(await check(mail())).toMatchObject({ spf: { verdict: "temperror" } });
  });

  test("in progress when a thread dies are given up, and the next one starts another", async () => {
    const dies = { code: "require('node:worker_threads').parentPort.on('message', () => process.exit(1))" };
    const check = authenticator({ entry: dies, time: 60_000 });
    expect(await check(mail())).toMatchObject({ spf: { verdict: "temperror" } });
    expect(await check(mail())).toMatchObject({ spf: { verdict: "temperror" } });
  });

  test("in progress when the server stops are given up", async () => {
    const check = authenticator({ lookup: () => new Promise(() => {}), time: 60_000 });
    const waiting = check(mail());
    await running?.close();
    expect(await waiting).toMatchObject({ spf: { verdict: "temperror" } });
    expect(await check(mail())).toMatchObject({ spf: { verdict: "temperror" } });
  });
});

describe("a list of relays", () => {
  test.each([
    [["10.0.0.0/8"], "10.255.0.1", true],
    [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
    [["10.0.0.0/8"], "11.0.0.1", false],
    [["192.0.2.1", "192.0.2.2"], "192.0.2.2", true],
    [["2001:db8::/32"], "2001:db8:1::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    [[], "127.0.0.1", true],
    [[], "nonsense", false],
  ])("%j and %s: %s", (list, ip, expected) => {
    const trusted = trustedFrom(list);
    expect(trusted.ok && trusted.value(ip)).toBe(expected);
  });

  test.each(["10.0.0.0/33", "relay.example", "10.0.0", "2001:db8::/129", "10.0.0.0/-1"])(
    "%s is invalid",
    (relay) => {
      expect(trustedFrom([relay])).toMatchObject({ ok: false, error: { code: "request.invalid" } });
    },
  );
});
