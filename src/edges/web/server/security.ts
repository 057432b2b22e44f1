import { createMiddleware } from "hono/factory";
import type { Site, WebEnv } from "../web.ts";

/** The policy of pages: only our own resources and targets, no inline script or style. */
const pagePolicy = [
  "default-src 'none'",
  "manifest-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The policy of pages whose script uploads a large file, saves what is changed, or follows what others do. */
export const uploadPolicy = `${pagePolicy}; connect-src 'self'; worker-src 'self'`;

/**
 * The policy of the document in a mail's frame: inline styles (which passed the sanitiser), no scripts, images only
 * from here, or from anywhere on request. Only our own pages may frame it.
 */
export const mailPolicy = (pictures: boolean): string =>
  [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data:${pictures ? " https: http:" : ""}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
  ].join("; ");

/** The policy of a file from a mail: if a browser displays it at all, it can do nothing. */
export const filePolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Seconds for which browsers use HTTPS only: short enough that a site can go back to a certificate of its own. */
const HTTPS_ONLY = 30 * 86_400;

/** Lets browsers use HTTPS only (RFC 6797), once it works with a certificate that is not self-signed. */
export const strictTransport = (site: Site) =>
  createMiddleware<WebEnv>(async (c, next) => {
    await next();
    if (new URL(c.req.url).protocol !== "https:" || site.certificates.isOwnMade()) return;
    c.res.headers.set("Strict-Transport-Security", `max-age=${HTTPS_ONLY}`);
  });

/** The headers of every response; pages are never cached. */
export const securityHeaders = createMiddleware<WebEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  headers.set("Content-Security-Policy", c.get("policy") ?? pagePolicy);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "same-origin");
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
});
