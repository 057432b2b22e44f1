/** Reads an update file: its manifest, and its two parts, each verified as it is read. */
import { createHash } from "node:crypto";
import { Refusal } from "../refusal.ts";
import { type Member, membersOf } from "./archive.ts";
import { LARGEST_UKI, type Manifest, openManifest, type TrustedKey } from "./manifest.ts";

const LARGEST_MANIFEST = 65_536;

export interface Package {
  readonly manifest: Manifest;
  /** Bytes of both parts. */
  readonly size: number;
  /** The kernel image for the boot partition. To be read before `root`. */
  uki(): Promise<Uint8Array>;
  /** The file system for the slot. Throws a Refusal after the last byte if they are not the signed ones. */
  root(): AsyncGenerator<Uint8Array, void, undefined>;
  close(): Promise<void>;
}

/** Opens an update and reads its manifest. Throws a Refusal unless it is signed with one of these keys. */
export async function openPackage(
  source: AsyncIterable<Uint8Array>,
  keys: readonly TrustedKey[],
): Promise<Package> {
  const members = membersOf(source);
  const close = async () => {
    await members.return();
  };
  try {
    const bytes = await (await expect(members, "manifest.json")).read(LARGEST_MANIFEST);
    const next = await expect(members, "manifest.sig", "uki.efi");
    const signatures =
      next.name === "manifest.sig" ? Buffer.from(await next.read(LARGEST_MANIFEST)).toString() : "";
    const opened = openManifest(bytes, signatures, keys);
    if (!opened.ok) throw new Refusal(opened.error.text, opened.error.todo ?? "", opened.error.code);
    const manifest = opened.value;
    return {
      ...{ manifest, close },
      size: manifest.uki.size + manifest.root.size,
      async uki() {
        const found: Uint8Array[] = [];
        const member = await expect(members, "uki.efi");
        for await (const chunk of checked(member, manifest.uki, LARGEST_UKI)) found.push(chunk);
        return Buffer.concat(found);
      },
      async *root() {
        yield* checked(await expect(members, "root.img"), manifest.root, manifest.root.size);
      },
    };
  } catch (cause) {
    await close();
    throw cause;
  }
}

async function expect(members: AsyncGenerator<Member, void, undefined>, ...names: string[]): Promise<Member> {
  const { value } = await members.next();
  if (value && names.includes(value.name)) return value;
  throw new Refusal("This is not an update file", "Choose a file whose name is mailmanager-VERSION.update");
}

async function* checked(member: Member, said: Manifest["uki"], most: number) {
  if (member.size !== said.size || member.size > most) throw changed();
  const hash = createHash("sha256");
  for await (const chunk of member.chunks()) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== said.sha256) throw changed();
}

const changed = () =>
  new Refusal(
    "The update file is damaged or was changed: its content is not what was signed",
    "Download the update file again",
  );
