import { connect } from "node:net";
import { connect as connectTls, createSecureContext, type TLSSocket } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { fakeEngine, smtpRig } from "./testing.ts";
import { one, two } from "./testing-certificates.ts";

const { start, close } = smtpRig();
afterEach(close);

/** The next bytes, or "" at the end. */
const said = (socket: TLSSocket) =>
  new Promise<string>((resolve, reject) => {
    socket.once("data", (bytes: Buffer) => resolve(bytes.toString()));
    socket.once("end", () => resolve(""));
    socket.once("error", reject);
  });

test("TLS from the first byte on, with the current certificate, and no STARTTLS", async () => {
  let current = one;
  const engine = fakeEngine();
  const { port } = await start(engine, { implicitTls: true, tls: () => createSecureContext(current) });
  for (const [certificate, name] of [
    [one, "one.example.org"],
    [two, "two.example.org"],
  ] as const) {
    current = certificate;
    const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
    expect(await said(socket)).toMatch(/^220 /);
    expect(socket.getPeerCertificate().subject.CN).toBe(name);
    socket.write("EHLO client.example\r\n");
    expect(await said(socket)).not.toContain("STARTTLS");
    socket.write("MAIL FROM:<a@example.net>\r\nRCPT TO:<help@example.org>\r\nDATA\r\n");
    while (!(await said(socket)).includes("354 "));
    socket.write("x\r\n.\r\n");
    expect(await said(socket)).toMatch(/^250 2\.6\.0/);
    socket.destroy();
  }
  expect(engine.mails.map(({ peer }) => peer)).toEqual([
    { ip: "127.0.0.1", helo: "client.example", tls: true },
    { ip: "127.0.0.1", helo: "client.example", tls: true },
  ]);
});

test("a silent connection does not delay a stop", async () => {
  const { port, server } = await start(fakeEngine(), { implicitTls: true, tls: one });
  const silent = connect({ port, host: "127.0.0.1" });
  await new Promise((resolve) => silent.once("connect", resolve));
  const gone = new Promise((resolve) => silent.once("close", resolve));
  const seen = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await said(seen);
  seen.destroy();
  await server.close(60_000);
  await gone;
});

test("without a certificate there is no such server", async () => {
  await expect(start(fakeEngine(), { implicitTls: true })).rejects.toThrow("needs a certificate");
});
