/** A request to the pages of an appliance with a self-signed certificate. */
import { createHash } from "node:crypto";
import { request } from "node:https";
import { TLSSocket } from "node:tls";

export interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
  /** The certificate's SHA-256, in lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/**
 * Gets a page, or posts a form to it.
 * @param port loopback port of HTTPS
 * @throws if there is no response within two minutes
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
