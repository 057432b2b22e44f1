import { lookup as systemLookup } from "node:dns";
import { type ClientRequest, type IncomingMessage, request as plain, type RequestOptions } from "node:http";
import { request as secure } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { Failure, problemOf } from "../../base/failure.ts";
import { type Fault, fault } from "../../base/fault.ts";
import { isLoopbackAddress, isPublicAddress } from "../../base/public-address.ts";
import { version } from "../../base/version.ts";
import type { CallEndpoint, EndpointAnswer, EndpointCall } from "../../engine/webhooks/endpoint.ts";
import { failure } from "../../text/index.ts";
import { signatureOf } from "./sign.ts";

interface Parts {
  /** Whether only this machine may be called. */
  readonly onlyHere: boolean;
  /** Resolves names; the system's resolver by default. */
  readonly lookup?: typeof systemLookup;
  /** Certificates of authorities, instead of those that Node trusts. */
  readonly ca?: string;
  /** Milliseconds that a call may take; default: 20 s. */
  readonly longest?: number;
}

/** Bytes of an answer that are kept, and that are read at most. */
const KEPT = 1024;
const LARGEST = 64 * 1024;

/** Calls endpoints by HTTP and HTTPS. */
export function createEndpointCaller({ onlyHere, ca, longest = 20_000, ...more }: Parts): CallEndpoint {
  const resolve = more.lookup ?? systemLookup;

  return async (call, signal) => {
    const late = AbortSignal.timeout(longest);
    try {
      return await answerTo(call, AbortSignal.any([signal, late]));
    } catch (cause) {
      const problem = late.aborted
        ? fault("server.late", { params: { seconds: longest / 1000 } })
        : faultOf(cause);
      return { status: null, answer: "", retryAfter: null, fault: problem };
    }
  };

  function answerTo(call: EndpointCall, signal: AbortSignal): Promise<EndpointAnswer> {
    return new Promise((resolve, reject) => {
      const sent = begin(call, signal);
      let answered = false;
      sent.on("error", (cause) => {
        // An answer that has begun ends by itself.
        if (!answered) reject(cause);
      });
      sent.on("response", (response) => {
        answered = true;
        read(response, (answer) => {
          resolve({ status: response.statusCode ?? null, answer, retryAfter: waitIn(response), fault: null });
          sent.destroy();
        });
      });
      sent.end(call.body);
    });
  }

  function begin(
    { url, id, at, body, secrets, allowPrivate }: EndpointCall,
    signal: AbortSignal,
  ): ClientRequest {
    const target = new URL(url);
    const host = target.hostname.replace(/^\[/, "").replace(/\]$/, "");
    // An address in the URL is not resolved, so it is checked here.
    const wrong = isIP(host) === 0 ? null : refusal(host, allowPrivate);
    if (wrong) throw failure(wrong);
    const timestamp = Math.floor(at / 1000);
    const options: RequestOptions = {
      method: "POST",
      // A connection of its own, never through a proxy.
      agent: false,
      lookup: checkedLookup(allowPrivate),
      signal,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": `MailManager/${version}`,
        "webhook-id": id,
        "webhook-timestamp": String(timestamp),
        "webhook-signature": signatureOf({ id, timestamp, body }, secrets),
      },
    };
    if (target.protocol !== "https:") return plain(target, options);
    return secure(target, { ...options, ...(ca === undefined ? {} : { ca }), rejectUnauthorized: true });
  }

  /** Resolves a name for a connection: only to addresses that it may be made to. */
  function checkedLookup(allowPrivate: boolean): LookupFunction {
    return (host, options, done) => {
      resolve(host, { ...options, all: true }, (error, found) => {
        if (error) return done(error, []);
        const fine = found.filter(({ address }) => refusal(address, allowPrivate) === null);
        const [first] = fine;
        if (first !== undefined)
          return options.all ? done(null, fine) : done(null, first.address, first.family);
        const [wrong] = found;
        const why = wrong && refusal(wrong.address, allowPrivate);
        done(failure(why ?? fault("webhook.no-address", { params: { host } })), []);
      });
    };
  }

  /** Why an address is not called; null if it may be. */
  function refusal(address: string, allowPrivate: boolean): Fault | null {
    if (onlyHere && !isLoopbackAddress(address)) return fault("webhook.caught", { params: { address } });
    if (allowPrivate || isPublicAddress(address)) return null;
    return fault("webhook.private", { params: { address } });
  }
}

/** Reads the start of an answer, and gives it as text; an answer that breaks off counts as far as it came. */
function read(response: IncomingMessage, done: (answer: string) => void): void {
  const kept: Buffer[] = [];
  let [size, over] = [0, false];
  const end = () => {
    if (over) return;
    over = true;
    const bytes = Buffer.concat(kept).subarray(0, KEPT);
    done(bytes.toString("utf8").replaceAll("\0", "\uFFFD"));
  };
  response.on("data", (part: Buffer) => {
    if (size < KEPT) kept.push(part);
    size += part.length;
    if (size >= LARGEST) end();
  });
  response.on("end", end);
  response.on("error", end);
  response.on("close", end);
}

/** The seconds in Retry-After (RFC 9110 section 10.2.3); null if it says none. */
function waitIn({ headers }: IncomingMessage): number | null {
  const text = headers["retry-after"];
  if (text === undefined) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function faultOf(cause: unknown): Fault {
  if (cause instanceof Failure) return cause.fault;
  // Where each of several addresses failed.
  if (cause instanceof AggregateError)
    return faultOf(cause.errors.find((one) => one instanceof Error) ?? cause.message);
  return problemOf(cause);
}
