/** Tests the network checks against a neighbour in another namespace: real pings, ARP and DNS. */
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { boxCheckInWords } from "../../src/text/box-checks.ts";
import { inEnglish } from "../../src/text/index.ts";
import type { RequestContext } from "../handler.ts";
import type { NetworkSettings } from "../protocol.ts";
import { type TestBox, testBox } from "../testing/box.ts";
import { type Machines, machines } from "../testing/namespace.ts";
import { testNetwork } from "./network-test.ts";

let pair: Machines;
let test: TestBox;
const asked: RequestContext = {
  caller: "app",
  by: null,
  progress() {},
  pass: null,
  signal: new AbortController().signal,
};
const settings = (address: string, gateway: string): NetworkSettings => ({
  interface: {
    ...{ name: "eth0", vlan: null, ipv6: { method: "off" } },
    ipv4: { method: "static", address, gateway },
  },
  ...{ dns: ["127.0.0.1"], search: [], proxy: null, management: [] },
});

beforeEach(() => {
  pair = machines(["10.7.0.1/24", "10.7.0.20/24"]);
  pair.on("box", "ip", "link", "set", "eth0", "up");
  pair.on("box", "ip", "addr", "add", "10.7.0.9/24", "dev", "eth0");
  test = testBox();
  Object.assign(test.box, { run: pair.run });
  Object.assign(test.box.places, { sys: join(test.root, "sys"), proc: join(test.root, "proc") });
  const card = join(test.box.places.sys, "class/net/eth0");
  mkdirSync(join(card, "device"), { recursive: true });
  for (const [name, text] of Object.entries({
    type: "1",
    address: "02:00:00:00:00:01",
    carrier: "1",
    "device/x": "",
  }))
    writeFileSync(join(card, name), `${text}\n`);
  mkdirSync(join(test.box.places.proc, "net"), { recursive: true });
});
afterEach(() => {
  pair.remove();
  test.remove();
});

async function tried(wanted: NetworkSettings): Promise<Readonly<Record<string, boolean>>> {
  const answer = await testNetwork.run(test.box, { settings: wanted }, asked);
  if (!answer.ok) throw new Error(inEnglish(answer.error));
  return Object.fromEntries(answer.value.map((one) => [boxCheckInWords("en", one).check, one.ok]));
}

it("passes for a free address and a gateway that answers", async () => {
  expect(await tried(settings("10.7.0.10/24", "10.7.0.1"))).toMatchObject({
    cable: true,
    "address 10.7.0.10": true,
    "gateway 10.7.0.1": true,
  });
});

it("fails for an address in use and for a missing gateway", async () => {
  expect(await tried(settings("10.7.0.20/24", "10.7.0.99"))).toMatchObject({
    "address 10.7.0.20": false,
    "gateway 10.7.0.99": false,
  });
});

it("recognises a gateway by its hardware address if it does not answer pings", async () => {
  pair.on("neighbour", "sysctl", "-qw", "net.ipv4.icmp_echo_ignore_all=1");
  writeFileSync(
    join(test.box.places.proc, "net/arp"),
    "IP address HW type Flags HW address Mask Device\n10.7.0.1 0x1 0x2 02:00:00:00:00:02 * eth0\n10.7.0.2 0x1 0x0 00:00:00:00:00:00 * eth0\n",
  );
  expect(await tried(settings("10.7.0.10/24", "10.7.0.1"))).toMatchObject({ "gateway 10.7.0.1": true });
  expect(await tried(settings("10.7.0.10/24", "10.7.0.2"))).toMatchObject({ "gateway 10.7.0.2": false });
});

it("tests whether a name server answers", async () => {
  const { createSocket } = await import("node:dgram");
  const server = createSocket("udp4");
  // NXDOMAIN to everything is an answer.
  server.on("message", (query, from) => {
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8183, 2);
    server.send(answer, from.port, from.address);
  });
  server.bind(0, "127.0.0.53");
  await once(server, "listening");
  const { asksDns } = await import("../network/probe.ts");
  expect(await asksDns(`127.0.0.53:${server.address().port}`)).toMatchObject({ ok: true });
  server.close();
  expect(await asksDns("127.0.0.1:9")).toMatchObject({ ok: false });
});
