import { type Fault, fault } from "../../../base/fault.ts";
import type { Ctx } from "../web.ts";
import { clientFrom } from "./session.ts";

/** Characters of a host that are shown. */
const SHOWN = 100;

/**
 * Why a request that changes something does not come from a page of ours, as far as the browser tells; null if it does.
 * Sec-Fetch-Site is the browser's own word; Origin has to name the host that was asked. A client that sends neither is no
 * browser of this decade and has the form's token to show.
 */
export function fromElsewhere(c: Ctx): Fault | null {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined) return site === "same-origin" ? null : fault("request.csrf");
  const origin = c.req.header("Origin");
  if (origin === undefined) return null;
  if (!URL.canParse(origin)) return fault("request.csrf");
  const { host: asked, port } = new URL(origin);
  const { host: came } = clientFrom(c);
  if (asked === came) return null;
  // Most likely a proxy has changed the Host header; a form on another site looks the same from here.
  const line = `proxy_set_header Host ${port === "" ? "$host" : "$http_host"};`;
  const params = { asked: asked.slice(0, SHOWN), came: came.slice(0, SHOWN), line };
  return fault("request.other-host", { params });
}
