import { nearest } from "../../../base/nearest.ts";
import { duration, type Finding, findingsOf } from "../../../domain/finding.ts";
import type { Certificates } from "../certificates/certificates.ts";
import { asciiHost } from "../certificates/self-signed.ts";
import type { Places, Surroundings } from "./surroundings.ts";

const DAY = 24 * 3_600_000;
/** Days before a certificate expires at which it is mentioned, a warning, a problem. */
const [WORD, WARNING, PROBLEM] = [30, 14, 7];

/** Whether all listeners of this program accept connections. */
export async function checkListeners(
  places: Places,
  { answers }: Pick<Surroundings, "answers">,
): Promise<readonly Finding[]> {
  const { ok, problem } = findingsOf("listeners");
  const open = Object.entries(places).flatMap(([name, place]) => (place === null ? [] : [{ name, place }]));
  const silent = await Promise.all(
    open.map(async ({ name, place }) => ((await answers(place)) ? [] : [`${name} at ${place}`])),
  );
  const names = silent.flat();
  return names.length > 0
    ? [problem(`no answer: ${names.join(", ")}`, "see the log, and restart the program")]
    : [ok(`all answer: ${open.map(({ name, place }) => `${name} at ${place}`).join(", ")}`)];
}

/**
 * Whether mail can be received by SMTP, on the port that others use.
 * @param fetched whether mail is fetched from other servers
 */
export function checkMailPort({ smtp, lmtp }: Places, fetched: boolean): readonly Finding[] {
  const { ok, warning } = findingsOf("mail in");
  if (smtp === null) {
    if (lmtp !== null) return [ok("mail is received by LMTP")];
    if (fetched) return [ok("mail is fetched by IMAP")];
    const todo = "start the program with --smtp ADDR:25, or add an account under Settings, Fetching mail";
    return [warning("mail is neither received nor fetched", todo)];
  }
  const { port } = nearest(smtp);
  return port === 25
    ? [ok("mail is received on port 25")]
    : [
        ok(
          `mail is received on port ${port}; other servers send to port 25, which has to be forwarded to it`,
        ),
      ];
}

/**
 * The certificate that browsers get: whether it is the configured one, is for this host, and is still valid for a while.
 * @param https where HTTPS is served; null if it is not, and then nothing is checked
 */
export async function checkServedCertificate(
  https: string | null,
  set: ReturnType<Certificates["state"]>,
  hostname: string,
  now: number,
  { certificateAt }: Pick<Surroundings, "certificateAt">,
): Promise<readonly Finding[]> {
  const { ok, warning, problem } = findingsOf("certificate");
  const renewed = checkRenewal(set, now);
  if (https === null) return [ending(set.shown.until, set.shown.ownMade), ...renewed];
  const shown = await certificateAt(https, hostname);
  if (typeof shown === "string")
    return [problem(`HTTPS at ${https} has none: ${shown}`, "see the log, and restart the program")];
  const found: Finding[] = [];
  if (shown.fingerprint256 !== set.shown.fingerprint) {
    const todo = "restart the program, which then uses the configured one";
    found.push(problem("HTTPS uses a different certificate than the configured one", todo));
  }
  const ownMade = shown.issuer === shown.subject;
  if (shown.checkHost(asciiHost(hostname)) === undefined) {
    const names = (shown.subjectAltName ?? "nobody").replace(/DNS:/g, "");
    const what = `the certificate is for ${names}, not for ${hostname}`;
    const todo = "get one for this name under System, Certificate";
    found.push(ownMade ? warning(what, todo) : problem(what, todo));
  }
  if (shown.validFromDate.getTime() > now)
    found.push(problem("the certificate is not valid yet", "set the clock, or use another certificate"));
  else found.push(ending(shown.validToDate.getTime(), ownMade));
  return [...found, ...renewed];

  function ending(until: number, selfMade: boolean): Finding {
    const day = new Date(until).toISOString().slice(0, 10);
    const todo = "renew it under System, Certificate";
    const left = until - now;
    const what = `the certificate expires in ${duration(left)}, on ${day}`;
    if (left <= 0) return problem(`the certificate expired on ${day}`, todo);
    if (left <= PROBLEM * DAY) return problem(what, todo);
    if (left <= WARNING * DAY) return warning(what, todo);
    if (left <= WORD * DAY) return ok(what);
    return ok(
      selfMade ? `self-signed: browsers warn; valid until ${day}` : `issued by a CA, valid until ${day}`,
    );
  }
}

/** Whether the last order succeeded for all names. */
function checkRenewal({ policy, attempt }: ReturnType<Certificates["state"]>, now: number): Finding[] {
  const { ok, warning } = findingsOf("certificate renewal");
  if (policy.kind !== "acme" || attempt === null) return [];
  const ago = duration(now - attempt.at);
  const todo = "fix the cause; it is retried automatically, or immediately under System, Certificate";
  if (!attempt.ok) return [warning(`the order ${ago} ago failed: ${attempt.text ?? "for no reason"}`, todo)];
  return attempt.text === null
    ? [ok(`the last order was ${ago} ago`)]
    : [warning(`not all names are included: ${attempt.text}`, todo)];
}
