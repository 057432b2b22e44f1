import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";
import { domainToASCII } from "node:url";

/**
 * A certificate of our own making, so that TLS works until there is a real one: EC P-256, signed by itself with
 * ECDSA and SHA-256 (RFC 5280, RFC 5480, RFC 5758), good for a server of the given name, localhost and 127.0.0.1.
 *
 * @param options.hostname a host name or IPv4 address
 * @param options.now milliseconds since 1970; validity starts an hour earlier, for clocks that lag
 * @param options.days how long it is valid
 * @returns the private key (PKCS #8) and the certificate, both as PEM
 * @throws on a host name that no certificate can carry
 */
export function selfSigned(options: { hostname: string; now: number; days?: number }): {
  key: string;
  cert: string;
} {
  const { now, days = 825 } = options;
  const hostname = asciiHost(options.hostname);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
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
    cert: pem(certificate),
  };
}

/** RFC 5280 section 7.2: in a certificate a host name is written in A-labels. */
function asciiHost(text: string): string {
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
    sequence(oid.subjectAltName, octets(sequence(...names.map(generalName)))),
  );
}

function generalName(name: string): Buffer {
  return isIPv4(name) ? der(0x87, Buffer.from(name.split(".").map(Number))) : der(0x82, Buffer.from(name));
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

// DER, X.690 sections 8 and 10.

/** One element: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  if (bytes.length < 0x80) return Buffer.concat([Buffer.of(tag, bytes.length), bytes]);
  if (bytes.length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, bytes.length), bytes]);
  return Buffer.concat([Buffer.of(tag, 0x82, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const set = (...content: Buffer[]) => der(0x31, ...content);
const context = (number: number, content: Buffer) => der(0xa0 | number, content);
/** The bytes must be those of a positive number in its shortest form. */
const integer = (bytes: Buffer) => der(0x02, bytes);
const octets = (content: Buffer) => der(0x04, content);
const bitString = (content: Buffer) => der(0x03, Buffer.of(0), content);
const utf8 = (text: string) => der(0x0c, Buffer.from(text));
const critical = der(0x01, Buffer.of(0xff));

const object = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const oid = {
  commonName: object("550403"), // 2.5.4.3
  ecdsaWithSha256: object("2a8648ce3d040302"), // 1.2.840.10045.4.3.2
  basicConstraints: object("551d13"), // 2.5.29.19
  keyUsage: object("551d0f"), // 2.5.29.15
  extendedKeyUsage: object("551d25"), // 2.5.29.37
  serverAuth: object("2b06010505070301"), // 1.3.6.1.5.5.7.3.1
  subjectKeyIdentifier: object("551d0e"), // 2.5.29.14
  subjectAltName: object("551d11"), // 2.5.29.17
};

function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
