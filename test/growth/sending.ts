/** Shared by the tests of forms and API: a real server, and a client that sends too much. */
import { once } from "node:events";
import { connect } from "node:net";
import { createWebServer } from "../../src/app/web.ts";
import { type Growth, growthOf, MOST } from "./growth.ts";
import { type Hostile, pairs, runs } from "./hostile.ts";

/** Prefixes that make parsers continue with a field. */
const starts = [
  "",
  "https://a",
  "a@",
  "-----BEGIN CERTIFICATE-----",
  "ldap://a",
  "(uid={user}",
  '"',
  "medium:",
];

const all: readonly Hostile[] = [...runs, ...pairs].map(({ name, text }, i) => {
  const start = starts[i % starts.length] ?? "";
  return { name: `${start} and ${name}`, text: (size) => start + text(size) };
});
let turn = 0;

/**
 * The next hostile texts in turn: over many fields each of them is used several times, without testing all of them
 * everywhere.
 */
export function nextHostile(many: number): readonly Hostile[] {
  const some = Array.from({ length: many }, (_, i) => all[(turn + i * 7) % all.length]);
  turn += many * 7 + 1;
  return some.filter((one) => one !== undefined);
}

/** Measures work at n and at 2n, and reports where it grows too fast. */
export async function grown<T>(
  where: string,
  n: number,
  input: (size: number) => T,
  work: (input: T) => unknown,
): Promise<readonly string[]> {
  const { once: small, twice, factor }: Growth = await growthOf(n, input, work);
  return factor <= MOST
    ? []
    : [`${where}: ${small.toFixed(1)} ms for ${n}, ${twice.toFixed(1)} ms for twice as much`];
}

export interface Served {
  /**
   * Sends a header and then as much as the server accepts. @returns the first line of the response, and the bytes that
   * the server read
   */
  flood(head: string): Promise<{ readonly answer: string; readonly read: number }>;
  readonly port: number;
  close(): Promise<void>;
}

/** Serves pages as the program does. */
export async function served(fetch: Parameters<typeof createWebServer>[0]): Promise<Served> {
  const server = createWebServer(fetch);
  if (!("closeAllConnections" in server)) throw new Error("not a server of HTTP/1");
  const reads = new Map<number, () => number>();
  server.on("connection", (socket) => {
    if (socket.remotePort !== undefined) reads.set(socket.remotePort, () => socket.bytesRead);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const { port } = address;
  return {
    port,
    flood: (head) =>
      new Promise((resolve) => {
        const socket = connect(port, "127.0.0.1");
        let answer = "";
        const done = () => {
          const read = reads.get(socket.localPort ?? 0)?.() ?? 0;
          socket.destroy();
          resolve({ answer: answer.split("\r\n")[0] ?? "", read });
        };
        const send = () => {
          while (socket.writable && socket.write(piece));
        };
        socket.once("connect", () => {
          socket.write(head);
          send();
        });
        socket.on("drain", send).on("error", () => {});
        socket.setEncoding("latin1").on("data", (text: string) => {
          answer += text;
        });
        socket.once("end", done).once("close", done);
      }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const piece = Buffer.alloc(65_536, "a=1&");
