import { Hono } from "hono";
import type { Configuration } from "./configuration.ts";

/** Answers a request; `env` describes its connection. */
export type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** What CAs request over plain HTTP (RFC 8555 section 8.3), which is answered directly. */
const PLAIN = "/.well-known/acme-challenge/";

/**
 * Whether plain HTTP only redirects to HTTPS: if both were passed as sockets, which means the ports that people
 * use. With explicit addresses, such as behind a proxy, both have the pages.
 */
export const redirects = ({ http, https }: Pick<Configuration, "http" | "https">): boolean =>
  http?.fds !== undefined && https?.fds !== undefined;

/** Answers CAs; redirects everything else to the same address with https. */
export function toHttps(pages: Fetch): Fetch {
  const app = new Hono();
  app.all(`${PLAIN}*`, (c) => pages(c.req.raw, { ...(c.env ?? {}) }));
  app.all("*", (c) => {
    const to = new URL(c.req.url);
    to.protocol = "https:";
    // The port of plain HTTP does not tell that of HTTPS.
    to.port = "";
    // 308 keeps the method and the body (RFC 9110 section 15.4.9).
    return c.redirect(to.href, 308);
  });
  return app.fetch;
}
