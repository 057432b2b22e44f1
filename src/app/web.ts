import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { Server as TlsServer } from "node:tls";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { Log } from "../base/log.ts";
import { uploadPaths } from "../edges/web/index.ts";
import type { KeyAndCertificate } from "../engine/operate/certificates/store.ts";
import type { Configuration, Listen } from "./configuration.ts";
import { type ListenAddress, listenAt } from "./listen.ts";
import { sequentially } from "./sequential.ts";
import { type Fetch, redirects, toHttps } from "./to-https.ts";
import { announceClose, lingerOnClose } from "./unread.ts";

export interface WebParts {
  readonly fetch: Fetch;
  readonly configuration: Configuration;
  readonly certificate: KeyAndCertificate;
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
export async function listenWeb({ fetch, configuration, certificate, log }: WebParts): Promise<Web> {
  const servers: ServerType[] = [];
  const open = async (what: "http" | "https", listen: Listen | null): Promise<string | null> => {
    if (listen === null) return null;
    const tls = what === "https" ? { createServer: createTlsServer, serverOptions: { ...certificate } } : {};
    const pages = what === "http" && redirects(configuration) ? toHttps(fetch) : fetch;
    return listenAt(what, listen, async (where) => {
      const server = createWebServer(pages, tls);
      server.on("error", (cause) => log.error(`${what}: listener failed`, { cause }));
      const port = await listening(server, where);
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

/** A web server that no client can block by what it sends; it does not listen yet. */
export function createWebServer(pages: Fetch, tls: object = {}): ServerType {
  // We handle what is left of a body ourselves: the library would read up to 64 MB of it.
  const server = createAdaptorServer({
    ...{ fetch: sequentially(announceClose(pages)), autoCleanupIncoming: false },
    ...tls,
  });
  limit(server);
  return server;
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
