import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { rootCertificates } from "node:tls";
import { fault, type StoredFault } from "../../src/base/fault.ts";
import { problemOf, Refusal } from "../refusal.ts";

export interface Fetched {
  /** The final URL, after redirections. */
  readonly url: URL;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Fetches a URL over HTTP(S). Throws a Refusal that says what is wrong with the connection. */
export type Fetch = (url: URL) => Promise<Fetched>;

export interface FetchOptions {
  /** The proxy, as http://HOST:PORT. */
  readonly proxy: string | null;
  /** Additional certificate authorities, as PEM. */
  readonly authorities: string;
  /** Milliseconds without data after which a connection is given up. */
  readonly patience?: number;
}

const REDIRECTS = 5;

/** @see Fetch */
export function createFetch({ proxy, authorities, patience = 60_000 }: FetchOptions): Fetch {
  const proxyEnv = proxy === null ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const ca = authorities.trim() === "" ? {} : { ca: [...rootCertificates, authorities] };

  return (url) => follow(url, REDIRECTS);

  async function follow(url: URL, left: number): Promise<Fetched> {
    const response = await get(url);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      response.destroy();
      const next = URL.canParse(headers.location, url) ? new URL(headers.location, url) : null;
      // A redirection from https to http is refused, even though the signature is what counts.
      const good =
        next && /^https?:$/.test(next.protocol) && !(url.protocol === "https:" && next.protocol === "http:");
      if (!good || left === 0)
        throw new Refusal(fault("box.update.redirects", { params: { address: addressOf(url) } }));
      return follow(next, left - 1);
    }
    if (statusCode === 200) return { url, body: bytesOf(url, response) };
    response.destroy();
    throw new Refusal(unserved(addressOf(url), statusCode));
  }

  function get(url: URL): Promise<IncomingMessage> {
    const secure = url.protocol === "https:";
    const agent = secure ? new HttpsAgent({ ...proxyEnv, ...ca }) : new HttpAgent(proxyEnv);
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, { agent, timeout: patience }, resolve);
      request.on("timeout", () =>
        request.destroy(new Refusal(fault("server.late", { params: { seconds: patience / 1000 } }))),
      );
      request.on("error", (cause) => reject(broken(url, cause)));
      request.end();
    });
  }
}

async function* bytesOf(url: URL, response: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of response) yield chunk;
  } catch (cause) {
    throw broken(url, cause);
  }
}

const broken = (url: URL, cause: unknown) =>
  new Refusal(
    fault("box.update.unfetched", { params: { address: addressOf(url), problem: problemOf(cause) } }),
  );

const unserved = (address: string, status: number): StoredFault =>
  status === 404
    ? fault("box.update.not-found", { params: { address } })
    : fault("box.update.http", { params: { address, status } });

/** Without what may be secret in it. */
const addressOf = ({ origin, pathname }: URL): string => `${origin}${pathname}`;
