import { join } from "node:path";
import type { Finding } from "../../../domain/finding.ts";
import { certificateFilesFinding } from "../../../domain/health/index.ts";
import { factsIn } from "../certificates/check.ts";
import { readCertificate, UnreadableCertificate } from "../certificates/store.ts";

/** Whether DIR/tls has a valid certificate, and its key. */
export const checkCertificate = (folder: string, hostname: string, now: number): Finding =>
  certificateFilesFinding({ tls: join(folder, "tls"), hostname, now }, found(folder, hostname));

function found(folder: string, hostname: string): Parameters<typeof certificateFilesFinding>[1] {
  try {
    const stored = readCertificate(folder);
    return stored && { ...factsIn(stored.x509, hostname), problem: stored.problem };
  } catch (cause) {
    if (!(cause instanceof UnreadableCertificate)) throw cause;
    return { broken: cause.problem };
  }
}
