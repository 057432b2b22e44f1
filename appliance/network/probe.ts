/** Checks whether others can be reached, without special permissions. */
import { Resolver } from "node:dns/promises";
import { connect, isIPv6, type Socket } from "node:net";
import type { Check } from "../protocol.ts";

const LIMIT = 5_000;

/** A passed check. */
export const good = (check: string, what: string): Check => ({ check, ok: true, what, todo: null });
/** A failed check, and what to do about it. */
export const bad = (check: string, what: string, todo: string): Check => ({ check, ok: false, what, todo });

/** A resolver with these servers, or the system's if there are none; it gives up within seconds. */
export function resolver(servers: readonly string[] = []): Resolver {
  const made = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers.length > 0) made.setServers(servers.map((server) => (isIPv6(server) ? `[${server}]` : server)));
  return made;
}

/** DNS errors that are answers: the server was reached. */
const answers = new Set(["ENOTFOUND", "ENODATA", "ESERVFAIL", "EREFUSED", "EFORMERR", "ENOTIMP"]);

/** An error's code, such as ECONNREFUSED, or else its text. */
export const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : String(cause);

/** Whether a name server answers. */
export async function asksDns(server: string): Promise<Check> {
  const check = `DNS ${server}`;
  try {
    await resolver([server]).resolveSoa("example.com");
    return good(check, "It answers");
  } catch (cause) {
    const code = codeOf(cause);
    return answers.has(code)
      ? good(check, `It answers, but does not know public names (${code})`)
      : bad(
          check,
          `It does not answer (${code})`,
          "Check the server's address, and that port 53 to it is open",
        );
  }
}

/**
 * Connects, reads the greeting if one is expected, and disconnects.
 * @param say lines to send, each after a reply; null if connecting is enough
 * @returns what the server sent, at most a few kilobytes
 */
export function talkTo(host: string, port: number, say: readonly string[] | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, autoSelectFamily: true });
    let heard = "";
    const left = say === null ? [] : [...say];
    const end = (cause?: Error) => {
      clearTimeout(timer);
      socket.destroy();
      if (cause) reject(cause);
      else resolve(heard);
    };
    const timer = setTimeout(() => end(Object.assign(new Error("too slow"), { code: "ETIMEDOUT" })), LIMIT);
    socket.setEncoding("latin1");
    socket.on("error", end);
    socket.on("close", () => end());
    socket.on("connect", () => {
      if (say === null) end();
    });
    socket.on("data", (text: string) => {
      heard += text;
      if (heard.length > 8_192) return end();
      // The last line of an SMTP reply (RFC 5321 section 4.2.1).
      if (!/^\d{3}(?: [^\n]*|\r)?\n$/.test(heard.slice(heard.lastIndexOf("\n", heard.length - 2) + 1)))
        return;
      const next = left.shift();
      if (next === undefined) end();
      else socket.write(`${next}\r\n`);
    });
  });
}

/** Why a connection failed, and what to do. */
export function connectionFailed(check: string, where: string, cause: unknown): Check {
  const code = codeOf(cause);
  const todo: Readonly<Record<string, string>> = {
    ECONNREFUSED: "Nothing listens there: check the port, and that the service runs",
    ETIMEDOUT: "A firewall may block it: allow the appliance to connect to that port",
    ENOTFOUND: "DNS does not know the name: check it, and the DNS servers",
    EAI_AGAIN: "DNS does not answer: check the DNS servers",
    ENETUNREACH: "There is no route to it: check address and gateway",
    EHOSTUNREACH: "The machine does not answer: check its address",
  };
  return bad(check, `${where} cannot be reached (${code})`, todo[code] ?? "Check the address");
}
