import { createSecureContext } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { fakeEngine, smtpRig, until } from "./testing.ts";
import { one, two } from "./testing-certificates.ts";

const { start, close } = smtpRig();
afterEach(close);

describe("STARTTLS", () => {
  test("everything starts over after it, and the engine knows about TLS", async () => {
    const engine = fakeEngine();
    const { hello } = await start(engine, { tls: one });
    const peer = await hello();
    peer.send("EHLO client.example\r\n");
    expect(await peer.reply()).toContain("250-STARTTLS");
    expect(await peer.ask("STARTTLS now")).toMatch(/^501 5\.5\.4/);
    await peer.ask("MAIL FROM:<a@example.net>");
    expect(await peer.ask("STARTTLS")).toMatch(/^220/);
    const socket = await peer.startTls();
    expect(socket.getPeerCertificate().subject.CN).toBe("one.example.org");
    expect(await peer.ask("RCPT TO:<help@example.org>")).toMatch(/^503/);
    expect(await peer.ask("MAIL FROM:<a@example.net>")).toMatch(/^503 5\.5\.1 Send EHLO/);
    peer.send("EHLO again.example\r\n");
    const features = await peer.reply();
    expect(features).not.toContain("250-STARTTLS");
    expect(await peer.ask("STARTTLS")).toMatch(/^503/);
    expect(await peer.begin()).toMatch(/^354/);
    expect(await peer.ask("x\r\n.")).toMatch(/^250/);
    expect(engine.mails[0]?.peer).toEqual({ ip: "127.0.0.1", helo: "again.example", tls: true });
    expect(await peer.ask("QUIT")).toMatch(/^221/);
    await peer.gone();
  });

  test("clear text after STARTTLS is dropped", async () => {
    const engine = fakeEngine();
    const { hello } = await start(engine, { tls: one, limits: { handshakeMs: 100 } });
    const peer = await hello();
    peer.send(
      "STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<help@example.org>\r\nDATA\r\nx\r\n.\r\n",
    );
    expect(await peer.line()).toMatch(/^220/);
    // none of it was a handshake, and nothing else comes
    await peer.gone();
    expect(peer.text.replace(/^[\x14-\x17]\x03[\s\S]*/, "")).toBe("");
    expect(engine.mails).toEqual([]);
  });

  test("the certificate can be replaced while running", async () => {
    let current = one;
    const { hello } = await start(fakeEngine(), { tls: () => createSecureContext(current) });
    const names: (string | string[])[] = [];
    for (const certificate of [one, two]) {
      current = certificate;
      const peer = await hello();
      await peer.ask("STARTTLS");
      names.push((await peer.startTls()).getPeerCertificate().subject.CN ?? "");
    }
    expect(names).toEqual(["one.example.org", "two.example.org"]);
  });

  test("without a certificate: 454, and the session continues", async () => {
    const engine = fakeEngine();
    const tls = () => {
      throw new Error("no such file");
    };
    const { hello } = await start(engine, { tls });
    const peer = await hello();
    expect(await peer.ask("STARTTLS")).toBe("454 4.7.0 TLS is not available at the moment");
    expect(await peer.begin()).toMatch(/^354/);
    expect(engine.logged.some(({ level }) => level === "error")).toBe(true);
  });

  test("garbage or silence instead of a handshake closes the connection", async () => {
    const engine = fakeEngine();
    const { server, hello } = await start(engine, { tls: one, limits: { handshakeMs: 50 } });
    const garbled = await hello();
    await garbled.ask("STARTTLS");
    garbled.send("this is not TLS\r\n");
    await garbled.gone();
    expect(engine.logged.some(({ what }) => what === "smtp: connection lost")).toBe(true);
    const silent = await hello();
    await silent.ask("STARTTLS");
    await silent.gone();
    await until(() => server.stats().sessions === 0);
  });
});
