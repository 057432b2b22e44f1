import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fault } from "../../src/base/fault.ts";
import { selfSigned } from "../../test/support/certificate.ts";
import { type Box, openBox } from "../box.ts";
import type { RequestContext } from "../handler.ts";
import { placesBelow } from "../places.ts";
import { verbs } from "../protocol.ts";
import { type Run, run as realRun } from "../run.ts";
import { doneActions, told } from "../testing/box.ts";
import { testMedia } from "../testing/media.ts";
import { reportUpdates, settleStart, updateInstall, updateLook, updateRollback, updatesOf } from "./index.ts";
import { runningSystem } from "./running.ts";
import { type Built, buildRelease, makeSigner, pack } from "./testing.ts";

const signer = makeSigner();
const old = buildRelease("1.0");
const next = buildRelease("1.1", 8);
const asked: RequestContext = {
  caller: "app",
  by: "ann",
  progress: () => {},
  pass: null,
  signal: new AbortController().signal,
};
const closing: (() => void)[] = [];
let root: string;
let box: Box;
let ran: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "box-updates-"));
  const places = placesBelow(root);
  for (const folder of [places.state, places.run, places.data, join(places.boot, "EFI/Linux")])
    mkdirSync(folder, { recursive: true });
  put("efi/EFI/Linux/mailmanager_1.0.efi", old.uki);
  put("dev/disk/mailmanager/mailmanager-a", Buffer.concat([old.root], 65_536));
  put("dev/disk/mailmanager/mailmanager-b", Buffer.alloc(65_536));
  put(
    "usr/lib/mailmanager/update-keys/development.pem",
    signer.trusted.key.export({ type: "spki", format: "pem" }).toString(),
  );
  put("usr/lib/mailmanager/update-keys/other.pem", "no key at all");
  put("var/lib/mailmanager/mailmanager.db", Buffer.alloc(5000));
  // The root's mapped device and the slot below it, as in /sys.
  runs(old, "a");
  ran = [];
  const run: Run = async (program, args) => {
    ran.push([program, ...args].join(" "));
    return {
      status: 0,
      out: program === "journalctl" ? "out of memory\n" : "StatusText=\nNRestarts=9\n",
      err: "",
    };
  };
  box = openBox({ places, run, now: Date.now, log: () => {} });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(root, { recursive: true, force: true });
});

function put(path: string, content: string | Uint8Array): string {
  const file = join(root, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
  return file;
}
function runs(built: Built, slot: "a" | "b"): void {
  put("proc/cmdline", `console=ttyS0 mailmanager.root=${built.verity} panic=30\n`);
  put("usr/lib/os-release", `ID=mailmanager\nIMAGE_VERSION=${built.version}\n`);
  const { dev } = statSync(root);
  const number = `${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}`;
  put("sys/devices/vda3/uevent", `MAJOR=254\nPARTN=3\nPARTNAME=mailmanager-${slot}\n`);
  rmSync(join(root, "sys/dev"), { recursive: true, force: true });
  mkdirSync(join(root, "sys/dev/block", number, "slaves"), { recursive: true });
  symlinkSync(join(root, "sys/devices/vda3"), join(root, "sys/dev/block", number, "slaves/vda3"));
}
const releases = () => readdirSync(join(root, "efi/EFI/Linux")).sort();
const updateOf = (built: Built) =>
  pack(built, { by: [signer], manifest: { architecture: process.arch === "arm64" ? "arm64" : "amd64" } });
const fileWith = (bytes: Uint8Array | string, name = "mailmanager-1.1.update") => put(`media/${name}`, bytes);
const fromFile = (path: string) => ({ source: { kind: "file" as const, path } });

async function serve(
  answer: (path: string) => { status?: number; headers?: Record<string, string>; body?: string | Uint8Array },
): Promise<string> {
  const server: Server = createServer((request, response) => {
    const { status = 200, headers = {}, body = "" } = answer(request.url ?? "");
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${port(server.address())}`;
}
const port = (address: AddressInfo | string | null) =>
  typeof address === "object" ? (address?.port ?? 0) : 0;

describe("the running system", () => {
  it("is read from the kernel and the root's device, not from a file", () => {
    const { places } = box;
    expect(runningSystem(places)).toMatchObject({ slot: "a", version: "1.0", verity: old.verity });
    runs(next, "b");
    expect(runningSystem(places)).toMatchObject({ slot: "b", version: "1.1", verity: next.verity });
    put("proc/cmdline", "quiet\n");
    expect(() => runningSystem(places)).toThrow("without the root hash");
    runs(next, "b");
    put("sys/devices/vda3/uevent", "PARTNAME=mailmanager-var\n");
    expect(() => runningSystem(places)).toThrow("is in 0 slots");
  });
});

describe("the verbs", () => {
  it("inspect a file, and install it", async () => {
    const file = fileWith(updateOf(next));
    expect(await updateLook.run(box, fromFile(file), asked)).toMatchObject({
      ok: true,
      value: { version: "1.1" },
    });
    const done = await updateInstall.run(box, fromFile(file), asked);
    expect(done).toMatchObject({ ok: true, value: { version: "1.1", newer: true } });
    expect(releases()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1+3-0.efi"]);
    const state = await updatesOf(box);
    expect(verbs.status.answer.shape.update.parse(state)).toMatchObject({
      slots: [
        { slot: "a", version: "1.0", running: true, state: "good" },
        { slot: "b", version: "1.1", running: false, state: "trying", triesLeft: 3 },
      ],
      last: { from: "1.0", to: "1.1", outcome: "installed" },
      developmentKey: true,
    });
  });

  it("inspect a file on a stick, and install it from there", async () => {
    const sticks = testMedia(root, box.places);
    const stick = sticks.plug("sdb");
    stick.fill((folder) => writeFileSync(join(folder, "mailmanager-1.1.update"), updateOf(next)));
    const on = { ...box, run: sticks.run(realRun) };
    const source = { kind: "medium" as const, medium: "sdb", path: "mailmanager-1.1.update" };
    expect(await updateLook.run(on, { source }, asked)).toMatchObject({
      ok: true,
      value: { version: "1.1" },
    });
    expect(updateInstall.what?.({ source })).toEqual({
      code: "update.install.medium",
      params: { path: "mailmanager-1.1.update", medium: "sdb" },
    });
    expect(await updateInstall.run(on, { source }, asked)).toMatchObject({ ok: true });
    expect(releases()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1+3-0.efi"]);
    const gone = { ...source, path: "mailmanager-1.2.update" };
    expect(told(await updateLook.run(on, { source: gone }, asked))).toMatchObject({
      ok: false,
      error: { text: "The file mailmanager-1.2.update no longer exists" },
    });
    stick.pull();
    expect(told(await updateInstall.run(on, { source }, asked))).toMatchObject({
      error: { text: "The stick or disc sdb is no longer plugged in" },
    });
  });

  it("choose the newest that fits in a folder", async () => {
    fileWith(updateOf(next));
    fileWith(updateOf(buildRelease("1.2")), "mailmanager-1.2.update");
    fileWith(pack(buildRelease("1.10"), { by: [makeSigner()] }), "mailmanager-1.10.update");
    fileWith("hello", "mailmanager-2.0.update");
    fileWith("hello", "notes.txt");
    expect(await updateLook.run(box, fromFile(join(root, "media")), asked)).toMatchObject({
      value: { version: "1.2" },
    });
    mkdirSync(join(root, "empty"));
    expect(told(await updateLook.run(box, fromFile(join(root, "empty")), asked))).toMatchObject({
      ok: false,
      error: {
        code: "box.refused",
        text: expect.stringContaining("No update found on"),
        todo: expect.any(String),
      },
    });
  });

  it("choose the newest that fits on a page, through redirections, and remove the download", async () => {
    const update = updateOf(next);
    const base = await serve((path) => {
      if (path === "/") return { status: 302, headers: { location: "/releases/" } };
      if (path === "/releases/")
        return { body: `<a href="mailmanager-1.1.update">1.1</a> <a href="mailmanager-0.9.update">0.9</a>` };
      return path === "/releases/mailmanager-1.1.update" ? { body: update } : { status: 404 };
    });
    const source = { source: { kind: "url" as const, url: `${base}/` } };
    expect(await updateLook.run(box, source, asked)).toMatchObject({ value: { version: "1.1" } });
    expect(await updateInstall.run(box, source, asked)).toMatchObject({ ok: true });
    expect(readdirSync(join(root, "var/lib/mailmanager-box/updates"))).toEqual([]);
  });

  it("say what is wrong with a URL", async () => {
    const base = await serve((path) =>
      path === "/loop" ? { status: 302, headers: { location: "/loop" } } : { status: 404 },
    );
    const look = (path: string) =>
      updateLook.run(box, { source: { kind: "url", url: `${base}${path}` } }, asked);
    expect(told(await look("/mailmanager-1.1.update"))).toMatchObject({
      error: { code: "box.failed", text: expect.stringContaining("404") },
    });
    expect(told(await look("/loop"))).toMatchObject({
      error: { text: expect.stringContaining("too many redirects") },
    });
    const gone = updateLook.run(box, { source: { kind: "url", url: "http://127.0.0.1:1/" } }, asked);
    expect(told(await gone)).toMatchObject({
      error: { code: "box.failed", todo: expect.stringContaining("network") },
    });
  });

  it("use a proxy", async () => {
    const asking: string[] = [];
    const proxy = await serve((path) => {
      asking.push(path);
      return { body: updateOf(next) };
    });
    const { places } = box;
    const network = {
      interface: {
        name: "eth0",
        vlan: null,
        ipv4: { method: "dhcp" as const },
        ipv6: { method: "auto" as const },
      },
      ...{ dns: [], search: [], management: [], proxy },
    };
    box.settings.write({ ...box.settings.read(), network });
    const again = openBox({ places, run: box.run, now: Date.now, log: () => {} });
    const url = "http://updates.example/mailmanager-1.1.update";
    expect(await updateLook.run(again, { source: { kind: "url", url } }, asked)).toMatchObject({ ok: true });
    expect(asking).toEqual([url]);
  });

  it("refuse a rollback without a previous release, and roll back to one", async () => {
    expect(told(await updateRollback.run(box, {}, asked))).toMatchObject({
      error: { text: "This appliance has no other release" },
    });
    await updateInstall.run(box, fromFile(fileWith(updateOf(next))), asked);
    rmSync(join(root, "efi/EFI/Linux/mailmanager_1.1+3-0.efi"));
    put("efi/EFI/Linux/mailmanager_1.1.efi", next.uki);
    runs(next, "b");
    expect(await updateRollback.run(box, {}, asked)).toEqual({ ok: true, value: { version: "1.0" } });
    expect(releases()).toEqual(["mailmanager_1.0+1-0.efi", "mailmanager_1.1+0-1.efi"]);
  });
});

describe("a start on trial", () => {
  /** The second release is running for the first time. */
  async function started(): Promise<void> {
    await updateInstall.run(box, fromFile(fileWith(updateOf(next))), asked);
    rmSync(join(root, "efi/EFI/Linux/mailmanager_1.1+3-0.efi"));
    put("efi/EFI/Linux/mailmanager_1.1+2-1.efi", next.uki);
    runs(next, "b");
    put("run/mailmanager-box/trial", "");
  }

  it("succeeds when pages and mail work", async () => {
    await started();
    const { key, cert } = selfSigned({ hostname: "localhost", now: Date.now() });
    const pages = createTlsServer({ key, cert }, (_, response) => response.end('{"status":"ok"}'));
    const said: string[] = [];
    const mail = createNetServer((socket) => {
      socket.on("error", () => {});
      socket.write("220 box\r\n");
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
        for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
          const line = text.slice(0, end);
          text = text.slice(end + 2);
          said.push(line);
          const inMail = said.includes("DATA") && !said.includes(".");
          if (line === "DATA") socket.write("354 go\r\n");
          else if (line === "QUIT") socket.end("221 bye\r\n");
          else if (!inMail) socket.write("250-a\r\n250 b\r\n");
        }
      });
    });
    for (const server of [pages, mail]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      closing.push(() => server.close());
    }
    put(
      "var/lib/mailmanager/run.json",
      JSON.stringify({
        https: `127.0.0.1:${port(pages.address())}`,
        smtp: `0.0.0.0:${port(mail.address())}`,
      }),
    );
    expect(await settleStart(box)).toBe(0);
    expect(said).toContain("RCPT TO:<release-check@localhost>");
    expect(releases()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1.efi"]);
    expect(existsSync(join(root, "run/mailmanager-box/trial"))).toBe(false);
    await reportUpdates(box);
    await reportUpdates(box);
    const told = box.actions.after(0, 10);
    expect(told.map(({ verb, caller, outcome }) => [verb, caller, outcome])).toEqual([
      ["update.outcome", "box", "done"],
    ]);
  });

  it("is rolled back when the program does not start, and the previous release says why", async () => {
    await started();
    expect(await settleStart(box)).toBe(0);
    expect(ran).toContain("systemctl reboot");
    expect(releases()).toEqual(["mailmanager_1.0.efi", "mailmanager_1.1+0-2.efi"]);
    expect(existsSync(join(root, "run/mailmanager-box/trial"))).toBe(true);
    const cause = fault("box.unwell.not-started", { params: { words: "out of memory" } });
    expect(JSON.parse(readFileSync(join(root, "efi/EFI/mailmanager/1.1.txt"), "utf8"))).toEqual(cause);

    rmSync(join(root, "run/mailmanager-box/trial"));
    runs(old, "a");
    await reportUpdates(box);
    expect((await updatesOf(box)).last).toMatchObject({
      from: "1.0",
      to: "1.1",
      outcome: "fell-back",
      cause,
    });
    expect(doneActions(box)).toEqual([
      "release 1.1 failed its health check, and 1.0 runs again: The program did not start; its last output: out of memory",
    ]);
  });

  it("is reported by the previous release, with the initrd's cause, if it never got that far", async () => {
    await started();
    rmSync(join(root, "efi/EFI/Linux/mailmanager_1.1+2-1.efi"));
    put("efi/EFI/Linux/mailmanager_1.1+0-1.efi", next.uki);
    rmSync(join(root, "run/mailmanager-box/trial"));
    put(
      "dev/disk/mailmanager/mailmanager-boot",
      "mailmanager-boot 1\nfailed=1.1\ncause=slot b with version 1.1 is damaged\n\0\0\0",
    );
    runs(old, "a");
    await reportUpdates(box);
    expect((await updatesOf(box)).last).toMatchObject({
      outcome: "fell-back",
      cause: { reason: "box.unwell.text", params: { text: "slot b with version 1.1 is damaged" } },
    });
  });
});
