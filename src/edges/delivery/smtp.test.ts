import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Log } from "../../base/log.ts";
import { deliveryText } from "../../text/deliveries.ts";
import type { SmtpRoute, Timeouts } from "./session.ts";
import { smtpDelivery } from "./smtp.ts";
import { closeAll, closeLater, fakeServer, listen, when } from "./testing.ts";

const logged: unknown[] = [];
const log: Log = { info() {}, warn() {}, error: (...entry) => logged.push(entry) };
afterEach(async () => {
  await closeAll();
  expect(logged.splice(0)).toEqual([]);
});

/** This machine as well, but not recognised as the loopback: here a password needs TLS, and certificates are verified. */
const elsewhere = "0.0.0.0";
let tls: { key: string; cert: string };
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "smtp-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key];
  const names = ["-subj", "/CN=smarthost", "-addext", `subjectAltName=IP:${elsewhere}`];
  execFileSync("openssl", ["req", "-x509", ...newKey, ...names, "-days", "2", "-out", cert], {
    stdio: "pipe",
  });
  tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(folder, { recursive: true });
});

const raw = Buffer.from("From: <help@example.org>\r\nSubject: Hello\r\n\r\n.\r\n..two\r\nthe end\r\n");
const plainMail = { raw, envelope: { from: "help@example.org", to: ["a@example.com"] } };
const route = (port: number, more: Partial<SmtpRoute> = {}): SmtpRoute => ({
  ...{ kind: "smtp", host: "127.0.0.1", port, tls: "none", user: null, password: null },
  ...more,
});
const login = { user: "me", password: "s3cret pässword" };

interface Given {
  timeouts?: Partial<Timeouts>;
  ca?: string[];
  mail?: typeof plainMail;
}
/** The result of each recipient, as "outcome: response". */
async function results(to: SmtpRoute, { mail = plainMail, ...options }: Given = {}): Promise<string[]> {
  const deliver = smtpDelivery({ hostname: "help.example.org", log, ...options });
  const { server, results } = await deliver(mail, to);
  expect(server).toBe(`${to.host}:${to.port}`);
  expect(results.map(({ recipient }) => recipient)).toEqual(mail.envelope.to);
  return results.map((one) => `${one.outcome}: ${deliveryText("en", one)}`);
}
const result = async (...given: Parameters<typeof results>) => (await results(...given))[0];

/** A real server, and what it received. */
async function realServer(options: SMTPServerOptions = {}, host = "127.0.0.1") {
  const received: {
    from: string;
    args: unknown;
    to: string[];
    secure: boolean;
    user: unknown;
    raw: Buffer;
  }[] = [];
  const server = new SMTPServer({
    ...tls,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 10,
    onData(stream, { envelope, secure, user }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", () => {
        const { address: from, args } = envelope.mailFrom || { address: "nobody", args: false };
        const to = envelope.rcptTo.map(({ address }) => address);
        received.push({ from, args, to, secure, user, raw: Buffer.concat(chunks) });
        done(null, "2.0.0 Taken as 42");
      });
    },
    onAuth({ username, password, validatePassword }, _session, done) {
      const known =
        username === login.user &&
        (password ? password === login.password : validatePassword(login.password));
      done(null, known ? { user: username } : { message: "5.7.8 Wrong password", responseCode: 535 });
    },
    ...options,
  });
  server.on("error", () => {});
  const port = await listen(server.server, host);
  closeLater(() => new Promise((resolve) => server.close(resolve)));
  return { port, received };
}

describe("smtpDelivery, to a real server", () => {
  it("delivers the bytes as they are, dots included, to all recipients in one transaction", async () => {
    const { port, received } = await realServer();
    const mail = { raw, envelope: { from: "help@example.org", to: ["a@example.com", "b@example.com"] } };
    expect(await results(route(port), { mail })).toEqual(Array(2).fill("delivered: 250 2.0.0 Taken as 42"));
    expect(received).toMatchObject([{ from: "help@example.org", to: mail.envelope.to, secure: false }]);
    expect(received[0]?.raw.equals(raw)).toBe(true);
  });

  it("delivers megabytes", async () => {
    const { port, received } = await realServer();
    const big = Buffer.concat([raw, Buffer.from(`.${"x".repeat(75)}\r\n`.repeat(40_000))]);
    expect(await result(route(port), { mail: { ...plainMail, raw: big } })).toMatch(/^delivered/);
    expect(received[0]?.raw.equals(big)).toBe(true);
  });

  it("sends with the null reverse-path", async () => {
    const { port, received } = await realServer();
    const mail = { raw, envelope: { from: "", to: ["a@example.com"] } };
    expect(await result(route(port), { mail })).toMatch(/^delivered/);
    expect(received[0]?.from).toBe("");
  });

  it("gives each recipient its own result", async () => {
    const { port, received } = await realServer({
      onRcptTo({ address }, _session, done) {
        const responseCode = Number(address.slice(0, 3));
        done(responseCode === 250 ? null : Object.assign(new Error(`no ${address}`), { responseCode }));
      },
    });
    const to = ["550@example.com", "250@example.com", "450@example.com"];
    expect(await results(route(port), { mail: { raw, envelope: { from: "", to } } })).toEqual([
      "failed: 550 no 550@example.com",
      "delivered: 250 2.0.0 Taken as 42",
      "deferred: 450 no 450@example.com",
    ]);
    expect(received[0]?.to).toEqual(["250@example.com"]);
  });

  it("encrypts with STARTTLS if required or offered, or from the start if configured", async () => {
    const upgrading = await realServer();
    const implicit = await realServer({ secure: true });
    expect(await result(route(upgrading.port, { tls: "starttls" }))).toMatch(/^delivered/);
    expect(await result(route(upgrading.port, { tls: "opportunistic" }))).toMatch(/^delivered/);
    expect(await result(route(implicit.port, { tls: "implicit" }))).toMatch(/^delivered/);
    expect([...upgrading.received, ...implicit.received].map(({ secure }) => secure)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it("verifies certificates if TLS is required, not if it is opportunistic", async () => {
    const upgrading = await realServer({}, elsewhere);
    const implicit = await realServer({ secure: true }, elsewhere);
    const [host, ca] = [elsewhere, [tls.cert]];
    const distrusted = /^deferred: TLS failed: .*self-signed certificate/;
    expect(await result(route(upgrading.port, { host, tls: "starttls" }))).toMatch(distrusted);
    expect(await result(route(implicit.port, { host, tls: "implicit" }))).toMatch(distrusted);
    expect(upgrading.received.length + implicit.received.length).toBe(0);
    expect(await result(route(upgrading.port, { host, tls: "starttls" }), { ca })).toMatch(/^delivered/);
    expect(await result(route(implicit.port, { host, tls: "implicit" }), { ca })).toMatch(/^delivered/);
    expect(await result(route(upgrading.port, { host, tls: "opportunistic" }))).toMatch(/^delivered/);
    expect(upgrading.received.map(({ secure }) => secure)).toEqual([true, true]);
  });

  it.each([["PLAIN"], ["LOGIN"], ["CRAM-MD5"]])("logs in by %s", async (method) => {
    const { port, received } = await realServer({ authMethods: [method], authOptional: false });
    expect(await result(route(port, { tls: "starttls", ...login }))).toMatch(/^delivered/);
    expect(received[0]?.user).toBe("me");
  });

  it("defers when the log-in is refused", async () => {
    const { port, received } = await realServer();
    expect(await result(route(port, { tls: "starttls", ...login, password: "wrong" }))).toBe(
      "deferred: Log-in as me failed: 535 5.7.8 Wrong password",
    );
    expect(received).toEqual([]);
  });

  it("defers when the server wants a log-in and none is set", async () => {
    const { port } = await realServer({ authOptional: false });
    expect(await result(route(port, { tls: "starttls" }))).toMatch(/^deferred: 530 /);
  });

  it("uses SMTPUTF8 for non-ASCII addresses, with the domain as A-labels", async () => {
    const { port, received } = await realServer();
    const mail = {
      raw,
      envelope: { from: "help@münchen.example", to: ["jõgi@jõgeva.example", "a@example.com"] },
    };
    expect(await results(route(port), { mail })).toEqual(Array(2).fill("delivered: 250 2.0.0 Taken as 42"));
    expect(received).toMatchObject([{ from: "help@münchen.example", args: { SMTPUTF8: true } }]);
  });
});

describe("smtpDelivery, and passwords", () => {
  const offers = ["AUTH PLAIN LOGIN"];

  it.each([["none"], ["opportunistic"]] as const)(
    "sends none over an unencrypted connection (%s)",
    async (mode) => {
      const { port, lines } = await fakeServer(() => undefined, offers, elsewhere);
      const said = await result(route(port, { host: elsewhere, tls: mode, ...login }));
      expect(said).toMatch(
        /^deferred: The connection to 0\.0\.0\.0 is not encrypted.*choose TLS or STARTTLS/,
      );
      expect(lines).toEqual(["", "EHLO help.example.org", "QUIT"].slice(0, lines.length));
    },
  );

  it("sends none when the handshake fails", async () => {
    const { port, lines } = await fakeServer(
      when("STARTTLS", { garble: "220 go" }),
      [...offers, "STARTTLS"],
      elsewhere,
    );
    expect(await result(route(port, { host: elsewhere, tls: "opportunistic", ...login }))).toMatch(
      /is not encrypted/,
    );
    expect(lines.filter((line) => line.startsWith("AUTH"))).toEqual([]);
  });

  it("sends it to this machine itself", async () => {
    const { port, lines } = await fakeServer(when("AUTH", "235 welcome"), offers);
    expect(await result(route(port, login))).toMatch(/^delivered/);
    expect(lines[2]).toBe(`AUTH PLAIN ${Buffer.from(`\0me\0${login.password}`).toString("base64")}`);
  });

  it("sends none to a server that does not offer a log-in", async () => {
    const { port, lines } = await fakeServer(() => undefined);
    expect(await result(route(port, login))).toMatch(/^deferred: 127\.0\.0\.1 offers no log-in/);
    expect(lines.filter((line) => line.startsWith("AUTH"))).toEqual([]);
  });
});

describe("smtpDelivery, TLS that fails", () => {
  it("defers if STARTTLS is required and not offered or refused", async () => {
    for (const reply of ["502 what?", "454 4.7.0 not now"]) {
      const { port, lines } = await fakeServer(when("STARTTLS", reply));
      expect(await result(route(port, { tls: "starttls" }))).toBe(`deferred: The session failed: ${reply}`);
      expect(lines.filter((line) => line.startsWith("MAIL"))).toEqual([]);
    }
  });

  it("continues unencrypted if STARTTLS is opportunistic, also after a failed handshake", async () => {
    for (const reply of ["454 4.7.0 not now", { garble: "220 go" }, { end: "220 go" }]) {
      const { port } = await fakeServer(when("STARTTLS", reply), ["STARTTLS"]);
      expect(await result(route(port, { tls: "opportunistic" }))).toBe("delivered: 250 2.0.0 fine");
    }
  });
});

describe("smtpDelivery, outcomes", () => {
  const pipelining = [[["PIPELINING"]], [[]]] as const;

  it.each([
    ["", "554 no service", "deferred: The session failed: 554 no service"],
    ["", "421 4.3.2 not now", "deferred: The session failed: 421 4.3.2 not now"],
    ["EHLO", "421 4.3.2 not now", "deferred: The session failed: 421 4.3.2 not now"],
    ["EHLO", "502 what?", "delivered: 250 2.0.0 fine"],
    ["MAIL", "451 4.3.0 later", "deferred: 451 4.3.0 later"],
    ["MAIL", "550 5.7.1 go away", "failed: 550 5.7.1 go away"],
    ["MAIL", "530 5.7.0 log in first", "deferred: 530 5.7.0 log in first"],
    ["RCPT", "251 forwarded", "delivered: 250 2.0.0 fine"],
    ["RCPT", "452 4.2.2 full", "deferred: 452 4.2.2 full"],
    ["RCPT", "550 5.1.1 unknown", "failed: 550 5.1.1 unknown"],
    ["RCPT", "503 5.5.1 MAIL first", "deferred: 503 5.5.1 MAIL first"],
    ["RCPT", "421 4.3.2 closing", "deferred: 421 4.3.2 closing"],
    ["DATA", "451 4.3.0 later", "deferred: 451 4.3.0 later"],
    ["DATA", "554 5.7.1 never", "failed: 554 5.7.1 never"],
    [".", "452 4.3.1 disk full", "deferred: 452 4.3.1 disk full"],
    [".", "554-5.7.1 spam\r\n554 5.7.1 go away", "failed: 554-5.7.1 spam 554 5.7.1 go away"],
    [".", "299 odd but fine", "delivered: 299 odd but fine"],
    ["QUIT", "500 what?", "delivered: 250 2.0.0 fine"],
    ["QUIT", null, "delivered: 250 2.0.0 fine"],
  ])("%j answered with %j", async (command, reply, expected) => {
    for (const [offered] of pipelining) {
      const { port } = await fakeServer(when(command, reply), [...offered]);
      expect(await result(route(port))).toBe(expected);
    }
  });

  it.each([
    ["", /^deferred: The session failed: .*closed/],
    ["EHLO", /^deferred: The session failed: .*closed/],
    ["MAIL", /^deferred: Interrupted before the mail was sent: .*closed/],
    ["RCPT", /^deferred: Interrupted before the mail was sent: .*closed/],
    ["DATA", /^deferred: Interrupted before the mail was sent: .*closed/],
    [
      ".",
      /^deferred: Interrupted after the mail was sent, so it is not known whether it was accepted: .*closed/,
    ],
  ])("a connection broken at %j", async (command, expected) => {
    for (const [offered] of pipelining) {
      const { port } = await fakeServer(when(command, { end: "" }), [...offered]);
      expect(await result(route(port))).toMatch(expected);
    }
  });

  it.each([
    ["", { greeting: 50 }, /^deferred: The session failed: Greeting never received/],
    ["EHLO", { command: 300 }, /^deferred: The session failed: no answer .* within 0.3 seconds/],
    ["AUTH", { command: 300 }, /^deferred: Log-in as me failed: no answer to the log-in within 0.3 seconds/],
    ["MAIL", { command: 300 }, /^deferred: Interrupted before the mail was sent: no answer to the envelope/],
    ["DATA", { command: 300 }, /^deferred: Interrupted before the mail was sent: no answer to the envelope/],
    [".", { final: 50 }, /^deferred: Interrupted after the mail was sent, .*: no answer to the mail/],
  ])("silence at %j", async (command, timeouts, expected) => {
    const isSilent = when(command, null);
    const { port } = await fakeServer(
      (line) => (isSilent(line) === null ? null : line.startsWith("AUTH") ? "235 welcome" : undefined),
      ["AUTH PLAIN"],
    );
    expect(await result(route(port, login), { timeouts })).toMatch(expected);
  });

  it("a server that stops reading in the middle of the mail", async () => {
    const sockets: Socket[] = [];
    const stuck = createServer((socket) => {
      sockets.push(socket.on("error", () => {}).pause());
      socket.write("220 hi\r\n250 EHLO\r\n250 MAIL\r\n250 RCPT\r\n354 DATA\r\n");
    });
    const port = await listen(stuck, "127.0.0.1");
    const close = () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => stuck.close(() => resolve()));
    };
    closeLater(close);
    const mail = { ...plainMail, raw: Buffer.alloc(16 * 1024 * 1024, `${"x".repeat(70)}\r\n`) };
    expect(await result(route(port), { mail, timeouts: { piece: 50 } })).toMatch(
      /^deferred: Interrupted while the mail was sent: the data was not accepted within 0.05 seconds/,
    );
  });

  it("a server that answers before it has the mail", async () => {
    const { port, lines } = await fakeServer(when("DATA", "354 go on\r\n250 taken"));
    const mail = { ...plainMail, raw: Buffer.alloc(16 * 1024 * 1024, `${"x".repeat(70)}\r\n`) };
    expect(await result(route(port), { mail })).toMatch(/^deferred: Interrupted while the mail was sent: /);
    expect(lines).not.toContain("QUIT");
  });

  it("an unreachable server", async () => {
    const { port, close } = await fakeServer(() => undefined);
    await close();
    expect(await result(route(port))).toMatch(/^deferred: 127\.0\.0\.1 could not be reached: .*ECONNREFUSED/);
    const host = "no-such-host.invalid";
    expect(await result(route(25, { host }), { timeouts: { connect: 50 } })).toMatch(
      /^deferred: no-such-host\.invalid could not be reached: /,
    );
  });

  it("a refused MAIL applies to all recipients, whatever the replies to RCPT", async () => {
    const { port } = await fakeServer(
      (line) =>
        when("MAIL", "451 4.3.0 later")(line) ??
        when("RCPT", "554 no MAIL")(line) ??
        when("DATA", "554 no RCPT")(line),
      ["PIPELINING"],
    );
    const mail = { raw, envelope: { from: "", to: ["a@example.com", "b@example.com"] } };
    expect(await results(route(port), { mail })).toEqual(Array(2).fill("deferred: 451 4.3.0 later"));
  });

  it("any answers to RCPT and to the mail, pipelined or not", async () => {
    const toRcpt = fc.constantFrom(250, 251, 450, 452, 503, 550, 552, 553);
    const toMail = fc.constantFrom(
      ["DATA", 421],
      ["DATA", 451],
      ["DATA", 554],
      [".", 250],
      [".", 452],
      [".", 421],
      [".", 554],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(toRcpt, { minLength: 1, maxLength: 6 }),
        toMail,
        fc.boolean(),
        async (codes, [at, code], pipelined) => {
          const to = codes.map((rcpt, i) => `${rcpt}.${i}@example.com`);
          const { port, close } = await fakeServer(
            (line) => {
              const rcpt = /^RCPT TO:<(\d+)/.exec(line)?.[1];
              if (rcpt) return `${rcpt} so`;
              // Like a real server: no DATA without a recipient.
              if (line === "DATA" && !codes.some((one) => one < 300)) return "503 no recipients";
              return line === at ? `${code} so` : undefined;
            },
            pipelined ? ["PIPELINING"] : [],
          );
          const expected = codes.map((rcpt) => {
            const last = rcpt < 300 ? Number(code) : rcpt;
            return last < 300 ? "delivered" : last < 500 || last === 503 ? "deferred" : "failed";
          });
          const got = await results(route(port), { mail: { raw, envelope: { from: "", to } } });
          expect(got.map((one) => one.split(":")[0])).toEqual(expected);
          await close();
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("smtpDelivery, the server's extensions", () => {
  it("declares SIZE and 8BITMIME only if they are offered", async () => {
    const mail = { ...plainMail, raw: Buffer.concat([raw, Buffer.from("Grüße\r\n")]) };
    const able = await fakeServer(() => undefined, ["SIZE 1000", "8BITMIME"]);
    expect(await result(route(able.port), { mail })).toMatch(/^delivered/);
    expect(able.lines[2]).toBe(`MAIL FROM:<help@example.org> BODY=8BITMIME SIZE=${mail.raw.length}`);
    const sevenBit = await fakeServer(() => undefined, ["SIZE", "8BITMIME"]);
    expect(await result(route(sevenBit.port))).toMatch(/^delivered/);
    expect(sevenBit.lines[2]).toBe(`MAIL FROM:<help@example.org> SIZE=${raw.length}`);
    const plain = await fakeServer(() => undefined);
    expect(await result(route(plain.port), { mail })).toMatch(/^delivered/);
    expect(plain.lines[2]).toBe("MAIL FROM:<help@example.org>");
  });

  it("fails without sending if the mail exceeds the server's SIZE", async () => {
    const { port, lines } = await fakeServer(() => undefined, [`SIZE ${raw.length - 1}`]);
    expect(await result(route(port))).toMatch(/^failed: 552 5\.3\.4 Not sent: /);
    expect(lines.filter((line) => line.startsWith("MAIL"))).toEqual([]);
  });

  it("fails only the non-ASCII addresses if the server does not support SMTPUTF8", async () => {
    const { port, lines } = await fakeServer(() => undefined);
    const mail = {
      raw,
      envelope: { from: "help@example.org", to: ["jõgi@example.com", "a@müller.example"] },
    };
    const refused = "failed: 550 5.6.7 Not sent: 127.0.0.1 takes only ASCII addresses (no SMTPUTF8)";
    expect(await results(route(port), { mail })).toEqual([refused, "delivered: 250 2.0.0 fine"]);
    expect(lines.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<a@xn--mller-kva.example>"]);
    const abroad = { raw, envelope: { from: "jõgi@example.com", to: ["a@example.com"] } };
    expect(await result(route(port), { mail: abroad })).toBe(refused);
  });
});

describe("smtpDelivery, hostile input", () => {
  it("fails invalid recipients, and sends to the others", async () => {
    const { port, lines } = await fakeServer(() => undefined);
    const bad = [
      "",
      "nobody",
      "a@b\r\nRSET",
      "a> SIZE=1 <@example.com",
      "a@ex ample.com",
      "\ud800@example.com",
    ];
    const got = await results(route(port), {
      mail: { raw, envelope: { from: "", to: [...bad, "a@example.com"] } },
    });
    expect(got).toEqual([
      ...bad.map(() => "failed: 501 5.1.3 Not sent: the recipient's address is not valid"),
      "delivered: 250 2.0.0 fine",
    ]);
    expect(lines).toEqual([
      "",
      "EHLO help.example.org",
      "MAIL FROM:<>",
      "RCPT TO:<a@example.com>",
      "DATA",
      ".",
      ...lines.slice(6),
    ]);
    const none = { raw, envelope: { from: "", to: bad } };
    expect(await result(route(port), { mail: none })).toMatch(/^failed: 501 5\.1\.3/);
    const sender = { raw, envelope: { from: "x\r\ny@z.example", to: ["a@example.com"] } };
    expect(await result(route(port), { mail: sender })).toMatch(/^failed: 501 5\.1\.7/);
    expect(await results(route(port), { mail: { raw, envelope: { from: "", to: [] } } })).toEqual([]);
  });

  it("keeps answers to one line of 500 characters", async () => {
    const { port } = await fakeServer(
      when(".", `250-one\x07\x1b[31m\r\n250-\ttwo\0\r\n250 ${"x".repeat(1000)}`),
    );
    const said = await result(route(port));
    expect(said).toMatch(/^delivered: 250-one \[31m 250- two 250 x+$/);
    expect(said?.length).toBe("delivered: ".length + 500);
  });

  it("gives up on an endless answer", async () => {
    for (const endless of ["2".repeat(100_000), "250-more\r\n".repeat(20_000)]) {
      const { port } = await fakeServer(when("EHLO", { raw: endless }));
      expect(await result(route(port))).toMatch(/^deferred: The session failed: .*exceeds/);
    }
  });
});
