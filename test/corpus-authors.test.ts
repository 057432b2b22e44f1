import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { distrusted } from "../src/domain/intake/trust.ts";
import { asciiDomain } from "../src/domain/mail/idn.ts";
import { type Checks, domainOf, type ParsedMail } from "../src/domain/mail/index.ts";
import { checkMail } from "../src/edges/authentication/check.ts";
import { DnsError } from "../src/edges/authentication/lookup.ts";
import { defaultLimits, Unreadable } from "../src/edges/mime/limits.ts";
import { readMail } from "../src/edges/mime/read.ts";

/** The author that is read in each mail of `test/corpus` is the one for whom its sender is checked (I-4). */

const folder = join(import.meta.dirname, "corpus");
const peer = { ip: "192.0.2.1", helo: "mx.example", sender: "sender@elsewhere.example" };
const noDns = () => Promise.reject(new DnsError("ENOTFOUND"));

/** A byte order mark before From hides it from programs that check signatures. */
const unclear: readonly string[] = ["header-byte-order-mark"];

test("I-4: only what can be read in several ways is held for its author", async () => {
  const held: string[] = [];
  const other: string[] = [];
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())) {
    const raw = readFileSync(join(folder, name, "mail.eml"));
    const parsed = read(raw);
    if (!parsed?.from) continue;
    const authentication = await checkMail(raw, peer, noDns, parsed.from.address);
    const checks: Checks = { authentication, spam: null, virus: null };
    if (distrusted(checks, parsed.from, parsed)) held.push(name);
    else if (parsed.automatic !== "bounce" && !isChecked(parsed.from.address, authentication.dmarc.domain))
      other.push(name);
  }
  expect(held.toSorted()).toEqual(unclear);
  expect(other).toEqual([]);
});

const isChecked = (address: string, domain: string | null): boolean =>
  domainOf(address) === "" || asciiDomain(domainOf(address)) === domain;

function read(raw: Buffer): ParsedMail | null {
  try {
    return readMail(raw, defaultLimits);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}
