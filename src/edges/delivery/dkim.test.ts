import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dkimRecord } from "../../domain/settings/index.ts";
import type { Draft } from "../../engine/outgoing/draft.ts";
import { compose } from "./compose.ts";
import { type SigningKey, signature, signing } from "./dkim.ts";

const pem = { type: "pkcs8", format: "pem" } as const;
const der = { type: "spki", format: "der" } as const;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed25519 = generateKeyPairSync("ed25519");
const keys: readonly SigningKey[] = [
  {
    domain: "example.org",
    selector: "mm20261123",
    algorithm: "rsa",
    privateKey: rsa.privateKey.export(pem).toString(),
  },
  {
    domain: "example.org",
    selector: "mm20261123b",
    algorithm: "ed25519",
    privateKey: ed25519.privateKey.export(pem).toString(),
  },
];
const publicKeys = {
  rsa: rsa.publicKey.export(der).toString("base64"),
  ed25519: ed25519.publicKey.export(der).subarray(-32).toString("base64"),
};
const records = Object.fromEntries(
  keys.map((key) => {
    const { name, text } = dkimRecord({ ...key, publicKey: publicKeys[key.algorithm] }, "example.org");
    return [`${name}.`, text];
  }),
);

const draft: Draft = {
  messageId: "<t1.abc.def@example.org>",
  inReplyTo: "<q@example.com>",
  references: ["<p@example.com>", "<q@example.com>"],
  date: Date.UTC(2026, 10, 23, 12),
  from: { name: "Müller & Söhne", address: "help@example.org" },
  replyTo: { name: "", address: "help+t1.abc@example.org" },
  to: [{ name: "Ann", address: "ann@example.com" }],
  cc: [],
  subject: "Re: Grüße, a subject that is long enough to be folded over more than one line of the header",
  text: "Hello  Ann, \n\n.\n..\nFrom here\n\n\n",
  html: "<p>Hello</p>",
  attachments: [{ name: "a.bin", type: "application/octet-stream", bytes: Buffer.from([0, 255, 13, 10]) }],
  automatic: false,
};

/** dkimpy's verdict on each signature of each mail. */
function verify(mails: readonly Uint8Array[], signatures: number): boolean[][] {
  const script = `
import base64, dkim, json, sys
given = json.load(sys.stdin)
def txt(name, timeout=5):
  return given["records"].get(name.decode() if isinstance(name, bytes) else name, "").encode() or None
out = []
for mail in given["mails"]:
  d = dkim.DKIM(base64.b64decode(mail))
  seen = []
  for n in range(given["signatures"]):
    try: seen.append(bool(d.verify(idx=n, dnsfunc=txt)))
    except dkim.DKIMException as e: seen.append(False)
  out.append(seen)
print(json.dumps(out))`;
  const input = JSON.stringify({
    records,
    signatures,
    mails: mails.map((mail) => Buffer.from(mail).toString("base64")),
  });
  return JSON.parse(execFileSync("/usr/bin/python3", ["-c", script], { input, encoding: "utf8" }));
}

const signedCompose = signing(compose, (domain) => keys.filter((key) => key.domain === domain));

describe("signing", () => {
  it("makes signatures that another implementation verifies, by RSA and by Ed25519", async () => {
    const mail = await signedCompose(draft);
    expect(verify([mail], 2)).toEqual([[true, true]]);
  });

  it("does so for any draft", async () => {
    const texts = fc.sample(fc.string({ unit: "binary", maxLength: 300 }), { numRuns: 15, seed: 7 });
    const lines = fc.sample(fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "a", "."), maxLength: 60 }), {
      numRuns: 15,
      seed: 7,
    });
    const mails = await Promise.all(
      [...texts, ...lines].map((text) => signedCompose({ ...draft, subject: text, text, html: null })),
    );
    expect(verify(mails, 2)).toEqual(mails.map(() => [true, true]));
  });

  it("covers body, subject and a second From", async () => {
    const mail = Buffer.from(await signedCompose(draft)).toString("latin1");
    const forged = [
      mail.replace("Hello", "Hullo"),
      mail.replace("Subject: ", "Subject: Not "),
      `From: <other@example.org>\r\n${mail}`,
    ];
    expect(
      verify(
        forged.map((text) => Buffer.from(text, "latin1")),
        2,
      ),
    ).toEqual(forged.map(() => [false, false]));
  });

  it("gives the same bytes for the same draft, and keeps lines short", async () => {
    const mail = Buffer.from(await signedCompose(draft));
    expect(mail.equals(await signedCompose(draft))).toBe(true);
    const [key] = keys;
    if (!key) throw new Error("no key");
    const lines = signature(mail, key, 1).split("\r\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(90);
  });

  it("leaves mail of domains without a key as it is", async () => {
    const other = { ...draft, from: { name: "", address: "help@example.net" } };
    expect(Buffer.from(await signedCompose(other)).equals(await compose(other))).toBe(true);
  });

  it("signs a mail without a body", () => {
    const bare = Buffer.from("From: <help@example.org>\r\nSubject: x\r\n\r\n");
    const mails = keys.map((key) => Buffer.concat([Buffer.from(signature(bare, key, 1_700_000_000)), bare]));
    expect(verify(mails, 1)).toEqual([[true], [true]]);
  });
});
