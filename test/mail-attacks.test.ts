/** What others try by mail, over real SMTP connections, with the real reader and the real checks of senders. */
import { Buffer } from "node:buffer";
import { afterEach, describe, expect, test } from "vitest";
import { fault } from "../src/base/fault.ts";
import { mailId, ticketNumber } from "../src/base/ids.ts";
import { ok, refuse } from "../src/base/result.ts";

import { system } from "../src/domain/policy/index.ts";
import { checkMail } from "../src/edges/authentication/check.ts";
import { relayedResults } from "../src/edges/authentication/relayed.ts";
import { key, signed, type Zone, zoneLookup } from "../src/edges/authentication/testing.ts";
import { defaultLimits, Unreadable } from "../src/edges/mime/limits.ts";
import { readMail } from "../src/edges/mime/read.ts";
import { fakeEngine, Peer, startServer } from "../src/edges/smtp/testing.ts";
import type { EngineParts } from "../src/engine/engine.ts";
import { composeMail } from "./support/compose.ts";
import { engineOver } from "./support/engine.ts";
import { dataFolder, recordIn } from "./support/record.ts";

type Desk = Awaited<ReturnType<typeof desk>>;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An installation that receives mail by SMTP. @param domain of its mailbox support@, which sends auto-replies */
async function desk(domain: string, parts: Partial<EngineParts> = {}) {
  const folder = dataFolder();
  const record = recordIn(folder.path);
  const engine = engineOver(record, {
    compose: composeMail,
    async read(raw) {
      try {
        return ok(readMail(Buffer.from(raw), defaultLimits));
      } catch (cause) {
        if (!(cause instanceof Unreadable)) throw cause;
        return refuse(fault("mail.unreadable", { cause }));
      }
    },
    ...parts,
  });
  const mailbox = `support@${domain}`;
  await engine.settings.setUp(system("test"), domain, mailbox);
  await engine.settings.saveMailbox(system("test"), { address: mailbox, acknowledge: true });
  await engine.start();
  const { server, port } = await startServer(fakeEngine(engine.reception));
  closing.push(async () => {
    await server.close(0);
    await engine.stop();
    record.close();
    folder.remove();
  });
  const types = async () => (await record.journal.read(0, 10_000)).map(({ event }) => event.type);
  const count = async (type: string) => (await types()).filter((one) => one === type).length;
  return { mailbox, port, engine, record, count };
}

/** Hands a mail to a server, as another server does. @returns what became of it */
async function hands(to: Desk, sender: string, mail: string) {
  const id = await delivers(to.port, sender, to.mailbox, Buffer.from(mail, "utf8"));
  await to.engine.intake.idle();
  return to.record.view.mail(mailId(id)) ?? expect.fail("the mail is gone");
}

async function delivers(port: number, sender: string, recipient: string, raw: Buffer): Promise<string> {
  const peer = new Peer(port);
  await peer.reply();
  for (const line of ["EHLO out.example", `MAIL FROM:<${sender}>`, `RCPT TO:<${recipient}>`, "DATA"])
    expect(await peer.ask(line)).toMatch(/^[23]/);
  const text = raw.toString("latin1").replace(/\r?\n/g, "\r\n").replace(/^\./gm, "..");
  peer.send(Buffer.from(`${text}\r\n.\r\n`, "latin1"));
  const said = await peer.line();
  peer.destroy();
  return /^250 2\.6\.0 Queued as (\w+)$/.exec(said)?.[1] ?? expect.fail(said);
}

describe("results of authentication that the sender wrote", () => {
  const zone: Zone = {
    "TXT desk.example": [["v=spf1 ip4:192.0.2.1 -all"]],
    "TXT _dmarc.desk.example": [["v=DMARC1; p=none"]],
    "TXT s1._domainkey.desk.example": key,
  };
  const outside = { ip: "198.51.100.9", helo: "out.evil.example" };
  /** Checks every mail as one from outside, but takes the results of a relay where there is one. */
  const checking = (relay: string | null): Pick<EngineParts, "authenticate"> => ({
    authenticate(raw, { envelope }, author) {
      const told = relay === null ? null : relayedResults(raw, relay);
      if (relay !== null) return told === null ? null : Promise.resolve(told);
      return checkMail(raw, { ...outside, sender: envelope.from }, zoneLookup(zone), author);
    },
  });
  const passes = (server: string) =>
    `Authentication-Results: ${server}; spf=pass smtp.mailfrom=desk.example;\r\n dkim=pass header.d=desk.example; dmarc=pass header.from=desk.example`;
  const asBob = (...more: readonly string[]) =>
    [
      ...more,
      "From: Bob <bob@desk.example>",
      "To: support@desk.example",
      "Subject: Re: Gate",
      "Message-ID: <2@evil.example>",
      "In-Reply-To: <1@customer.example>",
      "",
      "Please pay to this account.",
    ].join("\r\n");
  const asked = [
    ...["From: Kim <kim@customer.example>", "To: support@desk.example", "Subject: Gate"],
    ...["Message-ID: <1@customer.example>", "", "The gate is stuck."],
  ].join("\r\n");

  async function withBob(relay: string | null): Promise<Desk> {
    const made = await desk("desk.example", checking(relay));
    const bob = { user: "bob", name: "Bob", email: "bob@desk.example", role: "agent" } as const;
    expect(
      (await made.engine.people.createUser(system("test"), { ...bob, password: { hash: "x" } })).ok,
    ).toBe(true);
    expect(await hands(made, "kim@customer.example", asked)).toMatchObject({ outcome: "ticket" });
    return made;
  }

  test.each([
    ["in our own name", [passes("desk.example")]],
    ["in the name of the greeting", [passes("mx.example.org")]],
    [
      "many times, and sealed",
      [passes("desk.example"), passes("mx.desk.example"), `ARC-${passes("i=1; desk.example")}`],
    ],
  ])("%s are ignored: an agent's address alone proves nothing", async (_, forged) => {
    const made = await withBob(null);
    expect(await hands(made, "bob@desk.example", asBob(...forged))).toMatchObject({
      ...{ outcome: "held", reason: "unproven-agent", candidate: 1 },
    });
    // What he signed himself is his.
    const own = await signed(asBob().replace("<2@evil", "<3@desk"), "desk.example");
    expect(await hands(made, "bob@desk.example", own)).toMatchObject({ outcome: "ticket" });
  });

  test("below those of the relay that we trust are ignored", async () => {
    const made = await withBob("relay.desk.example");
    const said =
      "Authentication-Results: relay.desk.example; spf=fail smtp.mailfrom=desk.example; dmarc=fail header.from=desk.example";
    const mail = asBob(
      said,
      "Received: from out.evil.example by relay.desk.example; Mon, 23 Nov 2026 10:00:00 +0000",
      passes("relay.desk.example"),
    );
    expect(await hands(made, "bob@desk.example", mail)).toMatchObject({ outcome: "held", candidate: 1 });
    // Another server's above them hide them as well.
    const hidden = asBob("Authentication-Results: other.example; dmarc=none", passes("relay.desk.example"));
    expect((await hands(made, "bob@desk.example", hidden.replace("<2@", "<4@"))).outcome).toBe("held");
  });
});

describe("two installations that write to each other", () => {
  /** Both deliver to the other, by SMTP. */
  async function both(): Promise<readonly [Desk, Desk]> {
    const ports = new Map<string, number>();
    const deliver: EngineParts["deliver"] = async ({ envelope, raw }) => ({
      server: "peer:25",
      results: await Promise.all(
        envelope.to.map(async (recipient) => {
          const port = ports.get(recipient.slice(recipient.lastIndexOf("@") + 1)) ?? expect.fail(recipient);
          const response = await delivers(port, envelope.from, recipient, Buffer.from(raw));
          return { recipient, outcome: "delivered" as const, response };
        }),
      ),
    });
    const route = { kind: "smtp", host: "peer", port: 25, tls: "none", user: null, password: null } as const;
    const parts = { deliver, route: () => route };
    const [one, other] = [await desk("one.example", parts), await desk("other.example", parts)];
    ports.set("one.example", one.port).set("other.example", other.port);
    return [one, other];
  }

  /** Until nothing is left to be done on either side. */
  async function settled(desks: readonly Desk[]): Promise<void> {
    const events = async () =>
      (
        await Promise.all(desks.map(async ({ record }) => (await record.journal.read(0, 10_000)).length))
      ).join();
    let before = "";
    for (let same = 0; same < 3; ) {
      for (const { engine } of desks) {
        await engine.composeDue();
        await engine.intake.idle();
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      const now = await events();
      same = now === before ? same + 1 : 0;
      before = now;
    }
  }

  const first = (n: number, more: readonly string[] = []) =>
    [
      ...more,
      ...["From: Other desk <support@other.example>", "To: support@one.example", `Subject: Question ${n}`],
      ...[`Message-ID: <q${n}@other.example>`, "", `What about number ${n}?`],
    ].join("\r\n");

  test("stop after one auto-reply", async () => {
    const [one, other] = await both();
    expect(await hands(one, other.mailbox, first(1))).toMatchObject({ outcome: "ticket" });
    await settled([one, other]);
    expect(await one.count("AutoReplyDue")).toBe(1);
    expect(await one.count("DeliveryAttempted")).toBe(1);
    // The auto-reply arrived there, and was not answered.
    expect(await other.count("MailReceived")).toBe(1);
    expect(await other.count("AutoReplyDue")).toBe(0);
    expect(await one.count("MailReceived")).toBe(1);
  });

  test("are bounded even if what says that a mail is automatic is lost on its way", async () => {
    const [one, other] = await both();
    for (let n = 1; n <= 8; n += 1) await hands(one, other.mailbox, first(n));
    await settled([one, other]);
    // An address gets three auto-replies a day (I-40), and no more than that comes back.
    expect(await one.count("AutoReplyDue")).toBeLessThanOrEqual(3);
    expect(await other.count("AutoReplyDue")).toBe(0);
    expect(await other.count("MailReceived")).toBeLessThanOrEqual(3);
  });
});

/** Reports of mail servers and services that no standard describes, each by a null sender. */
const reports: readonly (readonly [string, string, string, string])[] = [
  [
    "German",
    "Mail Delivery System <MAILER-DAEMON@mx.kunde.example>",
    "Unzustellbar: Ihre Anfrage",
    "Ihre Nachricht konnte nicht zugestellt werden.\r\n\r\nEmpfänger: <petra@kunde.example>\r\nGrund: Das Postfach existiert nicht.",
  ],
  [
    "German, of a person's server",
    "Postmaster <postmaster@kunde.example>",
    "Zustellung fehlgeschlagen",
    "Folgende Empfänger haben Ihre Mail nicht erhalten:\r\n\r\n  petra@kunde.example\r\n\r\nDas Postfach ist voll.",
  ],
  [
    "French",
    "Mail Delivery Subsystem <mailer-daemon@client.example>",
    "Non remis : votre demande",
    "Votre message n'a pas pu être remis aux destinataires suivants :\r\n\r\njules@client.example\r\n\r\nL'adresse n'existe pas.",
  ],
  [
    "French, of another service",
    "Service de messagerie <MAILER-DAEMON@client.example>",
    "Échec de la remise",
    "Échec de la remise à <jules@client.example> : boîte aux lettres pleine.",
  ],
  [
    "Japanese",
    "MAILER-DAEMON@kyaku.example",
    "配信不能: お問い合わせ",
    "次の宛先へのメールは配信できませんでした。\r\n\r\n<hanako@kyaku.example>\r\n\r\n宛先のメールアドレスが見つかりません。",
  ],
  [
    "Japanese, of a telephone company",
    "Mail System <postmaster@keitai.example>",
    "送信エラー",
    "送信エラー: 宛先不明\r\n\r\nhanako@keitai.example",
  ],
  [
    "Spanish",
    "Mail Delivery System <Mailer-Daemon@cliente.example>",
    "No se ha podido entregar el mensaje",
    "No se pudo entregar su mensaje a los siguientes destinatarios:\r\n\r\npaco@cliente.example\r\n\r\nEl buzón no existe.",
  ],
  [
    "Spanish, of another service",
    "Administrador de correo <postmaster@cliente.example>",
    "Error en la entrega",
    "Error en la entrega a paco@cliente.example: buzón lleno.",
  ],
  [
    "Italian",
    "MAILER-DAEMON@cliente.example",
    "Messaggio non recapitato",
    "Il messaggio a <gina@cliente.example> non è stato recapitato: casella piena.",
  ],
  [
    "Portuguese",
    "MAILER-DAEMON@cliente.example",
    "Mensagem não entregue",
    "A mensagem para <joao@cliente.example> não foi entregue: caixa de correio cheia.",
  ],
];

describe("bounces that no program can read by their fields", () => {
  test.each(reports)("%s: are a machine's, and never answered", async (_, from, subject, text) => {
    const made = await desk("desk.example");
    const encoded = `=?utf-8?B?${Buffer.from(subject).toString("base64")}?=`;
    const header = [`From: ${from}`, "To: support@desk.example", `Subject: ${encoded}`];
    const mail = (...more: readonly string[]) =>
      [
        ...header,
        ...more,
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
      ].join("\r\n");
    expect((await hands(made, "", mail())).outcome).toBe("bounce");
    // Some servers send them with a sender.
    const named = await hands(made, "postmaster@mx.example", mail("Message-ID: <b@mx.example>"));
    expect(named.outcome).toBe("bounce");
    await made.engine.composeDue();
    expect(await made.count("AutoReplyDue")).toBe(0);
    expect(made.record.view.ticket(ticketNumber(1))).toBeNull();
  });

  test.each(reports)("%s: a person who quotes one is answered", async (_, _from, _subject, text) => {
    const made = await desk("desk.example");
    const quoted = text.replace(/^|(?<=\r\n)/g, "> ");
    const mail = [
      ...["From: Kim <kim@customer.example>", "To: support@desk.example", "Subject: Mail does not arrive"],
      ...["Message-ID: <q@customer.example>", "Content-Type: text/plain; charset=utf-8", ""],
      ...["Good morning, what does this mean?", "", quoted],
    ].join("\r\n");
    expect((await hands(made, "kim@customer.example", mail)).outcome).toBe("ticket");
    expect(await made.count("AutoReplyDue")).toBe(1);
  });
});
