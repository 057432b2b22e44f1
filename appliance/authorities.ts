import { X509Certificate } from "node:crypto";
import { ok, type Result, refuse } from "../src/base/result.ts";
import { type BoxFault, boxFault } from "./fault.ts";

// linear: a block holds no hyphen, so that it is read up to the next
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----/g;

/** The certificate authorities in a PEM text, one after another; "" for none. Refuses anything else. */
export function readAuthorities(pem: string): Result<string, BoxFault> {
  const blocks = pem.match(PEM) ?? [];
  const found = certificates(pem);
  if (pem.replace(PEM, "").trim() !== "" || found.length !== blocks.length)
    return refuse(
      boxFault("refused", "This is not a list of certificates", "Paste certificates in PEM format"),
    );
  const leaf = found.find(({ ca }) => !ca);
  if (leaf !== undefined) {
    const todo = "Paste the certificate of the CA that issued it";
    return refuse(boxFault("refused", `${nameOf(leaf)} is a server's certificate`, todo));
  }
  return ok(found.map((one) => one.toString()).join(""));
}

/** The certificates in a text, without those that cannot be read. */
export function certificates(pem: string): readonly X509Certificate[] {
  return (pem.match(PEM) ?? []).flatMap((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      return [];
    }
  });
}

export const nameOf = ({ subject }: X509Certificate): string => subject.replaceAll("\n", ", ");
