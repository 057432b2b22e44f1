/** The thread in which mails are composed and signed, one at a time. */

import { parentPort } from "node:worker_threads";
import { compose, hashed } from "./compose.ts";
import type { Answer, Task } from "./composer.ts";
import { signing } from "./dkim.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a worker's");

port.on("message", async ({ draft, keys }: Task) => {
  try {
    const { bytes, sha256 } = await hashed(signing(compose, () => keys))(draft);
    // A copy: a small mail's bytes are part of a larger buffer, which cannot be moved.
    const raw = new Uint8Array(bytes);
    port.postMessage({ raw, sha256 } satisfies Answer, [raw.buffer]);
  } catch (error) {
    const broken = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ broken } satisfies Answer);
  }
});
