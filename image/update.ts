/** Makes the update file: a release for machines that run an older one. */

import { statSync } from "node:fs";
import { sha256OfFile } from "./cache.ts";
import { type SigningKey, signatureLine } from "./signing.ts";
import { writeTar } from "./tar.ts";

export interface UpdateParts {
  readonly version: string;
  readonly architecture: string;
  readonly epoch: number;
  readonly uki: string;
  readonly root: string;
  /** The root hash of the hash tree (SHA-256), in hexadecimal. */
  readonly verity: string;
  readonly key: SigningKey;
  readonly path: string;
}

/** The oldest release that this one can be installed over: any, so far. */
const oldest = "0";

/**
 * Writes `manifest.json`, its signature, the kernel and the root, in this order, so that an update is refused early.
 */
export async function makeUpdate({
  version,
  architecture,
  epoch,
  uki,
  root,
  verity,
  key,
  path,
}: UpdateParts): Promise<void> {
  const part = async (file: string): Promise<{ sha256: string; size: number }> => ({
    sha256: await sha256OfFile(file),
    size: statSync(file).size,
  });
  const manifest = {
    format: 1,
    product: "mailmanager",
    version,
    architecture,
    builtAt: new Date(epoch * 1000).toISOString(),
    minimum: oldest,
    root: await part(root),
    uki: await part(uki),
    verity,
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeTar(
    path,
    [
      { name: "manifest.json", content: bytes },
      { name: "manifest.sig", content: Buffer.from(signatureLine(bytes, key)) },
      { name: "uki.efi", content: { file: uki } },
      { name: "root.img", content: { file: root } },
    ],
    epoch,
  );
}
