import type { StoredFault } from "../../base/fault.ts";
import type { AttachmentFile, ParsedMail } from "../../domain/mail/index.ts";
import type { MailView } from "../../engine/intake/reader.ts";
import type { Limits } from "./limits.ts";

/** The messages between pool and worker. */

/** One job for one mail, at that place in the batch's bytes. */
export type Job = { readonly offset: number; readonly length: number } & Task;

export type Task =
  | { readonly kind: "read" }
  | { readonly kind: "view"; readonly pictures: boolean; readonly cid: string }
  | { readonly kind: "attachment"; readonly id: string }
  | { readonly kind: "attachments" }
  /** The text in a file, or in the attachments of a mail. */
  | {
      readonly kind: "file-texts";
      readonly of: { readonly name: string; readonly type: string } | null;
      readonly most: number;
    }
  /** The bytes are an agent's HTML, UTF-8: sanitise it, or convert it to plain text. */
  | { readonly kind: "sanitise" }
  | { readonly kind: "text" };

/** Many mails in one message: the bytes are in one buffer, which is transferred and not copied. */
export interface Batch {
  readonly jobs: readonly Job[];
  readonly bytes: ArrayBuffer;
}

export type Outcome =
  | { readonly kind: "read"; readonly mail: ParsedMail }
  | { readonly kind: "view"; readonly view: MailView }
  | { readonly kind: "attachment"; readonly file: AttachmentFile | null }
  | { readonly kind: "attachments"; readonly files: readonly AttachmentFile[] }
  | { readonly kind: "file-texts"; readonly text: string }
  | { readonly kind: "sanitise"; readonly html: string }
  | { readonly kind: "text"; readonly text: string }
  /** The mail exceeds a limit. */
  | { readonly kind: "unreadable"; readonly fault: StoredFault }
  /** The reader has a bug; the stack is for the log. */
  | { readonly kind: "broken"; readonly stack: string };

/** Results of jobs in the current batch, by their index in it. */
export interface Results {
  readonly outcomes: readonly (readonly [index: number, outcome: Outcome])[];
}

export interface WorkerData {
  readonly limits: Limits;
  /** Its only element counts the jobs that were started in the worker's life. Identifies the culprit when a worker dies. */
  readonly begun: Int32Array<SharedArrayBuffer>;
}
