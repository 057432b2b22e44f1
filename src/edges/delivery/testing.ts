import { createServer, type Server, type Socket } from "node:net";

const open: (() => Promise<void>)[] = [];
/** Makes the next `closeAll` close this as well. */
export const closeLater = (close: () => Promise<void>): void => void open.push(close);
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

/** Listens on a free port and returns it. */
export async function listen(server: Server, host: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

export type Reply = string | { end: string } | { raw: string } | { garble: string } | null;

/**
 * A scripted server: answers each command with the result of `script` ("." stands for the end of the mail, "" for the
 * greeting). With "end" it then closes the connection, with "raw" it writes just that, with "garble" it does not understand
 * what comes next, with null it says nothing. Commands not in the script succeed.
 */
export async function fakeServer(
  script: (line: string) => Reply | undefined,
  ehlo: string[] = [],
  host = "127.0.0.1",
) {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const friendly = (line: string): string => {
    if (line === "") return "220 fake.example";
    if (line.startsWith("EHLO"))
      return ["250-fake.example", ...ehlo.map((word) => `250-${word}`), "250 HELP"].join("\r\n");
    if (line === "DATA") return "354 go on";
    if (line === "QUIT") return "221 bye";
    return "250 2.0.0 fine";
  };
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay());
    let input = "";
    let inData = false;
    const answer = (line: string) => {
      lines.push(line);
      const scripted = script(line);
      const reply = scripted === undefined ? friendly(line) : scripted;
      if (reply === null) return;
      if (typeof reply === "string") socket.write(`${reply}\r\n`);
      else if ("raw" in reply) socket.write(reply.raw);
      else if ("end" in reply) socket.end(reply.end === "" ? "" : `${reply.end}\r\n`);
      else {
        socket.write(`${reply.garble}\r\n`);
        socket.removeAllListeners("data").once("data", () => socket.write("500 what?\r\n"));
      }
      inData = line === "DATA" && typeof reply === "string" && reply.startsWith("354");
      // So that the final dot of an empty mail is also found.
      if (inData) input = `\r\n${input}`;
    };
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      input += chunk.toString("latin1");
      for (;;) {
        const end = inData ? "\r\n.\r\n" : "\r\n";
        const at = input.indexOf(end);
        if (at < 0) return;
        const line = inData ? "." : input.slice(0, at);
        input = input.slice(at + end.length);
        inData = false;
        answer(line);
      }
    });
    answer("");
  });
  const port = await listen(server, host);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  closeLater(close);
  return { port, lines, close };
}

/** Gives this answer to commands that start like that. */
export const when = (start: string, reply: Reply) => (line: string) =>
  (start !== "" ? line.startsWith(start) : line === "") ? reply : undefined;
