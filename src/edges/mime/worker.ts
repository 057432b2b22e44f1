/** The thread in which mails are read: takes batches, posts results as they are ready. */

import { Buffer } from "node:buffer";
import { parentPort, workerData } from "node:worker_threads";
import { fault, storedFault } from "../../base/fault.ts";
import type { AttachmentFile } from "../../domain/mail/index.ts";
import { readAttachment, readAttachments } from "./attachment.ts";
import { textsOf } from "./files/texts-of.ts";
import { renderHtml } from "./html-to-text.ts";
import { type Limits, Unreadable } from "./limits.ts";
import type { Batch, Job, Outcome, Results, WorkerData } from "./messages.ts";
import { readMail } from "./read.ts";
import { sanitise } from "./sanitise.ts";
import { viewMail } from "./view.ts";

const { limits, begun }: WorkerData = workerData;
const port = parentPort;
if (port === null) throw new Error("this file is a worker's");

port.on("message", ({ jobs, bytes }: Batch) => {
  let outcomes: [number, Outcome][] = [];
  let postedAt = performance.now();
  jobs.forEach((job, index) => {
    Atomics.add(begun, 0, 1);
    outcomes.push([index, run(job, Buffer.from(bytes, job.offset, job.length), limits)]);
    // So that a small mail need not wait for the large one after it.
    const last = index === jobs.length - 1;
    if (last || performance.now() - postedAt > POST_AFTER) {
      port.postMessage({ outcomes } satisfies Results);
      outcomes = [];
      postedAt = performance.now();
    }
  });
});

/** Milliseconds. */
const POST_AFTER = 10;

/** A view would be posted with all of its underlying buffer. */
const withOwnBytes = (file: AttachmentFile): AttachmentFile => ({
  ...file,
  bytes: new Uint8Array(file.bytes),
});

function run(job: Job, raw: Buffer, limits: Limits): Outcome {
  try {
    switch (job.kind) {
      case "read":
        return { kind: "read", mail: readMail(raw, limits) };
      case "view":
        return { kind: "view", view: viewMail(raw, job, limits) };
      case "attachment": {
        const file = readAttachment(raw, job.id, limits);
        return { kind: "attachment", file: file && withOwnBytes(file) };
      }
      case "attachments":
        return { kind: "attachments", files: readAttachments(raw, limits).map(withOwnBytes) };
      case "file-texts":
        return { kind: "file-texts", text: textsOf(raw, job.of, job.most, limits) };
      case "sanitise": {
        const { html, cut } = sanitise(raw.toString(), { remote: true, local: () => null });
        if (cut) throw new Unreadable(fault("mail.too-many-elements"));
        return { kind: "sanitise", html };
      }
      case "text":
        return { kind: "text", text: renderHtml(raw.toString()).text };
    }
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", fault: storedFault(error.fault) };
    return { kind: "broken", stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
