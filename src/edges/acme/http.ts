/** Requests to a CA: small, short, over verified TLS. */
import { type RequestOptions, request } from "node:https";
import { getCACertificates } from "node:tls";
import { fault } from "../../base/fault.ts";
import { failure } from "../../text/index.ts";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export type Http = (
  url: string,
  options: { readonly method: "HEAD" | "GET" | "POST"; readonly body?: string },
) => Promise<HttpAnswer>;

const LARGEST = 1024 * 1024;
const PATIENCE = 30_000;

/**
 * @param more CAs (PEM) that may have issued the server's certificate, in addition to the public ones and the system's
 */
export function httpsRequests(more: string | null): Http {
  const ca = [
    ...new Set([...getCACertificates("default"), ...getCACertificates("system"), ...(more ? [more] : [])]),
  ];
  return (url, { method, body }) =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = {
        method,
        ca,
        // Requests are rare: a connection kept open would have been closed meanwhile.
        agent: false,
        signal: AbortSignal.timeout(PATIENCE),
        headers: {
          "User-Agent": "MailManager",
          ...(body === undefined
            ? {}
            : { "Content-Type": "application/jose+json", "Content-Length": Buffer.byteLength(body) }),
        },
      };
      const sent = request(url, options, (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size > LARGEST) answer.destroy(failure(fault("server.too-much")));
          else chunks.push(chunk);
        });
        answer.on("error", reject);
        answer.on("end", () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });
}
