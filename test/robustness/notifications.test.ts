/**
 * Agents who work by mail only, over SMTP: they are notified of a ticket and reply, and the requester gets the reply.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { mailbox } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { idIn, outcomeOf, type RunningServer, runServer } from "../support/server.ts";

/** What the next hop accepted: recipients, the mail with unfolded lines, and as it came. */
const taken: { to: readonly string[]; mail: string; raw: Buffer }[] = [];
const next = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  disableReverseLookup: true,
  logger: false,
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("end", () => {
      const raw = Buffer.concat(chunks);
      const mail = raw
        .toString("utf8")
        .replaceAll("\r\n", "\n")
        .replace(/\n[ \t]+/g, " ");
      taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail, raw });
      done(null, "Taken");
    });
  },
});

const folder = dataFolder();
let desk: RunningServer;
beforeAll(async () => {
  const port = await new Promise<number>((resolve) => {
    next.listen(0, "127.0.0.1", () =>
      resolve(z.object({ port: z.number() }).parse(next.server.address()).port),
    );
  });
  const config = join(folder.path, "notifications.toml");
  writeFileSync(config, `relay_results = "mx.desk.example"\n`);
  desk = await runServer(folder.path, "--outgoing", `smtp://127.0.0.1:${port}`, "--config", config);
});
afterAll(async () => {
  desk.api.close();
  const { status } = await desk.program.stop();
  await new Promise<void>((resolve) => next.close(() => resolve()));
  folder.remove();
  expect(status).toBe(0);
});

/** Sends a mail, as the site's own mail server would after checking its sender. @returns its outcome */
async function arrives(from: string, to: string, mail: string) {
  const peer = await new Peer(desk.smtp).hello();
  expect(await peer.ask(`MAIL FROM:<${from}>`)).toMatch(/^250 /);
  expect(await peer.ask(`RCPT TO:<${to}>`)).toMatch(/^250 /);
  expect(await peer.ask("DATA")).toMatch(/^354 /);
  const reply = await peer.ask(`${mail.replaceAll("\n", "\r\n")}\r\n.`);
  peer.destroy();
  return outcomeOf(desk.api, idIn(reply));
}

const checked = "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\n";
/** @param notification its Message-ID. @param quoted the lines that it quotes */
const answer = (
  from: string,
  notification = "<n@desk.example>",
  quoted: readonly string[] = [],
) => `From: Bob <${from}>
Subject: Re: [#1] It is broken
Message-ID: <a@desk.example>
In-Reply-To: ${notification}
Content-Type: multipart/mixed; boundary="=_b"

--=_b
Content-Type: text/plain

Turn it off and on again.

On Mon, 2 Mar 2026 at 10:00, Desk <${mailbox}> wrote:
${quoted.map((line) => `> ${line}`).join("\n")}

-- 
Bob, private telephone 12345
--=_b
Content-Type: text/plain; name="manual.txt"
Content-Disposition: attachment; filename="manual.txt"

Page 7
--=_b--`;

test("an agent is notified of a ticket, replies by mail, and the requester gets the reply from the mailbox", async () => {
  const bob = { user: "bob", name: "Bob", email: "bob@desk.example", password: "correct horse battery" };
  expect((await desk.api.post("/api/v1/users", bob)).status).toBe(201);
  const question =
    "From: Rita <rita@customer.example>\nSubject: It is broken\nMessage-ID: <q@customer.example>\n\nHelp!";
  expect(await arrives("rita@customer.example", mailbox, question)).toMatchObject({
    outcome: "ticket",
    ticket: 1,
  });
  expect((await desk.api.patch("/api/v1/tickets/1", { assignee: "bob" })).status).toBe(200);
  await expect.poll(() => taken.length).toBe(1);
  expect(taken[0]?.to).toEqual(["bob@desk.example"]);
  expect(taken[0]?.mail).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(taken[0]?.mail).toContain("Help!");
  const replyTo =
    /^Reply-To: .*?(support\+n1\.[a-z2-7]{16}@desk\.example)/m.exec(taken[0]?.mail ?? "")?.[1] ?? "";

  // First without verification, then verified for someone else.
  expect(await arrives("bob@desk.example", replyTo, answer("bob@desk.example"))).toMatchObject({
    outcome: "held",
    cause: expect.stringContaining("claims to be from them"),
  });
  expect(await arrives("eve@desk.example", replyTo, `${checked}${answer("eve@desk.example")}`)).toMatchObject(
    {
      outcome: "held",
      cause: expect.stringContaining("is from eve@desk.example"),
    },
  );
  const away = "From: Bob <bob@desk.example>\nSubject: Away\nAuto-Submitted: auto-replied\n\nI am away.";
  expect(await arrives("bob@desk.example", replyTo, `${checked}${away}`)).toMatchObject({ outcome: "filed" });
  expect(taken.length).toBe(1);

  const { text = "", messageId } = await simpleParser(taken[0]?.raw ?? Buffer.of());
  const own = answer("bob@desk.example", messageId, text.trimEnd().split("\n"));
  expect(await arrives("bob@desk.example", replyTo, `${checked}${own}`)).toMatchObject({
    outcome: "reply",
    ticket: 1,
  });
  await expect.poll(() => taken.length).toBe(2);
  expect(taken[1]?.to).toEqual(["rita@customer.example"]);
  const { mail } = taken[1] ?? { mail: "" };
  expect(mail).toMatch(/^From: .*<support@desk\.example>$/m);
  expect(mail).toMatch(/^In-Reply-To: <q@customer\.example>$/m);
  expect(mail).toContain("Turn it off and on again.");
  expect(mail).toContain("filename=manual.txt");
  // Nothing but our own notification is taken away.
  expect(mail).toContain("Bob, private telephone 12345");
  expect(mail).not.toMatch(/\+n1\.|Auto-Submitted|10:00, Desk/);
  expect(await desk.api.json("/api/v1/tickets/1")).toMatchObject({
    state: "open",
    messages: [{ direction: "in" }, { direction: "out", deliveries: [{ address: "rita@customer.example" }] }],
  });
});

test("received equals the sum of all outcomes", async () => {
  const text = (await desk.api.get("/api/v1/metrics")).bytes.toString();
  const value = (name: string) =>
    z.coerce.number().parse(text.split(`\nmailmanager_${name} `)[1]?.split("\n")[0]);
  const of = (outcome: string) => value(`mails{outcome="${outcome}"}`);
  expect([of("ticket"), of("reply"), of("held"), of("filed")]).toEqual([1, 1, 2, 1]);
  expect(value("mails_received_total")).toBe(5);
});
