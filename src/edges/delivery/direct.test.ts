import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type Socket, connect as tcpConnect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ZoneName, zone } from "../../../test/support/zone.ts";
import type { Log } from "../../base/log.ts";
import { deliveryText } from "../../text/deliveries.ts";
import { type DirectOptions, directDelivery } from "./direct.ts";
import { closeAll, closeLater, fakeServer, listen, when } from "./testing.ts";

const logged: unknown[] = [];
const log: Log = { info() {}, warn() {}, error: (...entry) => logged.push(entry) };

let tls: { key: string; cert: string };
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "mx-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key];
  const names = ["-subj", "/CN=mx", "-addext", "subjectAltName=DNS:good.a.example"];
  execFileSync("openssl", ["req", "-x509", ...newKey, ...names, "-days", "2", "-out", cert], {
    stdio: "pipe",
  });
  tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(folder, { recursive: true });
});

/** The DNS, and which loopback port each address stands for. */
let names: { [name: string]: ZoneName };
let ports: Map<string, number>;
let dialled: string[];
let clock: number;
beforeEach(() => {
  names = {};
  ports = new Map();
  dialled = [];
  clock = 0;
});
afterEach(async () => {
  await closeAll();
  expect(logged.splice(0)).toEqual([]);
});

const connect = (address: string): Promise<Socket> => {
  dialled.push(address);
  const port = ports.get(address);
  return new Promise((resolve, reject) => {
    if (port === undefined) return reject(new Error(`connect ECONNREFUSED ${address}:25`));
    const socket = tcpConnect({ host: "127.0.0.1", port });
    socket.once("error", reject).once("connect", () => resolve(socket));
  });
};

/** A domain whose MX are these hosts, each at an address of its own, answered by that port. */
function domain(name: string, hosts: Readonly<Record<string, number | null>>): void {
  names[name] = {
    mx: Object.keys(hosts).map((exchange, i) => ({ preference: i * 10, exchange })),
  };
  for (const [host, port] of Object.entries(hosts)) {
    const address = `192.0.2.${ports.size + dialled.length + Object.keys(names).length}`;
    names[host] = { addresses: [address] };
    if (port !== null) ports.set(address, port);
  }
}

async function server(options: SMTPServerOptions = {}) {
  const received: { from: string; to: string[]; secure: boolean }[] = [];
  const smtp = new SMTPServer({
    ...tls,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 10,
    onData(stream, { envelope, secure }, done) {
      stream.resume();
      stream.on("end", () => {
        const { address: from } = envelope.mailFrom || { address: "" };
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), secure });
        done(null, "2.0.0 Taken");
      });
    },
    ...options,
  });
  smtp.on("error", () => {});
  const port = await listen(smtp.server, "127.0.0.1");
  closeLater(() => new Promise((resolve) => smtp.close(resolve)));
  return { port, received };
}

const raw = Buffer.from("From: <help@desk.example>\r\nSubject: x\r\n\r\nHello\r\n");
function sender(more: Partial<DirectOptions> = {}) {
  const deliver = directDelivery({
    hostname: "desk.example",
    log,
    resolve: zone(names),
    fetchPolicy: async () => {
      throw new Error("no policy");
    },
    now: () => clock,
    connect,
    store: { keepPolicy() {}, policy: () => null },
    ...more,
  });
  return (...to: string[]) => deliver({ raw, envelope: { from: "help+b1.x@desk.example", to } });
}

describe("directDelivery", () => {
  it("sends one mail to each domain, with all of its recipients", async () => {
    const [a, b] = [await server(), await server()];
    domain("a.example", { "mx.a.example": a.port });
    domain("b.example", { "mx.b.example": b.port });
    const sent = await sender()("1@a.example", "2@b.example", "3@A.example");
    expect(a.received).toMatchObject([
      { from: "help+b1.x@desk.example", to: ["1@a.example", "3@A.example"], secure: true },
    ]);
    expect(b.received).toMatchObject([{ to: ["2@b.example"] }]);
    expect(sent.server).toBe(null);
    expect(sent.results).toHaveLength(3);
    expect(sent.results.find(({ recipient }) => recipient === "2@b.example")).toEqual({
      recipient: "2@b.example",
      outcome: "delivered",
      response: "250 2.0.0 Taken",
      server: expect.stringMatching(/^mx\.b\.example\[192\.0\.2\.\d+\]:25$/),
      tls: { version: "TLSv1.3", verified: false },
    });
  });

  it("goes to the domain itself where it has no MX", async () => {
    const { port, received } = await server();
    names["bare.example"] = { addresses: ["192.0.2.77"] };
    ports.set("192.0.2.77", port);
    expect(await sender()("x@bare.example")).toMatchObject({
      server: "bare.example[192.0.2.77]:25",
      results: [{ outcome: "delivered" }],
    });
    expect(received).toHaveLength(1);
  });

  it("tries the next server when one cannot be reached or is not ready, in order of preference", async () => {
    const busy = await fakeServer(when("", "421 4.3.2 not now"));
    const closed = await fakeServer(when("", "554 5.7.1 no service"));
    const good = await server();
    domain("a.example", {
      "down.a.example": null,
      "busy.a.example": busy.port,
      "closed.a.example": closed.port,
      "good.a.example": good.port,
      "spare.a.example": null,
    });
    const sent = await sender()("x@a.example");
    expect(sent).toMatchObject({ results: [{ outcome: "delivered" }] });
    expect(sent.server).toContain("good.a.example");
    expect(dialled).toHaveLength(4);
  });

  it("accepts a server's answers about mail and recipients as final", async () => {
    const first = await server({
      onRcptTo: ({ address }, _session, done) =>
        done(
          address.startsWith("gone") ? Object.assign(new Error("5.1.1 gone"), { responseCode: 550 }) : null,
        ),
    });
    domain("a.example", { "mx1.a.example": first.port, "mx2.a.example": (await server()).port });
    const { results } = await sender()("gone@a.example", "x@a.example");
    expect(results).toMatchObject([
      { outcome: "failed", response: "550 5.1.1 gone" },
      { outcome: "delivered" },
    ]);
    expect(dialled).toHaveLength(1);
  });

  it("records whether the certificate verifies the server", async () => {
    const { port } = await server();
    domain("a.example", { "good.a.example": port });
    domain("b.example", { "other.b.example": port });
    const send = sender({ ca: [tls.cert] });
    expect((await send("x@a.example")).results).toMatchObject([{ tls: { verified: true } }]);
    expect((await send("x@b.example")).results).toMatchObject([{ tls: { verified: false } }]);
  });

  it("continues without TLS if it is not offered, or fails, and records that", async () => {
    const plain = await fakeServer(() => undefined);
    const broken = await fakeServer(when("STARTTLS", { garble: "220 go on" }), ["STARTTLS"]);
    domain("a.example", { "mx.a.example": plain.port });
    domain("b.example", { "mx.b.example": broken.port });
    const send = sender();
    expect((await send("x@a.example")).results).toMatchObject([{ outcome: "delivered", tls: null }]);
    expect((await send("x@b.example")).results).toMatchObject([{ outcome: "delivered", tls: null }]);
  });

  it("fails recipients without a server, and never connects to its own machine", async () => {
    names["null.example"] = { mx: [{ preference: 0, exchange: "" }] };
    names["sly.example"] = { mx: [{ preference: 0, exchange: "mx.sly.example" }] };
    names["mx.sly.example"] = {
      addresses: ["127.0.0.1", "::1", "0.0.0.0", "169.254.1.1", "fe80::1", "::ffff:127.0.0.1"],
    };
    const { results } = await sender()(
      "x@nowhere.example",
      "x@null.example",
      "x@sly.example",
      "x@[192.0.2.1]",
    );
    expect(results.map((one) => `${one.recipient} ${one.outcome} ${deliveryText("en", one)}`).sort()).toEqual(
      [
        "x@[192.0.2.1] failed 501 5.1.3 Not sent: the recipient's address is not valid",
        "x@nowhere.example failed 550 5.1.2 Not sent: domain nowhere.example not found",
        "x@null.example failed 556 5.1.10 Not sent: null.example takes no mail (null MX)",
        "x@sly.example deferred mx.sly.example has no address that mail could go to",
      ],
    );
    expect(dialled).toEqual([]);
  });

  it("backs off from a domain that cannot be reached, and tries again later", async () => {
    domain("a.example", { "mx.a.example": null });
    const send = sender();
    expect((await send("x@a.example")).results).toMatchObject([{ outcome: "deferred" }]);
    const [rested] = (await send("y@a.example")).results;
    expect(rested).toMatchObject({ outcome: "deferred", fault: { reason: "delivery.unreachable" } });
    expect(rested && deliveryText("en", rested)).toMatch(/^Not tried, .*ECONNREFUSED/);
    expect(dialled).toHaveLength(1);
    const { port } = await server();
    ports.set(dialled[0] ?? "", port);
    clock += 61_000;
    expect((await send("y@a.example")).results).toMatchObject([{ outcome: "delivered" }]);
  });

  it("postpones what exceeds a domain's limits, without an attempt", async () => {
    const { port, received } = await server();
    domain("a.example", { "mx.a.example": port });
    domain("b.example", { "mx.b.example": port });
    const send = sender({ limits: { atOnce: 1, perMinute: 1 } });
    await send("x@a.example");
    expect(await send("y@a.example", "y@b.example")).toMatchObject({
      results: [{ recipient: "y@b.example", outcome: "delivered" }],
      postponed: { recipients: ["y@a.example"], until: 60_000 },
    });
    expect(received).toHaveLength(2);
  });
});

describe("directDelivery, with an enforced MTA-STS policy", () => {
  const policy = (...mx: string[]) => ({
    ca: [tls.cert],
    fetchPolicy: async () =>
      `version: STSv1\nmode: enforce\n${mx.map((one) => `mx: ${one}\n`).join("")}max_age: 86400\n`,
  });
  const announce = () => {
    names["_mta-sts.a.example"] = { txt: ["v=STSv1; id=1;"] };
  };

  it("sends to a server that it names and whose certificate is valid", async () => {
    const { port, received } = await server();
    domain("a.example", { "good.a.example": port });
    announce();
    expect((await sender(policy("*.a.example"))("x@a.example")).results).toMatchObject([
      { outcome: "delivered", tls: { verified: true } },
    ]);
    expect(received).toMatchObject([{ secure: true }]);
  });

  it("sends to no server that is not named, has another certificate, or does not encrypt", async () => {
    const { port, received } = await server();
    const plain = await fakeServer(when("STARTTLS", "502 5.5.1 what?"));
    domain("a.example", {
      "stranger.b.example": port,
      "wrong.a.example": port,
      "plain.a.example": plain.port,
    });
    announce();
    const send = sender(policy("*.a.example"));
    expect((await send("x@a.example")).results).toMatchObject([{ outcome: "deferred" }]);
    expect(dialled).toHaveLength(2);
    expect(received).toEqual([]);
    expect(plain.lines).not.toContainEqual(expect.stringMatching(/^MAIL/));
  });

  it("says so if it allows none of the servers", async () => {
    domain("a.example", { "stranger.b.example": null });
    announce();
    expect((await sender(policy("mx.a.example"))("x@a.example")).results).toMatchObject([
      {
        outcome: "deferred",
        response: "",
        fault: {
          reason: "delivery.mta-sts",
          params: { domain: "a.example", host: "stranger.b.example" },
        },
      },
    ]);
    expect(dialled).toEqual([]);
  });
});
