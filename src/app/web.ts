import { IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { type Client, clientOf } from "../base/client.ts";
import type { Log } from "../base/log.ts";
import { networkOf } from "../base/network.ts";
import { networksNow, onlyLoopback } from "../edges/authentication/trusted.ts";
import { uploadPaths } from "../edges/web/index.ts";
import type { KeyAndCertificate } from "../engine/operate/certificates/check.ts";
import type { Configuration, Listen } from "./configuration.ts";
import { type ListenAddress, listenAt } from "./listen.ts";
import { sequentially } from "./sequential.ts";
import { type Fetch, redirects, toHttps } from "./to-https.ts";
import { announceClose, lingerOnClose } from "./unread.ts";

export interface WebParts {
  readonly fetch: Fetch;
  readonly configuration: Configuration;
  readonly certificate: KeyAndCertificate;
  /** Addresses and networks of the proxies that are believed, as they are at that time. */
  readonly proxies: () => readonly string[];
  readonly log: Log;
}

export interface Web {
  readonly http: string | null;
  readonly https: string | null;
  /** Uses this certificate for new connections from now on. */
  renew(certificate: KeyAndCertificate): void;
  /** Accepts no more, lets requests in progress finish for `graceMs`, then aborts the rest. */
  close(graceMs: number): Promise<void>;
}

/** The pages and the API on one or two listeners. */
export async function listenWeb({ fetch, configuration, certificate, proxies, log }: WebParts): Promise<Web> {
  const servers: ServerType[] = [];
  const isProxy = networksNow(proxies, "trusted_proxies");
  const spared = (ip: string) => onlyLoopback(ip) || isProxy(ip);
  const known = withClient(fetch, isProxy);
  const open = async (what: "http" | "https", listen: Listen | null): Promise<string | null> => {
    if (listen === null) return null;
    const tls =
      what === "https"
        ? {
            createServer: createTlsServer,
            serverOptions: { ...certificate, ...looked, handshakeTimeout: HANDSHAKE },
          }
        : { serverOptions: looked };
    const pages = what === "http" && redirects(configuration) ? toHttps(known) : known;
    return listenAt(what, listen, async (where) => {
      const server = createWebServer(pages, tls, spared);
      const port = await listening(server, where);
      // Before, the failure is the caller's.
      server.on("error", (cause) => log.error(`${what}: listener failed`, { cause }));
      servers.push(server);
      return port;
    });
  };
  const close = async (graceMs: number) => {
    await Promise.all(servers.map((server) => ended(server, graceMs)));
  };
  const renew = (to: KeyAndCertificate) => {
    for (const server of servers) if (server instanceof TlsServer) server.setSecureContext({ ...to });
  };
  try {
    return {
      renew,
      http: await open("http", configuration.http),
      https: await open("https", configuration.https),
      close,
    };
  } catch (cause) {
    await close(0);
    throw cause;
  }
}

/**
 * Adds to the facts about a request's connection who sent it, as `client`.
 * @param isProxy whether an address is a proxy's, whose word about that is believed
 */
export function withClient(pages: Fetch, isProxy: (ip: string) => boolean): Fetch {
  return (request, env) => {
    const incoming = "incoming" in env ? env.incoming : null;
    const peer = (incoming instanceof IncomingMessage ? incoming.socket.remoteAddress : undefined) ?? "";
    const header = (name: string) =>
      incoming instanceof IncomingMessage ? lineOf(incoming.headers[name]) : request.headers.get(name);
    let client: Client | undefined;
    return pages(request, {
      ...env,
      get client() {
        client ??= clientOf({ url: request.url, header, peer }, isProxy);
        return client;
      },
    });
  };
}

const lineOf = (value: string | readonly string[] | undefined): string | null =>
  typeof value === "string" ? value : (value?.join(", ") ?? null);

/**
 * A web server that no client can block by what it sends; it does not listen yet.
 * @param spared whether an address may open more connections than one network's share: this machine, known proxies
 */
export function createWebServer(
  pages: Fetch,
  tls: object = {},
  spared: (ip: string) => boolean = onlyLoopback,
): ServerType {
  // We handle what is left of a body ourselves: the library would read up to 64 MB of it.
  const server = createAdaptorServer({
    ...{ fetch: sequentially(announceClose(pages)), autoCleanupIncoming: false },
    ...tls,
  });
  limit(server);
  limitConnections(server, spared);
  return server;
}

/** How often connections are looked at whose header takes too long, in milliseconds: by default they have half a minute more. */
const looked = { connectionsCheckingInterval: 5000 } as const;

/** Milliseconds for a TLS handshake. */
const HANDSHAKE = 15_000;
/** The most connections of a listener, and of one network; those of this machine and of known proxies count for all only. */
const CONNECTIONS = { all: 4000, network: 500 } as const;

/** Beyond its share a network gets no further connection, so that no one can take them all. */
function limitConnections(server: ServerType, spared: (ip: string) => boolean): void {
  const open = new Map<string, number>();
  server.maxConnections = CONNECTIONS.all;
  server.prependListener("connection", (socket: Socket) => {
    const { remoteAddress: ip } = socket;
    if (ip === undefined || spared(ip)) return;
    const network = networkOf(ip);
    const count = open.get(network) ?? 0;
    if (count >= CONNECTIONS.network) {
      socket.destroy();
      return;
    }
    open.set(network, count + 1);
    socket.once("close", () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
}

/** Milliseconds within which a request has to be complete; and for one with a large file, over a slow connection. */
const WHOLE = { usual: 300_000, large: 12 * 3_600_000 } as const;

/** Slow and idle peers must not hold a connection indefinitely. Times in milliseconds. */
function limit(server: ServerType): void {
  if (!("headersTimeout" in server)) return;
  const http: Pick<Server, "headersTimeout" | "requestTimeout" | "keepAliveTimeout" | "timeout" | "on"> =
    server;
  lingerOnClose(http);
  http.headersTimeout = 20_000;
  http.keepAliveTimeout = 15_000;
  // For all connections: no data at all for that long.
  http.timeout = WHOLE.usual;
  // Node has one limit for all requests; those with large files need another.
  http.requestTimeout = 0;
  http.on("request", (request) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const longest = uploadPaths.includes(path) ? WHOLE.large : WHOLE.usual;
    const cut = setTimeout(() => {
      if (!request.complete) request.destroy();
    }, longest).unref();
    request.once("close", () => clearTimeout(cut));
  });
}

function listening(server: ServerType, where: ListenAddress): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the listener has no port"));
      else resolve(address.port);
    });
  });
}

function ended(server: ServerType, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      if ("closeAllConnections" in server) server.closeAllConnections();
    }, graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  });
}
