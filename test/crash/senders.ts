/** Clients that keep sending while the server is killed. */
import { createHash, randomUUID } from "node:crypto";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { type Api, apiAt } from "../support/api.ts";
import { mailbox } from "../support/program.ts";
import type { Random } from "../support/random.ts";
import type { Ledger, RequestedReply, SentMail } from "./ledger.ts";

/** Sends mails in one session after another until the server no longer replies. */
export async function sendMails(port: number, random: Random, ledger: Ledger): Promise<void> {
  for (;;) {
    const peer = new Peer(port);
    try {
      if ((await peer.line()) === "") return;
      if ((await peer.ask("EHLO sender.example")) === "") return;
      for (let left = random.int(1, 30); left > 0; left--) {
        if (random.chance(0.03)) break; // disconnects without QUIT
        const mail = nextMail(random, ledger);
        const sender = mail.sent.outcome === "held" ? "" : mail.sent.author;
        peer.send(`MAIL FROM:<${sender}>\r\nRCPT TO:<${mailbox}>\r\nDATA\r\n`);
        await peer.line();
        await peer.line();
        const go = await peer.line();
        if (go === "" || go.startsWith("421")) return;
        if (!go.startsWith("354")) {
          ledger.complaints.push(`DATA was answered with ${go}`);
          return;
        }
        if (random.chance(0.03)) {
          peer.send(mail.raw.subarray(0, mail.raw.length / 2));
          break; // half a mail: it must never appear
        }
        ledger.mails.push(mail.sent);
        peer.send(Buffer.concat([mail.raw, Buffer.from(".\r\n")]));
        const answer = await peer.line();
        mail.sent.id = /^250 2\.6\.0 Queued as (\S+)$/.exec(answer)?.[1] ?? null;
        if (answer === "" || answer.startsWith("421")) return;
        if (mail.sent.id === null) {
          ledger.complaints.push(`a mail was answered with ${answer}`);
          return;
        }
      }
    } finally {
      peer.destroy();
    }
  }
}

/** Requests replies, one after another, until the server no longer responds. */
export async function askAnswers(api: Api, tickets: readonly number[], random: Random, ledger: Ledger) {
  for (;;) {
    const key = randomUUID();
    const asked = { key, ticket: random.pick(tickets), text: `Answer ${key}`, message: null };
    ledger.answers.push(asked);
    if (!(await ask(api, asked, ledger))) return;
  }
}

/** Repeats unconfirmed requests with the same Idempotency-Key, as a good client does. */
export async function askAgain(place: string, token: string, ledger: Ledger): Promise<void> {
  const api = apiAt(place, token);
  for (const asked of ledger.answers) {
    if (asked.message === null) await ask(api, asked, ledger);
  }
  api.close();
}

/** @returns whether the server responded */
async function ask(api: Api, asked: RequestedReply, ledger: Ledger): Promise<boolean> {
  for (;;) {
    const answer = await api
      .post(`/api/v1/tickets/${asked.ticket}/replies`, { text: asked.text }, { "idempotency-key": asked.key })
      .catch(() => null);
    if (answer === null) return false;
    const body = JSON.parse(answer.bytes.toString("utf8"));
    if (answer.status === 201) {
      asked.message = body.id;
      return true;
    }
    if (answer.status === 503) return false;
    if (answer.status === 429) await new Promise((wait) => setTimeout(wait, 500));
    else if (body.code !== "thing.moved-on") {
      ledger.complaints.push(`an answer was refused: ${answer.status} ${JSON.stringify(body)}`);
      return false;
    }
  }
}

/** A new mail: most open a ticket, some continue a conversation, some cannot be replied to and are held. */
function nextMail(random: Random, ledger: Ledger): { readonly sent: SentMail; readonly raw: Buffer } {
  const name = randomUUID();
  const parent = random.chance(0.15) ? someAccepted(random, ledger) : null;
  const held = parent === null && random.chance(0.04);
  const author = parent?.author ?? `customer${random.int(1, 100_000)}@customer.example`;
  const messageId = `<${name}@customer.example>`;
  // Attachments make mails large without work for the search index.
  const filler = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=\r\n".repeat(
    random.chance(0.02) ? random.int(5_000, 20_000) : random.int(1, 100),
  );
  const raw = Buffer.from(
    `${held ? "" : `From: Customer <${author}>\r\n`}To: <${mailbox}>\r\nSubject: Case ${name}\r\n` +
      `Message-ID: ${messageId}\r\n${parent ? `In-Reply-To: ${parent.messageId}\r\n` : ""}` +
      `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n` +
      `Content-Type: text/plain\r\n\r\nPlease look into ${name}.\r\n--b\r\nContent-Type: image/png; name=a.png\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${filler}--b--\r\n`,
  );
  const sha256 = createHash("sha256").update(raw).digest("hex");
  const outcome = held ? "held" : parent ? "reply" : "ticket";
  return {
    raw,
    sent: { sha256, size: raw.length, messageId, author, outcome, parent, id: null },
  };
}

function someAccepted(random: Random, ledger: Ledger): SentMail | null {
  for (let tries = 0; tries < 10 && ledger.mails.length > 0; tries++) {
    const mail = random.pick(ledger.mails);
    if (mail.id !== null && mail.outcome !== "held") return mail;
  }
  return null;
}
