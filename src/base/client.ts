/** Who sent a request, as far as it can be believed. */
export interface Client {
  /** The IP address; "" if it is not known. */
  readonly address: string;
  /** Whether the browser uses HTTPS. */
  readonly secure: boolean;
  /** Host and port that the browser addressed, lower case; without the port if it is the scheme's own. */
  readonly host: string;
  /** Whether something stands between the sender and this program. */
  readonly proxied: boolean;
}

/** A request, and the connection it came by. */
interface Asked {
  readonly url: string;
  /** @returns the value of a header, those of several lines joined by commas; null without one */
  readonly header: (name: string) => string | null;
  /** The peer's IP address; "" if it is not known. */
  readonly peer: string;
}

/** Headers by which proxies make themselves known. */
const traces = [
  ...["forwarded", "via", "x-real-ip", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"],
  ...["x-forwarded-port", "x-forwarded-server", "x-forwarded-ssl", "x-forwarded-prefix", "x-original-host"],
  ...[
    "x-forwarded",
    "forwarded-for",
    "x-forwarded-by",
    "x-forwarded-scheme",
    "x-original-forwarded-for",
    "x-original-url",
  ],
  ...[
    "x-client-ip",
    "x-cluster-client-ip",
    "x-remote-addr",
    "x-remote-ip",
    "x-scheme",
    "x-host",
    "client-ip",
  ],
  ...[
    "true-client-ip",
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "cf-ray",
    "fastly-client-ip",
    "fly-client-ip",
  ],
  ...["x-envoy-external-address", "x-azure-clientip", "x-azure-fdid", "x-arr-ssl", "x-amzn-trace-id"],
  ...[
    "x-cloud-trace-context",
    "x-appengine-user-ip",
    "x-proxyuser-ip",
    "proxy-client-ip",
    "wl-proxy-client-ip",
  ],
];
/** The most proxies in a row that are looked at. */
const MOST = 20;

/**
 * Reads from X-Forwarded-For, -Proto and -Host who sent a request, if it comes from a proxy that may say so; otherwise the
 * connection tells.
 * @param isProxy whether an IP address is one of our proxies
 */
export function clientOf({ url, header, peer }: Asked, isProxy: (ip: string) => boolean): Client {
  const own = header("host") ?? new URL(url).host;
  const tls = /^https:/i.test(url);
  if (!isProxy(peer)) {
    const secure = tls;
    const proxied = traces.some((name) => header(name) !== null);
    return { address: peer, secure, host: hostOf(own, secure), proxied };
  }
  const said = last(header("x-forwarded-proto"))?.toLowerCase();
  const secure = said === undefined ? tls : said === "https";
  const named = hostOf(last(header("x-forwarded-host")) ?? own, secure);
  return { address: addressOf(header("x-forwarded-for"), peer, isProxy), secure, host: named, proxied: true };
}

/**
 * The address that the outermost of our proxies was connected from: each proxy adds the one it sees at the end, and
 * everything before that is what the sender claims.
 */
function addressOf(header: string | null, peer: string, isProxy: (ip: string) => boolean): string {
  let address = peer;
  for (const text of listed(header).slice(-MOST).reverse()) {
    const ip = bare(text);
    if (ip === null) break;
    address = ip;
    if (!isProxy(ip)) break;
  }
  return address;
}

/** An address without the port that some proxies add; null if it is not an address. */
function bare(text: string): string | null {
  const [, v6, v4] = /^(?:\[([\da-f:.]+)\](?::\d+)?|(\d{1,3}(?:\.\d{1,3}){3})(?::\d+)?)$/i.exec(text) ?? [];
  if (v6 ?? v4) return v6 ?? v4 ?? null;
  return /^[\da-f]*:[\da-f:.]+$/i.test(text) && text.length <= 45 ? text : null;
}

const listed = (header: string | null): readonly string[] =>
  (header ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

const last = (header: string | null): string | undefined => listed(header).at(-1);

/** A host as the URL of a page has it: without the port that its scheme implies. */
function hostOf(text: string, secure: boolean): string {
  return URL.parse(`${secure ? "https" : "http"}://${text}`)?.host ?? text.toLowerCase();
}
