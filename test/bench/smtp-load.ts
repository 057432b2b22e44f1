/**
 * An SMTP load generator for one machine: opens sessions on loopback, sends mails as a well-behaved MTA does
 * (MAIL, RCPT and DATA in one pipelined group, then the message), and prints one line of JSON.
 *
 *     node test/bench/smtp-load.ts --port P --sessions N --mails M --total T --size BYTES
 *          [--from ADDRESS] [--to ADDRESS] [--keep-ids] [--seconds MAX]
 *
 * `--sessions` run at the same time, each sends `--mails` mails, says QUIT and is followed by a fresh one, until
 * `--total` mails were sent. Ends after `--seconds` (120) at the latest; then `complete` is false.
 */
import net from "node:net";
import { parseArgs } from "node:util";
import { mailText } from "./smtp-mails.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    sessions: { type: "string", default: "50" },
    mails: { type: "string", default: "20" },
    total: { type: "string", default: "5000" },
    size: { type: "string", default: "4096" },
    from: { type: "string", default: "sender@example.net" },
    to: { type: "string", default: "help@example.org" },
    seconds: { type: "string", default: "120" },
    "keep-ids": { type: "boolean", default: false },
  },
});

const port = count("port", values.port);
const mailsPerSession = count("mails", values.mails);
const total = count("total", values.total);
const size = count("size", values.size);
const group = `MAIL FROM:<${values.from}>\r\nRCPT TO:<${values.to}>\r\nDATA\r\n`;
const run = `${process.pid.toString(36)}${Date.now().toString(36)}`;

const ids: string[] = [];
const refusals = new Map<string, number>();
let claimed = 0;
let accepted = 0;
let refused = 0;
let brokenSessions = 0;

const texts = mailText({ from: values.from, to: values.to, size });
const deadline = setTimeout(() => finish(false), count("seconds", values.seconds) * 1000);
const started = performance.now();
await Promise.all(Array.from({ length: count("sessions", values.sessions) }, slot));
finish(true);

/** One of the concurrent clients: one session after another while there is work. */
async function slot(): Promise<void> {
  let failuresInARow = 0;
  while (claimed < total && failuresInARow < 20) {
    const before = accepted;
    if (await session()) failuresInARow = 0;
    else {
      brokenSessions++;
      failuresInARow = accepted > before ? 0 : failuresInARow + 1;
    }
  }
}

/** @returns whether the session got as far as the reply to QUIT */
function session(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port, noDelay: true });
    let state: "greeting" | "ehlo" | "group" | "message" | "quit" = "greeting";
    let sent = 0;
    let replies = 0;
    let groupRefused = "";
    let text = "";
    let done = false;
    const end = (whole: boolean) => {
      if (done) return;
      done = true;
      socket.destroy();
      resolve(whole);
    };
    const nextMail = () => {
      if (sent < mailsPerSession && claimed < total) {
        claimed++;
        sent++;
        replies = 0;
        groupRefused = "";
        state = "group";
        socket.write(group, "latin1");
      } else {
        state = "quit";
        socket.write("QUIT\r\n", "latin1");
      }
    };
    const reply = (line: string) => {
      const good = line.startsWith("2");
      switch (state) {
        case "greeting":
          if (!good) return end(false);
          state = "ehlo";
          socket.write("EHLO load.example.net\r\n", "latin1");
          return;
        case "ehlo":
          if (!good) return end(false);
          return nextMail();
        case "group":
          replies++;
          if (line.startsWith("421")) {
            refuse(line);
            return end(false);
          }
          if (!good && !line.startsWith("354") && groupRefused === "") groupRefused = line;
          if (replies < 3) return;
          if (line.startsWith("354")) {
            state = "message";
            socket.write(texts.next(`${run}.${claimed}.${sent}.${socket.localPort}`), "latin1");
          } else {
            refuse(groupRefused);
            socket.write("RSET\r\n", "latin1");
            state = "ehlo";
          }
          return;
        case "message":
          if (good) {
            accepted++;
            if (values["keep-ids"]) ids.push(/Queued as (\S+)/.exec(line)?.[1] ?? "");
          } else refuse(line);
          if (line.startsWith("421")) return end(false);
          return nextMail();
        case "quit":
          return end(good);
      }
    };
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
      let start = 0;
      for (let eol = text.indexOf("\n"); eol >= 0 && !done; eol = text.indexOf("\n", start)) {
        // a line with "-" after the code is continued
        if (text.charAt(start + 3) !== "-") reply(text.slice(start, eol).trimEnd());
        start = eol + 1;
      }
      text = text.slice(start);
    });
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
  });
}

function refuse(line: string): void {
  refused++;
  refusals.set(line, (refusals.get(line) ?? 0) + 1);
}

function finish(complete: boolean): void {
  clearTimeout(deadline);
  const seconds = (performance.now() - started) / 1000;
  const result = {
    accepted,
    seconds: Math.round(seconds * 1000) / 1000,
    perSecond: Math.round(accepted / seconds),
    complete: complete && accepted + refused >= total,
    refused,
    brokenSessions,
    ...(refusals.size > 0 && { refusals: Object.fromEntries([...refusals].slice(0, 10)) }),
    ...(values["keep-ids"] && { ids }),
  };
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(complete ? 0 : 1));
}

function count(name: string, text: string | undefined): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    process.stderr.write(`--${name} wants a whole number above 0\n`);
    process.exit(2);
  }
  return value;
}
