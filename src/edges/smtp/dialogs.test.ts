import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { SmtpLimits } from "./limits.ts";
import type { SmtpServer } from "./server.ts";
import { fakeEngine, Peer, startServer } from "./testing.ts";

/**
 * The files in dialogs/ contain a session each:
 *
 *     limits: NAME=NUMBER ...      set for this dialog
 *     protocol: lmtp               in place of SMTP
 *     C: text                      the peer sends a line with CRLF; lines in a row leave in one packet
 *     R: text                      the same without CRLF; in both, \r \n \t \\ and \xHH stand for bytes
 *     S: text                      the server answers with this line, "*" at its end standing for anything
 *     closed                       the server closes the connection
 *     mail: FROM -> TO,TO MAILBOX "bytes"    the engine gets this mail, in the order of the 250s
 */
const folder = join(import.meta.dirname, "dialogs");
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

let server: SmtpServer | undefined;
afterEach(() => server?.close(0));

describe("dialogs", () => {
  test("dialogs exist", () => expect(files.length).toBeGreaterThan(10));

  test.each(files)("%s", async (name) => {
    const lines = readFileSync(join(folder, name), "utf8").split("\n");
    const engine = fakeEngine();
    const started = await startServer(engine, {
      limits: limitsOf(lines),
      protocol: lines.includes("protocol: lmtp") ? "lmtp" : "smtp",
    });
    server = started.server;
    const peer = new Peer(started.port);
    const expectedMails: string[] = [];
    let outgoing = "";
    for (const [index, line] of lines.entries()) {
      const where = `${name}:${index + 1}`;
      const text = line.slice(line.indexOf(":") + 1).replace(/^ /, "");
      if (outgoing !== "" && !/^[CR]:/.test(line)) {
        peer.send(Buffer.from(outgoing, "latin1"));
        outgoing = "";
      }
      if (line.startsWith("C:")) outgoing += `${bytesOf(text)}\r\n`;
      else if (line.startsWith("R:")) outgoing += bytesOf(text);
      else if (line.startsWith("S:")) await expectLines(peer, text, where);
      else if (line.startsWith("mail:")) expectedMails.push(text);
      else if (line === "closed") {
        await peer.gone();
        expect(peer.text, where).toBe("");
      } else if (line !== "" && !line.startsWith("#") && !/^(?:limits|protocol):/.test(line))
        throw new Error(`${where}: not understood: ${line}`);
    }
    peer.destroy();
    const mails = engine.mails.map(
      ({ envelope, mailbox, raw }) =>
        `${envelope?.from} -> ${envelope?.to.join(",")} ${mailbox} ${JSON.stringify(Buffer.from(raw).toString("utf8"))}`,
    );
    expect(mails).toEqual(expectedMails);
  });
});

async function expectLines(peer: Peer, wanted: string, where: string): Promise<void> {
  const got = (await peer.reply()).join(" | ");
  if (wanted.endsWith("*")) expect(got.slice(0, wanted.length - 1), where).toBe(wanted.slice(0, -1));
  else expect(got, where).toBe(wanted);
}

function bytesOf(text: string): string {
  return Buffer.from(text, "utf8")
    .toString("latin1")
    .replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, hex: string | undefined, sign: string) =>
      hex === undefined
        ? ({ r: "\r", n: "\n", t: "\t" }[sign] ?? sign)
        : String.fromCharCode(Number.parseInt(hex, 16)),
    );
}

function limitsOf(lines: string[]): Partial<SmtpLimits> {
  const words = lines
    .filter((line) => line.startsWith("limits:"))
    .flatMap((line) => line.slice(7).split(" "));
  return Object.fromEntries(
    words.filter((word) => word !== "").map((word) => [word.split("=")[0] ?? "", Number(word.split("=")[1])]),
  );
}
