/** Tests the firewall's rules in the real kernel: network namespaces, and connections from one to the other. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Machines, machines } from "../testing/namespace.ts";
import { firewallRules } from "./firewall.ts";

const firstRules = resolve(import.meta.dirname, "../../systemd/box/firewall.nft");
const PORTS = [22, 25, 80, 443, 465, 587];
/** Those that are let in: for mail, and with the pages. */
const MAIL = [25, 465, 587];
const ALL = [25, 80, 443, 465, 587];
const listenOn = `for (const port of [${PORTS}]) require("net").createServer((s) => s.end()).listen(port, "::");
setTimeout(() => console.log("ready"), 300);`;
/** The ports that can be connected to from one of the neighbour's addresses. */
const connectTo = `const [to, from] = process.argv.slice(-2);
for (const port of [${PORTS}]) {
  const s = require("net").connect({ host: to, port, localAddress: from });
  s.on("connect", () => { console.log("open " + port); s.destroy(); }).on("error", () => {});
}
setTimeout(() => process.exit(), 1500);`;

let pair: Machines;
let listening: ReturnType<typeof spawn>;

beforeEach(async () => {
  pair = machines(["10.1.0.1/24", "10.2.0.1/24", "fd01::1/64"]);
  pair.on("box", "ip", "link", "set", "eth0", "up");
  for (const address of ["10.1.0.9/24", "10.2.0.9/24"])
    pair.on("box", "ip", "addr", "add", address, "dev", "eth0");
  pair.on("box", "ip", "addr", "add", "fd01::9/64", "dev", "eth0", "nodad");
  const [first = "", ...rest] = pair.prefix("box");
  listening = spawn(first, [...rest, process.execPath, "-e", listenOn], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (listening.stdout) await once(listening.stdout, "data");
});
afterEach(async () => {
  listening.kill();
  await once(listening, "exit");
  pair.remove();
});

const open = (to: string, from: string): readonly number[] =>
  [...pair.on("neighbour", process.execPath, "-e", connectTo, "--", to, from).matchAll(/open (\d+)/g)]
    .map(([, port]) => Number(port))
    .sort((a, b) => a - b);

async function apply(management: readonly string[]): Promise<void> {
  const { status, err } = await pair.run("nft", ["-f", "-"], { input: firewallRules(management) });
  expect({ status, err }).toEqual({ status: 0, err: "" });
}

it("lets nothing in until the appliance's rules replace those of the start of a boot", async () => {
  const { status, err } = await pair.run("nft", ["-f", firstRules]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(open("10.1.0.9", "10.1.0.1")).toEqual([]);
  expect(open("fd01::9", "fd01::1")).toEqual([]);
  expect(pair.on("neighbour", "ping", "-c", "1", "-W", "2", "10.1.0.9")).toContain("1 received");
  await apply([]);
  expect(open("10.1.0.9", "10.1.0.1")).toEqual(ALL);
});

it("lets in mail and the pages only; new rules replace the old ones", async () => {
  expect(open("10.1.0.9", "10.1.0.1")).toEqual(PORTS);
  await apply([]);
  expect(open("10.1.0.9", "10.1.0.1")).toEqual(ALL);
  expect(open("fd01::9", "fd01::1")).toEqual(ALL);
  await apply(["192.0.2.0/24"]);
  expect(open("10.1.0.9", "10.1.0.1")).toEqual(MAIL);
  await apply([]);
  expect(open("10.1.0.9", "10.1.0.1")).toEqual(ALL);
  expect(pair.on("neighbour", "ping", "-c", "1", "-W", "2", "10.1.0.9")).toContain("1 received");
});

it("opens the pages to chosen networks only, and mail to all", async () => {
  await apply(["10.2.0.0/24", "10.9.9.9/32"]);
  expect(open("10.1.0.9", "10.1.0.1")).toEqual(MAIL);
  expect(open("10.2.0.9", "10.2.0.1")).toEqual(ALL);
  expect(open("fd01::9", "fd01::1")).toEqual(MAIL);
  await apply(["fd01::/64"]);
  expect(open("10.2.0.9", "10.2.0.1")).toEqual(MAIL);
  expect(open("fd01::9", "fd01::1")).toEqual(ALL);
});

it("accepts networks that contain one another", async () => {
  await apply(["10.0.0.0/8", "10.2.0.0/16", "10.2.0.1/32"]);
  expect(open("10.2.0.9", "10.2.0.1")).toEqual(ALL);
});
