/** For tests: a DNS with a written zone, and mails signed with newly created keys. */
import { generateKeyPairSync } from "node:crypto";
import { sealMessage } from "mailauth/lib/arc/index.js";
import DKIM from "nodemailer/lib/dkim/index.js";
import { DnsError, type DnsRecord, type Lookup } from "./lookup.ts";

/** From "TXT customer.example" to its records; missing names do not exist. A code instead of records is its failure. */
export type Zone = Readonly<Record<string, readonly DnsRecord[] | string>>;

export function zoneLookup(zone: Zone): Lookup & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup: Lookup = async (name, type) => {
    asked.push(`${type} ${name}`);
    const found = zone[`${type} ${name}`];
    if (found === undefined) throw new DnsError("ENOTFOUND");
    if (typeof found === "string") throw new DnsError(found);
    return found;
  };
  return Object.assign(lookup, { asked });
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
/** The record of the key that all mails here are signed with. */
export const key: readonly DnsRecord[] = [[`v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`]];

const plain = [
  "From: Ann <ann@customer.example>",
  "To: support@desk.example",
  "Subject: A question",
  "Date: Mon, 23 Nov 2026 10:00:00 +0000",
  "Message-ID: <1@customer.example>",
  "",
  "How does it work?",
  "",
].join("\r\n");

/** Ann's mail, with some parts replaced. */
export const mail = (replace = "", by = ""): string => (replace === "" ? plain : plain.replace(replace, by));

/** The mail with a DKIM signature of that domain at the top; selector "s1". */
export async function signed(text: string, domain: string): Promise<string> {
  const signer = new DKIM({ domainName: domain, keySelector: "s1", privateKey });
  const out: Buffer[] = [];
  for await (const chunk of signer.sign(text)) out.push(Buffer.from(chunk));
  return Buffer.concat(out).toString();
}

/** The mail with an ARC set at the top, as added by a forwarder for which DKIM passed. */
export async function sealed(text: string, domain: string): Promise<string> {
  const seal = await sealMessage(Buffer.from(text), {
    signingDomain: domain,
    selector: "s1",
    privateKey,
    cv: "none",
    authResults: `mx.${domain}; dkim=pass header.d=customer.example`,
  });
  return `${seal.toString()}${text}`;
}
