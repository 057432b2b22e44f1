import { type Sha256, sha256 } from "../../base/ids.ts";
import type { NewBlob } from "../new-blob.ts";
import type { JournalPort } from "../port.ts";
import type { Client, Connections } from "./connections.ts";

export interface Blobs {
  readonly keep: JournalPort["keep"];
  readonly find: JournalPort["blob"];
  readonly names: JournalPort["blobNames"];
}

/** Bytes of a part: limits what the server and we handle at once. */
const PART = 256 * 1024;

/** Blobs in parts. */
export function createBlobs(database: Connections): Blobs {
  return {
    async keep(blobs) {
      if (blobs.length > 0) await database.transaction((client) => keep(client, blobs));
    },
    async find(name) {
      const sha256 = Buffer.from(name, "hex");
      const [blob] = await database.rows<{ size: number }>(
        "SELECT size::float8 AS size FROM mailmanager.blob WHERE sha256 = $1",
        [sha256],
      );
      if (blob === undefined) return null;
      const parts: Buffer[] = [];
      for (let part = 0; part * PART < blob.size; part++) {
        const [row] = await database.rows<{ body: Buffer }>(
          "SELECT body FROM mailmanager.blob_part WHERE sha256 = $1 AND part = $2",
          [sha256, part],
        );
        if (row === undefined) throw new Error(`part ${part} of the blob ${name} is missing`);
        parts.push(row.body);
      }
      return Buffer.concat(parts);
    },
    async names(after, limit) {
      const found = await database.rows<{ sha256: Buffer }>(
        "SELECT sha256 FROM mailmanager.blob WHERE sha256 > $1 ORDER BY sha256 LIMIT $2",
        [Buffer.from(after ?? "", "hex"), limit],
      );
      return found.map((row): Sha256 => sha256(row.sha256.toString("hex")));
    },
  };
}

/** In the order of their names, so that two who keep the same ones do not wait for each other. */
async function keep(client: Client, blobs: readonly NewBlob[]): Promise<void> {
  const byName = new Map(blobs.map((one) => [one.sha256, one.bytes]));
  const names = [...byName.keys()].toSorted();
  const fresh = await client.rows<{ sha256: Buffer }>(
    `INSERT INTO mailmanager.blob (sha256, size) SELECT * FROM unnest($1::bytea[], $2::bigint[]) ORDER BY 1
     ON CONFLICT DO NOTHING RETURNING sha256`,
    [names.map((name) => Buffer.from(name, "hex")), names.map((name) => byName.get(name)?.length ?? 0)],
  );
  const parts = fresh.flatMap(({ sha256: name }) =>
    partsOf(byName.get(sha256(name.toString("hex"))) ?? new Uint8Array()).map((body, part) => ({
      name,
      part,
      body,
    })),
  );
  for (const some of inGroups(parts)) {
    await client.rows(
      `INSERT INTO mailmanager.blob_part (sha256, part, body)
       SELECT * FROM unnest($1::bytea[], $2::integer[], $3::bytea[])`,
      [some.map(({ name }) => name), some.map(({ part }) => part), some.map(({ body }) => body)],
    );
  }
}

function partsOf(bytes: Uint8Array): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PART) parts.push(Buffer.from(bytes.subarray(at, at + PART)));
  return parts;
}

/** Parts that are sent together: as many as four full ones have bytes. */
function inGroups<T extends { readonly body: Buffer }>(parts: readonly T[]): T[][] {
  const groups: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of parts) {
    if (bytes + one.body.length > 4 * PART) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push(one);
    bytes += one.body.length;
  }
  return groups;
}
