/** One request to the pages of a box, whose certificate is its own. */
import { createHash } from "node:crypto";
import { request } from "node:https";
import { TLSSocket } from "node:tls";

export interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
  /** Of the certificate that was shown: SHA-256, in lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/**
 * Opens a page, or sends a form to it.
 * @param port of this machine's loopback, where HTTPS is served
 * @throws when nothing answers within two minutes
 */
export function openPage(port: number, path: string, form?: Readonly<Record<string, string>>): Promise<Page> {
  return new Promise((done, failed) => {
    const asked = request(
      {
        ...{ host: "127.0.0.1", port, path, method: form ? "POST" : "GET" },
        ...{ rejectUnauthorized: false, agent: false, signal: AbortSignal.timeout(120_000) },
        headers: {
          host: "desk.example",
          "sec-fetch-site": "same-origin",
          ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
        },
      },
      (response) => {
        const { socket } = response;
        const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : Buffer.alloc(0);
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", failed);
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            text,
            fingerprint: createHash("sha256").update(certificate).digest("hex"),
          }),
        );
      },
    );
    asked.on("error", failed);
    asked.end(form ? new URLSearchParams(form).toString() : undefined);
  });
}
