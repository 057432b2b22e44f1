/** Slow peers do not block others, and are disconnected eventually. */
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import {
  eventually,
  handOver,
  idIn,
  outcomeOf,
  plainMail,
  type RunningServer,
  runServer,
} from "../support/server.ts";

const folder = dataFolder();
let desk: RunningServer;

beforeAll(async () => {
  desk = await runServer(folder.path);
});
afterAll(async () => {
  desk.api.close();
  const { status } = await desk.program.stop();
  folder.remove();
  expect(status).toBe(0);
});

/** Connections that send one byte per second; counts those still open. */
function trickle(port: number, count: number, opening: string, byte: string) {
  const open = new Set<Socket>();
  for (let n = 0; n < count; n++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.resume();
    socket.write(opening);
    open.add(socket);
  }
  const timer = setInterval(() => {
    for (const socket of open) socket.write(byte);
  }, 1000);
  return {
    open: () => open.size,
    end() {
      clearInterval(timer);
      for (const socket of open) socket.destroy();
    },
  };
}

async function serves(subject: string): Promise<void> {
  const id = idIn(await handOver(desk.smtp, plainMail(subject)));
  expect(await outcomeOf(desk.api, id)).toMatchObject({ outcome: "ticket" });
  expect((await fetch(`http://${desk.http}/login`)).status).toBe(200);
}

test("hundreds of connections that never finish a command or request block nobody, and are closed", async () => {
  const commands = trickle(desk.smtp, 900, "EHLO slow.example\r\nMAIL FROM:<", "a");
  const requests = trickle(Number(desk.http.split(":")[1]), 500, "GET /login HTTP/1.1\r\nX: ", "a");
  await serves("among them");
  // While three quarters of all sessions are in use, a slow one is closed soon; otherwise after five minutes.
  await eventually("slow commands are cut", () => commands.open() <= 750);
  await eventually("slow requests are cut", () => requests.open() === 0);
  commands.end();
  requests.end();
});

test("beyond the limit of sessions the next one is refused, and accepted when they are gone", async () => {
  const peers = Array.from({ length: 1000 }, () => new Peer(desk.smtp));
  await Promise.all(peers.map((peer) => peer.hello()));
  const late = new Peer(desk.smtp);
  expect(await late.line()).toMatch(/^421 4\.3\.2 /);
  expect((await fetch(`http://${desk.http}/login`)).status).toBe(200);
  for (const peer of [...peers, late]) peer.destroy();
  await eventually("there is room again", async () =>
    (await handOver(desk.smtp, plainMail("after the crowd"))).startsWith("250"),
  );
});

test("many large mails that stop halfway leave room for others", async () => {
  const peers = Array.from({ length: 30 }, () => new Peer(desk.smtp));
  const piece = Buffer.from(`${"a".repeat(1022)}\r\n`.repeat(1024));
  await Promise.all(
    peers.map(async (peer) => {
      await peer.hello();
      await peer.begin(mailbox);
      for (let megabytes = 0; megabytes < 20; megabytes++) await peer.sendNow(piece);
    }),
  );
  await serves("beside them");
  expect(desk.program.peakMemory()).toBeLessThan(700 * 1024 * 1024);
  for (const peer of peers) peer.destroy();
});

test("a client that does not read its response costs little", async () => {
  const before = desk.program.memory();
  const sockets = Array.from({ length: 50 }, () => {
    const socket = connect(Number(desk.http.split(":")[1]), "127.0.0.1");
    socket.on("error", () => {});
    socket.pause();
    const ask = `GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${desk.token}\r\n\r\n`;
    socket.write(ask.repeat(200));
    return socket;
  });
  for (let round = 1; round <= 20; round++) await serves(`meanwhile, ${round}`);
  expect(desk.program.memory() - before).toBeLessThan(300 * 1024 * 1024);
  for (const socket of sockets) socket.destroy();
});
