import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from "node:crypto";
import { domainToASCII } from "node:url";
import {
  bitString,
  context,
  der,
  integer,
  octets,
  oid,
  pem,
  sequence,
  set,
  subjectAltNames,
  utf8,
} from "./der.ts";

/**
 * A self-signed certificate, so that TLS works until there is another one: EC P-256, signed with
 * ECDSA and SHA-256 (RFC 5280, RFC 5480, RFC 5758), for a server with the given name, localhost and 127.0.0.1.
 *
 * @param options.hostname a host name or IPv4 address
 * @param options.now milliseconds since 1970; validity starts an hour earlier, for clocks that lag
 * @param options.days how long it is valid
 * @param options.key the private key (EC P-256, PEM); default: a new one
 * @returns the private key (PKCS #8) and the certificate, both as PEM
 * @throws for a host name that cannot be in a certificate
 */
export function selfSigned(options: { hostname: string; now: number; days?: number; key?: string }): {
  key: string;
  cert: string;
} {
  const { now, days = 825 } = options;
  const hostname = asciiHost(options.hostname);
  const privateKey =
    options.key === undefined
      ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
      : createPrivateKey(options.key);
  const publicKey = createPublicKey(privateKey);
  const key = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(set(sequence(oid.commonName, utf8(hostname.slice(0, 64)))));
  // RFC 5280 section 4.1.2
  const body = sequence(
    context(0, integer(Buffer.of(2))),
    integer(serialNumber()),
    sequence(oid.ecdsaWithSha256),
    name,
    sequence(time(now - 3_600_000), time(now + days * 86_400_000)),
    name,
    key,
    context(3, extensions(hostname, key)),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = sequence(body, sequence(oid.ecdsaWithSha256), bitString(signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: pem("CERTIFICATE", certificate),
  };
}

/** RFC 5280 section 7.2: host names in certificates are written in A-labels. */
export function asciiHost(text: string): string {
  const name = text.toLowerCase().replace(/\.$/, "");
  const ascii = /[^\p{ASCII}]/u.test(name) ? domainToASCII(name) : name;
  const isHost = ascii.length <= 253 && ascii.split(".").every((label) => /^[a-z0-9_-]{1,63}$/.test(label));
  if (!isHost) throw new Error(`not a host name: ${JSON.stringify(text)}`);
  return ascii;
}

/** RFC 5280 section 4.2.1. */
function extensions(hostname: string, key: Buffer): Buffer {
  const names = [...new Set([hostname, "localhost", "127.0.0.1"])];
  const digitalSignature = der(0x03, Buffer.of(7, 0x80));
  return sequence(
    // 4.2.1.9: not a CA, which is the default and so left out
    sequence(oid.basicConstraints, critical, octets(sequence())),
    // 4.2.1.3
    sequence(oid.keyUsage, critical, octets(digitalSignature)),
    // 4.2.1.12
    sequence(oid.extendedKeyUsage, octets(sequence(oid.serverAuth))),
    // 4.2.1.2, as any value that identifies the key
    sequence(oid.subjectKeyIdentifier, octets(octets(createHash("sha1").update(key).digest()))),
    // 4.2.1.6
    subjectAltNames(names),
  );
}

/** RFC 5280 section 4.1.2.2: positive, at most 20 octets, here with 127 random bits. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** RFC 5280 section 4.1.2.5: two-digit years until 2049, four-digit ones from then on. */
function time(milliseconds: number): Buffer {
  const digits = `${new Date(milliseconds).toISOString().slice(0, 19).replace(/[-T:]/g, "")}Z`;
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return isShort ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}

const critical = der(0x01, Buffer.of(0xff));
