import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inEnglish } from "../../src/text/index.ts";
import { patience } from "../../test/support/patience.ts";
import { applyAll } from "../apply.ts";
import type { RequestContext } from "../handler.ts";
import { readTrial } from "../network/trial.ts";
import type { NetworkSettings } from "../protocol.ts";
import { reset, resetMarker } from "../reset.ts";
import { doneActions, type TestBox, testBox, told } from "../testing/box.ts";
import { diagnose } from "./diagnose.ts";
import { logs } from "./logs.ts";
import { factoryReset, setAuthorities, setClock, setHostname } from "./machine.ts";
import { confirmNetwork, revertNetwork, setNetwork, unwatchTrial, watchTrial } from "./network.ts";
import { resetPassword } from "./password-reset.ts";
import { supportBundle } from "./support-bundle.ts";

let test: TestBox;
let now = Date.UTC(2026, 0, 2, 3, 4, 5);
const asked: RequestContext = {
  caller: "console",
  by: null,
  progress() {},
  pass: null,
  signal: new AbortController().signal,
};
/** Programs that cannot run here: they would change this machine, or need systemd. */
const cannot = {
  networkctl: { out: "link state" },
  systemctl: {},
  timedatectl: {},
  resolvectl: {},
  nft: {},
  journalctl: { out: "one\ntwo password=hunter2-secret\n" },
};
const card = () => join(test.root, "sys/class/net/eth7");
const settings: NetworkSettings = {
  interface: {
    name: "eth7",
    vlan: null,
    ipv4: { method: "static", address: "10.0.0.5/24", gateway: "10.0.0.1" },
    ipv6: { method: "off" },
  },
  ...{
    dns: ["10.0.0.53"],
    search: [],
    proxy: "http://u:proxy-secret@10.0.0.3:3128",
    management: ["10.0.0.0/8"],
  },
};
const networkFile = () => {
  const file = join(test.root, "run/systemd/network/50-mailmanager.network");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
};

beforeEach(() => {
  test = testBox(cannot, () => now);
  const { places } = test.box;
  // A machine of its own with one interface; this machine's host name is not touched.
  Object.assign(places, { sys: join(test.root, "sys"), proc: join(test.root, "proc") });
  mkdirSync(join(card(), "device"), { recursive: true });
  writeFileSync(join(card(), "device/vendor"), "");
  writeFileSync(join(card(), "type"), "1\n");
  mkdirSync(join(places.proc, "sys/kernel"), { recursive: true });
  for (const zone of ["Etc/UTC", "Europe/Berlin"]) {
    mkdirSync(join(places.usr, "share/zoneinfo", zone, ".."), { recursive: true });
    writeFileSync(join(places.usr, "share/zoneinfo", zone), "TZif");
  }
});
afterEach(() => {
  vi.useRealTimers();
  unwatchTrial(test.box);
  test.remove();
});

describe("a change of the network", () => {
  const set = (seconds = 60, change = settings) =>
    setNetwork.run(test.box, { settings: change, seconds }, asked);

  it("is applied at once, and stays if it is confirmed", async () => {
    const done = await set();
    if (!done.ok) throw new Error(inEnglish(done.error));
    expect(done.value.until).toBe(new Date(now + 60_000).toISOString());
    expect(networkFile()).toContain("Address=10.0.0.5/24");
    expect(test.ran).toContain("networkctl reload");
    expect(test.ran).toContain("networkctl reconfigure eth7");
    expect(test.ran).toContain("systemctl --no-block try-restart mailmanager.service");
    expect(readFileSync(join(test.box.places.run, "environment"), "utf8")).toContain(
      "HTTPS_PROXY='http://u:proxy-secret@10.0.0.3:3128'",
    );
    expect(await confirmNetwork.run(test.box, { change: "other" }, asked)).toMatchObject({ ok: false });
    expect(await confirmNetwork.run(test.box, { change: done.value.change }, asked)).toEqual({
      ok: true,
      value: {},
    });
    await applyAll(test.again());
    expect(networkFile()).toContain("Address=10.0.0.5/24");
  });

  it("from a browser is answered first and then applied, and reverted if it cannot be", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const app: RequestContext = { ...asked, caller: "app", by: "ann" };
    const done = await setNetwork.run(test.box, { settings, seconds: 60 }, app);
    expect(done.ok).toBe(true);
    expect([networkFile(), readTrial(test.box.places)?.before]).toEqual([null, null]);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    await vi.waitFor(
      () => expect(test.ran).toContain("systemctl --no-block try-restart mailmanager.service"),
      patience,
    );
    expect(networkFile()).toContain("Address=10.0.0.5/24");
    await revertNetwork.run(test.box, {}, asked);

    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { run } = test.box;
    const stubborn = { ...test.box };
    let refused = false;
    Object.assign(stubborn, {
      run: (program: string, args: readonly string[]) => {
        if (program !== "networkctl" || refused) return run(program, args);
        refused = true;
        return Promise.resolve({ status: 1, out: "", err: "no such card\n" });
      },
    });
    expect((await setNetwork.run(stubborn, { settings, seconds: 60 }, app)).ok).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.useRealTimers();
    await vi.waitFor(() => expect(readTrial(test.box.places)).toBeNull(), patience);
    expect(test.box.settings.read().network).toBeNull();
    expect(test.box.actions.after(0, 9)).toMatchObject([
      { caller: "box", outcome: "failed", what: { code: "network.not-taken" } },
    ]);
    expect(doneActions(test.box)[0]).toMatch(/restored the previous settings: .*no such card/);
    unwatchTrial(stubborn);
  });

  it("is reverted automatically if nobody confirms it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const done = await set(30);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(readTrial(test.box.places)).not.toBeNull();
    await vi.advanceTimersByTimeAsync(200);
    vi.useRealTimers();
    await vi.waitFor(() => expect(networkFile()).toBeNull(), patience);
    expect(readTrial(test.box.places)).toBeNull();
    expect(test.box.settings.read().network).toBeNull();
    expect(test.box.actions.after(0, 9)).toMatchObject([{ verb: "network.revert", caller: "box" }]);
    if (!done.ok) throw new Error(inEnglish(done.error));
    expect(await confirmNetwork.run(test.box, { change: done.value.change }, asked)).toMatchObject({
      ok: false,
      error: { code: "box.refused" },
    });
  });

  it("is reverted by a restarted helper when its time is over", async () => {
    await set(30);
    unwatchTrial(test.box);
    now += 31_000;
    const later = test.again();
    watchTrial(later);
    await vi.waitFor(() => expect(networkFile()).toBeNull(), patience);
    expect(later.settings.read().network).toBeNull();
  });

  it("is reverted at the next boot, whether its time is over or not", async () => {
    await set(600);
    unwatchTrial(test.box);
    const booted = test.again();
    await applyAll(booted);
    expect(networkFile()).toBeNull();
    expect(readTrial(booted.places)).toBeNull();
    expect(booted.actions.after(0, 9)).toMatchObject([
      { caller: "box", what: { code: "network.unconfirmed" } },
    ]);
  });

  it("reverts to the last confirmed settings, after any number of trials", async () => {
    const first = await set();
    if (!first.ok) throw new Error(inEnglish(first.error));
    await confirmNetwork.run(test.box, { change: first.value.change }, asked);
    const other = (address: string) => ({
      ...settings,
      interface: { ...settings.interface, ipv4: { method: "static", address, gateway: null } as const },
    });
    await set(60, other("10.0.0.6/24"));
    await set(60, other("10.0.0.7/24"));
    expect(networkFile()).toContain("10.0.0.7");
    expect(await revertNetwork.run(test.box, {}, asked)).toEqual({ ok: true, value: {} });
    expect(networkFile()).toContain("10.0.0.5");
    expect(await revertNetwork.run(test.box, {}, asked)).toMatchObject({ ok: false });
  });

  it("is reverted at once if the system refuses it", async () => {
    let reloads = 0;
    const failing = {
      ...test.box,
      run: async (program: string, args: readonly string[]) => {
        const first = program === "networkctl" && args[0] === "reload" && reloads++ === 0;
        return first ? { status: 1, out: "", err: "cannot" } : { status: 0, out: "", err: "" };
      },
    };
    expect(told(await setNetwork.run(failing, { settings, seconds: 60 }, asked))).toMatchObject({
      ok: false,
      error: { code: "box.failed", text: expect.stringContaining("cannot") },
    });
    expect(test.box.settings.read().network).toBeNull();
    expect(networkFile()).toBeNull();
  });

  it.each([
    ["a card that is not there", { name: "eth8" }, "Network adapter eth8 not found"],
    ["no address at all", { ipv4: { method: "off" } }, "cannot be reached"],
    [
      "the network's own address",
      { ipv4: { method: "static", address: "10.0.0.0/24", gateway: null } },
      "broadcast",
    ],
    [
      "a broadcast address",
      { ipv4: { method: "static", address: "10.0.0.255/24", gateway: null } },
      "broadcast",
    ],
    [
      "a loopback address",
      { ipv4: { method: "static", address: "127.0.0.1/8", gateway: null } },
      "not a valid address",
    ],
    [
      "a gateway elsewhere",
      { ipv4: { method: "static", address: "10.0.0.5/24", gateway: "10.0.1.1" } },
      "not in the network",
    ],
    [
      "itself as gateway",
      { ipv4: { method: "static", address: "10.0.0.5/24", gateway: "10.0.0.5" } },
      "own address",
    ],
    [
      "an IPv6 gateway elsewhere",
      { ipv6: { method: "static", address: "2001:db8::5/64", gateway: "2001:db9::1" } },
      "not in",
    ],
  ] as const)("is refused with %s", async (_, change, text) => {
    const wrong = { ...settings, interface: { ...settings.interface, ...change } };
    expect(told(await set(60, wrong))).toMatchObject({
      ok: false,
      error: { code: "box.refused", text: expect.stringContaining(text) },
    });
    expect(readTrial(test.box.places)).toBeNull();
  });

  it("does not record a proxy's password", () => {
    expect(JSON.stringify(setNetwork.what?.({ settings, seconds: 60 }))).not.toContain("secret");
  });
});

describe("settings", () => {
  it("of a replaced network card are used for the new one", async () => {
    await setNetwork.run(test.box, { settings, seconds: 60 }, asked);
    rmSync(join(test.box.places.state, "network-trial.json"));
    rmSync(card(), { recursive: true });
    mkdirSync(join(test.root, "sys/class/net/ens3/device"), { recursive: true });
    writeFileSync(join(test.root, "sys/class/net/ens3/device/vendor"), "");
    writeFileSync(join(test.root, "sys/class/net/ens3/type"), "1\n");
    await applyAll(test.again());
    expect(networkFile()).toContain("Name=ens3");
  });

  it("that cannot be read are replaced by the previous ones", () => {
    test.box.settings.write({ ...test.box.settings.read(), hostname: "one.example" });
    test.box.settings.write({ ...test.box.settings.read(), hostname: "two.example" });
    writeFileSync(join(test.box.places.state, "settings.json"), '{"hostname":"thr');
    expect(test.box.settings.read().hostname).toBe("one.example");
    test.box.settings.write({ ...test.box.settings.read(), hostname: "four.example" });
    expect(test.box.settings.read().hostname).toBe("four.example");
  });

  it("include host name and clock", async () => {
    expect(await setHostname.run(test.box, { hostname: "desk.example" }, asked)).toMatchObject({ ok: true });
    expect(readFileSync(join(test.box.places.proc, "sys/kernel/hostname"), "utf8")).toBe("desk.example");
    expect(await setHostname.run(test.box, { hostname: `${"a".repeat(60)}.example` }, asked)).toMatchObject({
      ok: false,
    });

    const clock = { timezone: "Europe/Berlin", ntp: ["time.example", "10.0.0.9"] };
    expect(await setClock.run(test.box, clock, asked)).toMatchObject({ ok: true, value: clock });
    const file = join(test.root, "run/systemd/timesyncd.conf.d/50-mailmanager.conf");
    expect(readFileSync(file, "utf8")).toBe("[Time]\nNTP=time.example 10.0.0.9\n");
    for (const timezone of ["Europe/Nowhere", "../../../etc/passwd", "Europe", ""])
      expect(await setClock.run(test.box, { timezone, ntp: [] }, asked)).toMatchObject({ ok: false });
    expect(await setClock.run(test.box, { timezone: "Etc/UTC", ntp: [] }, asked)).toMatchObject({ ok: true });
    expect(existsSync(file)).toBe(false);
  });

  it("include certificate authorities, and nothing else", async () => {
    const pem = (ca: boolean) =>
      execFileSync(
        "openssl",
        [
          ...[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-keyout",
            "/dev/null",
          ],
          ...["-subj", "/CN=Test", "-addext", `basicConstraints=critical,CA:${ca ? "TRUE" : "FALSE"}`],
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      );
    const authority = pem(true);
    expect(setAuthorities.what?.({ pem: authority })).toEqual({
      ...{ code: "authorities.set", params: { names: "CN=Test" } },
    });
    expect(await setAuthorities.run(test.box, { pem: authority + authority }, asked)).toMatchObject({
      ok: true,
    });
    const bundle = join(test.box.places.run, "authorities.pem");
    expect(readFileSync(bundle, "utf8")).toBe(authority + authority);
    for (const wrong of [
      pem(false),
      "nonsense",
      `${authority}more`,
      authority.replace(/M/, "?"),
      authority.slice(0, 200),
    ])
      expect(await setAuthorities.run(test.box, { pem: wrong }, asked)).toMatchObject({ ok: false });
    expect(await setAuthorities.run(test.box, { pem: "" }, asked)).toMatchObject({ ok: true });
    expect(existsSync(bundle)).toBe(false);
  });
});

describe("factory reset", () => {
  it("asks for the host name, and takes effect at the next start", async () => {
    expect(await factoryReset.run(test.box, { confirm: "yes" }, asked)).toMatchObject({ ok: false });
    expect(test.ran).toEqual([]);
    expect(await factoryReset.run(test.box, { confirm: hostname() }, asked)).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(test.ran).toEqual(["systemctl --no-block reboot"]), patience);
    expect(existsSync(test.box.places.state)).toBe(true);
  });

  it("erases everything, and continues after a power cut", () => {
    const { places } = test.box;
    const outside = join(test.root, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "kept"), "");
    const fill = () => {
      for (const folder of [
        places.data,
        join(places.var, "log/journal/x"),
        join(places.var, "lost+found"),
        places.state,
      ])
        mkdirSync(folder, { recursive: true });
      writeFileSync(join(places.data, "mailmanager.db"), "mails");
      writeFileSync(join(places.state, "settings.json"), "{}");
    };
    fill();
    symlinkSync(outside, join(places.data, "link"));
    expect(reset(places)).toBe(false);
    expect(existsSync(join(places.data, "mailmanager.db"))).toBe(true);

    writeFileSync(resetMarker(places), "");
    chmodSync(places.data, 0o700);
    expect(reset(places)).toBe(true);
    expect(existsSync(join(places.var, "log"))).toBe(false);
    expect(existsSync(places.data)).toBe(false);
    expect(existsSync(places.state)).toBe(false);
    expect(existsSync(join(places.var, "lost+found"))).toBe(true);
    expect(existsSync(join(outside, "kept"))).toBe(true);
    expect(reset(places)).toBe(false);
  });
});

describe("diagnostics", () => {
  it("return plain lines of logs, never too many", async () => {
    expect(await logs.run(test.box, { unit: "mailmanager.service", lines: 9 }, asked)).toEqual({
      ok: true,
      value: ["one", "two password=hunter2-secret"],
    });
    expect(test.ran.at(-1)).toContain("--lines=9 --unit mailmanager.service");
    const noisy = {
      ...test.box,
      run: async () => ({ status: 0, out: `a\x1b[31mb\n${"x".repeat(9_999)}\n`.repeat(900), err: "" }),
    };
    const read = await logs.run(noisy, { unit: "", lines: 2_000 }, asked);
    if (!read.ok) throw new Error(inEnglish(read.error));
    expect(Buffer.byteLength(JSON.stringify(read.value))).toBeLessThan(1_000_000);
    expect(read.value).toContain("a?[31mb");
  });

  it("report what servers answer", async () => {
    const { createServer } = await import("node:net");
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.write("220 mx.example ESMTP\x1b[2J\r\n");
      socket.on("data", (text) =>
        socket.write(String(text).startsWith("EHLO") ? "250-mx\r\n250 STARTTLS\r\n" : "221 bye\r\n"),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const smtp = await diagnose.run(test.box, { kind: "smtp", target: "127.0.0.1", port }, asked);
    expect(smtp).toMatchObject({
      value: [{ ok: true, found: { code: "smtp.starttls", params: { banner: "220 mx.example ESMTP?[2J" } } }],
    });
    expect(await diagnose.run(test.box, { kind: "ldap", target: "127.0.0.1", port }, asked)).toMatchObject({
      value: [{ ok: true }],
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await diagnose.run(test.box, { kind: "ldap", target: "127.0.0.1", port }, asked)).toMatchObject({
      value: [{ ok: false, remedy: "nothing-listens" }],
    });
  });

  it("report how long a ping takes", async () => {
    expect(await diagnose.run(test.box, { kind: "ping", target: "127.0.0.1" }, asked)).toMatchObject({
      value: [{ ok: true, found: { code: "ping.answers", params: { target: "127.0.0.1", loss: "0" } } }],
    });
  });
});

describe("the program", () => {
  const says = (text: string) => {
    mkdirSync(join(test.box.places.usr, "bin"), { recursive: true });
    writeFileSync(test.box.places.program, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  };

  it("shows a new password, only on the console", async () => {
    says('echo "$*" >&2; echo "user: admin"; echo "password: abc-def"');
    const ask = (user: string) => resetPassword.run(test.box, { user }, asked);
    expect(told(await ask("admin"))).toMatchObject({
      ok: false,
      error: { text: "The appliance is not set up yet" },
    });
    writeFileSync(join(test.box.places.data, "mailmanager.db"), "");
    expect(await ask("admin")).toEqual({ ok: true, value: { user: "admin", password: "abc-def" } });
    expect(await ask("--data=/etc")).toMatchObject({ ok: false });
    says(
      `echo '{"ok":false,"code":"thing.not-found","reason":"user.unknown","params":{"name":"bob"}}'; exit 1`,
    );
    expect(told(await ask("bob"))).toMatchObject({
      ok: false,
      error: { text: expect.stringContaining("User bob not found") },
    });
    expect(JSON.stringify(resetPassword.what?.({ user: "admin" }))).not.toContain("abc");
  });

  it("is in the support bundle without secrets", async () => {
    says('echo "the doctor says: token: doctor-secret"; echo "smtp://bob:route-secret@mail.example" >&2');
    writeFileSync(
      join(test.box.places.etc, "passwd"),
      `mailmanager:x:${process.getuid?.()}:${process.getgid?.()}::/:/bin/false\n`,
    );
    writeFileSync(join(test.box.places.data, "mailmanager.db"), "mail-secret");
    await setNetwork.run(test.box, { settings, seconds: 60 }, asked);
    const made = await supportBundle.run(test.box, {}, asked);
    if (!made.ok) throw new Error(inEnglish(made.error));
    const bytes = readFileSync(made.value.path);
    expect(bytes.length).toBe(made.value.bytes);
    const plain = gunzipSync(bytes).toString("latin1");
    expect(plain.match(/\w+-secret/g)).toBeNull();
    expect(plain).toContain("two password=[removed]");
    expect(plain).toContain("the doctor says");
    const names = execFileSync("tar", ["tzf", made.value.path], { encoding: "utf8" }).trim().split("\n");
    expect(names).toContain("mailmanager-support/status.json");
    const status = execFileSync("tar", ["xzOf", made.value.path, "mailmanager-support/settings.json"], {
      encoding: "utf8",
    });
    expect(JSON.parse(status)).toMatchObject({ network: { dns: ["10.0.0.53"] } });
    for (let i = 0; i < 3; i++) {
      now += 60_000;
      await supportBundle.run(test.box, {}, asked);
    }
    expect(existsSync(made.value.path)).toBe(false);
  });
});
