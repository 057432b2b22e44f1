import { Hono } from "hono";
import type { Configuration } from "./configuration.ts";

/** Answers a request; `env` tells of the connection it came by. */
export type Fetch = (request: Request, env: object) => Response | Promise<Response>;

/** What certificate authorities ask for over plain HTTP (RFC 8555 section 8.3), and what is answered there itself. */
const PLAIN = "/.well-known/acme-challenge/";

/**
 * Whether plain HTTP only leads to HTTPS: where both were handed over as sockets, which means the ports that people
 * reach. Whoever gives addresses of their own, such as a proxy's, has pages on both.
 */
export const redirects = ({ http, https }: Pick<Configuration, "http" | "https">): boolean =>
  http?.fds !== undefined && https?.fds !== undefined;

/** The same pages for certificate authorities; everything else is sent to the same address with https. */
export function toHttps(pages: Fetch): Fetch {
  const app = new Hono();
  app.all(`${PLAIN}*`, (c) => pages(c.req.raw, { ...(c.env ?? {}) }));
  app.all("*", (c) => {
    const to = new URL(c.req.url);
    to.protocol = "https:";
    // The port of plain HTTP says nothing about that of HTTPS.
    to.port = "";
    // 308 keeps the method and the body (RFC 9110 section 15.4.9).
    return c.redirect(to.href, 308);
  });
  return app.fetch;
}
