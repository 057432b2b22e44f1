import { X509Certificate } from "node:crypto";
import { fault, type StoredFault } from "../src/base/fault.ts";
import { ok, type Result, refuse } from "../src/base/result.ts";

// linear: a block holds no hyphen, so that it is read up to the next
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----/g;

/** The certificate authorities in a PEM text, one after another; "" for none. Refuses anything else. */
export function readAuthorities(pem: string): Result<string, StoredFault> {
  const blocks = pem.match(PEM) ?? [];
  const found = certificates(pem);
  if (pem.replace(PEM, "").trim() !== "" || found.length !== blocks.length)
    return refuse(fault("box.not-certificates"));
  const leaf = found.find(({ ca }) => !ca);
  if (leaf !== undefined) return refuse(fault("box.leaf-certificate", { params: { name: nameOf(leaf) } }));
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
