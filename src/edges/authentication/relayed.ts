/** A trusted relay's results about a sender: its Authentication-Results field (RFC 8601). */
import { type Authentication, dmarcPolicies, type Verdict, verdicts } from "../../domain/mail/index.ts";

/** Bytes at the top of a mail within which the relay's field has to begin, and its maximum length. */
const MOST_HEADER = 64 * 1024;
const MOST_FIELD = 8 * 1024;

/**
 * The results in the topmost Authentication-Results field, if that is the relay's own; null if it is another's, or
 * there is none: anyone could have written those further down.
 * @param relay the relay's authserv-id, in lower case
 */
export function relayedResults(raw: Uint8Array, relay: string): Authentication | null {
  const field = topmost(raw);
  if (field === null) return null;
  const [id = "", ...results] = withoutComments(field).split(";");
  const [name = ""] = id.trim().split(/[ \t]+/);
  if (name.replaceAll('"', "").toLowerCase() !== relay) return null;
  return toldBy(relay, results.slice(0, 50).map(resultOf));
}

interface ResultOf {
  readonly method: string;
  readonly verdict: Verdict;
  readonly properties: ReadonlyMap<string, string>;
}

/** "dkim=pass header.d=customer.example": methinfo and properties, RFC 8601 section 2.2. */
function resultOf(text: string): ResultOf {
  const words = text
    .replace(/[ \t]+/g, (blank, at: number) =>
      text.charAt(at - 1) === "=" || text.charAt(at + blank.length) === "=" ? "" : blank,
    )
    .trim()
    .split(/[ \t]+/);
  const [[method = "", result = ""] = [], ...rest] = words.map((word) => {
    const at = word.indexOf("=");
    return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
  });
  return {
    method: method.toLowerCase().replace(/\/.*/, ""),
    verdict: verdicts.find((one) => one === result.toLowerCase()) ?? "none",
    properties: new Map(rest.map(([key = "", value = ""]) => [key.toLowerCase(), value.replaceAll('"', "")])),
  };
}

function toldBy(by: string, results: readonly ResultOf[]): Authentication {
  const of = (method: string) => results.filter((one) => one.method === method);
  const [spf] = of("spf");
  const [dmarc] = of("dmarc");
  const [arc] = of("arc");
  const dkim = of("dkim");
  const best = dkim.find((one) => one.verdict === "pass") ?? dkim[0];
  const policy =
    dmarc?.properties.get("policy.dmarc") ?? dmarc?.properties.get("policy.published-domain-policy");
  return {
    by,
    spf: {
      verdict: spf?.verdict ?? "none",
      domain: domainIn(spf?.properties.get("smtp.mailfrom") ?? spf?.properties.get("smtp.helo")),
    },
    dkim: {
      verdict: best?.verdict ?? "none",
      domains: dkim
        .filter((one) => one.verdict === best?.verdict)
        .flatMap((one) => domainIn(one.properties.get("header.d") ?? one.properties.get("header.i")) ?? [])
        .slice(0, 8),
    },
    dmarc: {
      verdict: dmarc?.verdict ?? "none",
      domain: domainIn(dmarc?.properties.get("header.from")),
      policy: dmarcPolicies.find((one) => one === policy?.toLowerCase()) ?? null,
    },
    arc: { verdict: arc?.verdict ?? "none", domain: domainIn(arc?.properties.get("header.d")) },
  };
}

/** The domain of an address, or the domain itself. */
function domainIn(value: string | undefined): string | null {
  const domain = value?.slice(value.lastIndexOf("@") + 1).toLowerCase();
  return domain && domain.length <= 255 ? domain : null;
}

/** The first field of that name, unfolded. */
function topmost(raw: Uint8Array): string | null {
  const header = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, MOST_HEADER)).toString(
    "latin1",
  );
  const lines = header.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line === "") return null;
    if (!/^authentication-results[ \t]*:/i.test(line)) continue;
    let field = line.slice(line.indexOf(":") + 1);
    while (/^[ \t]/.test(lines[at + 1] ?? "") && field.length < MOST_FIELD) field += lines[++at];
    return field.slice(0, MOST_FIELD);
  }
  return null;
}

/** Without comments in parentheses, which may be nested (RFC 5322 section 3.2.2); quoted strings are left alone. */
function withoutComments(field: string): string {
  let out = "";
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < field.length; at++) {
    const c = field.charAt(at);
    if (c === "\\") {
      if (depth === 0) out += field.slice(at, at + 2);
      at++;
    } else if (c === '"' && depth === 0) {
      quoted = !quoted;
      out += c;
    } else if (c === "(" && !quoted) depth++;
    else if (c === ")" && !quoted && depth > 0) depth--;
    else if (depth === 0) out += c;
  }
  return out;
}
