/** The few elements of DER (X.690 sections 8 and 10) needed for certificates and certificate requests. */
import { isIPv4 } from "node:net";

/** One element: tag, length, content. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  if (bytes.length < 0x80) return Buffer.concat([Buffer.of(tag, bytes.length), bytes]);
  if (bytes.length < 0x100) return Buffer.concat([Buffer.of(tag, 0x81, bytes.length), bytes]);
  return Buffer.concat([Buffer.of(tag, 0x82, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

export const sequence = (...content: Buffer[]) => der(0x30, ...content);
export const set = (...content: Buffer[]) => der(0x31, ...content);
export const context = (number: number, content: Buffer) => der(0xa0 | number, content);
/** The bytes must be a positive number in its shortest form. */
export const integer = (bytes: Buffer) => der(0x02, bytes);
export const octets = (content: Buffer) => der(0x04, content);
export const bitString = (content: Buffer) => der(0x03, Buffer.of(0), content);
export const utf8 = (text: string) => der(0x0c, Buffer.from(text));

const object = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
export const oid = {
  commonName: object("550403"), // 2.5.4.3
  ecdsaWithSha256: object("2a8648ce3d040302"), // 1.2.840.10045.4.3.2
  basicConstraints: object("551d13"), // 2.5.29.19
  keyUsage: object("551d0f"), // 2.5.29.15
  extensionRequest: object("2a864886f70d01090e"), // 1.2.840.113549.1.9.14
  extendedKeyUsage: object("551d25"), // 2.5.29.37
  serverAuth: object("2b06010505070301"), // 1.3.6.1.5.5.7.3.1
  subjectKeyIdentifier: object("551d0e"), // 2.5.29.14
  subjectAltName: object("551d11"), // 2.5.29.17
};

/** RFC 5280 section 4.2.1.6, as an extension. */
export const subjectAltNames = (names: readonly string[]): Buffer =>
  sequence(oid.subjectAltName, octets(sequence(...names.map(generalName))));

function generalName(name: string): Buffer {
  return isIPv4(name) ? der(0x87, Buffer.from(name.split(".").map(Number))) : der(0x82, Buffer.from(name));
}

/** RFC 7468. */
export function pem(label: "CERTIFICATE" | "CERTIFICATE REQUEST", bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
