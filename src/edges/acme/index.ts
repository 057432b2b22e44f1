/** Certificates from a CA by ACME (RFC 8555), the host validated by HTTP (section 8.3). */
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { saidOf } from "../../base/failure.ts";
import { fault } from "../../base/fault.ts";
import { oneLine } from "../../base/text.ts";
import type {
  CertificateOrder,
  LeftName,
  OrderedCertificate,
} from "../../engine/operate/certificates/order.ts";
import { failure } from "../../text/index.ts";
import { type Account, locationOf, openAccount, parsed, Refused } from "./account.ts";
import { type Http, httpsRequests } from "./http.ts";

/** The most authorizations of an order: there is one for each of its names. */
const MOST_AUTHORIZATIONS = 100;
/** The most checks of its progress before giving up. */
const LOOKS = 60;

const identifier = z.object({ value: z.string() });
const problem = z.object({ detail: z.string().optional() });
const orderShape = z.object({
  status: z.string(),
  authorizations: z.array(z.url()).max(MOST_AUTHORIZATIONS),
  finalize: z.url(),
  certificate: z.url().optional(),
  error: problem.optional(),
});
const authorizationShape = z.object({
  status: z.string(),
  identifier,
  challenges: z.array(
    z.object({
      type: z.string(),
      url: z.url(),
      token: z
        .string()
        .regex(/^[\w-]{1,200}$/)
        .optional(),
      status: z.string().optional(),
      error: problem.optional(),
    }),
  ),
});

/**
 * Orders a certificate. A name that cannot be validated does not affect the others.
 * @throws Failure or another error, which says why there is none
 */
export async function orderCertificate(order: CertificateOrder): Promise<OrderedCertificate> {
  const http: Http = httpsRequests(order.ca);
  const account = await openAccount(http, order.directory, order.accountKey, order.email);
  const left: LeftName[] = [];
  let names = order.names;
  while (names.length > 0) {
    const attempt = await attemptFor(account, names, order);
    if (attempt.kind === "done") return { cert: attempt.cert, left };
    left.push(...attempt.unproved);
    const others = names.filter((name) => !attempt.unproved.some((one) => one.name === name));
    // A CA that refuses names which were not ordered would never come to an end.
    if (others.length === names.length) throw failure(fault("acme.order"));
    names = others;
  }
  return { cert: null, left };
}

type Attempt =
  | { readonly kind: "done"; readonly cert: string }
  | { readonly kind: "unproved"; readonly unproved: readonly LeftName[] };

async function attemptFor(
  account: Account,
  names: readonly string[],
  order: CertificateOrder,
): Promise<Attempt> {
  const { interval = 1000, request } = order;
  let url: string;
  let made: z.infer<typeof orderShape>;
  try {
    const answer = await account.post(account.newOrder, {
      identifiers: names.map((value) => ({ type: "dns", value })),
    });
    url = locationOf(answer);
    made = parsed(orderShape, answer);
  } catch (cause) {
    // One name that the CA never certifies is enough for it to refuse all: then each is requested separately.
    const [only, ...others] = names;
    if (!(cause instanceof Refused) || only === undefined) throw cause;
    if (others.length === 0) return { kind: "unproved", unproved: [{ name: only, problem: cause.problem }] };
    return { kind: "unproved", unproved: await refusedAmong(account, names, cause) };
  }
  const unproved: LeftName[] = [];
  for (const authorization of made.authorizations) {
    const why = await prove(account, authorization, order, interval);
    if (why !== null) unproved.push(why);
  }
  if (unproved.length > 0) return { kind: "unproved", unproved };
  await account.post(made.finalize, { csr: Buffer.from(request(names)).toString("base64url") });
  for (let look = 0; look < LOOKS; look++) {
    const now = parsed(orderShape, await account.post(url));
    if (now.status === "valid" && now.certificate) {
      return { kind: "done", cert: (await account.post(now.certificate)).body };
    }
    if (now.status === "invalid")
      throw failure(now.error?.detail === undefined ? fault("acme.order") : saidOf(now.error.detail));
    await pause(interval);
  }
  throw failure(fault("acme.unfinished"));
}

/** The names that the CA refuses. */
async function refusedAmong(
  account: Account,
  names: readonly string[],
  all: Refused,
): Promise<readonly LeftName[]> {
  const refused: LeftName[] = [];
  for (const name of names) {
    try {
      await account.post(account.newOrder, { identifiers: [{ type: "dns", value: name }] });
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause;
      refused.push({ name, problem: cause.problem });
    }
  }
  // Each would be accepted alone, but not all together: the names are not the reason.
  if (refused.length === 0) throw all;
  return refused;
}

/** @returns null once the name is validated, else which name failed and why */
async function prove(
  account: Account,
  url: string,
  { answer }: CertificateOrder,
  interval: number,
): Promise<LeftName | null> {
  const first = parsed(authorizationShape, await account.post(url));
  const name = first.identifier.value;
  if (first.status === "valid") return null;
  const challenge = first.challenges.find(({ type }) => type === "http-01");
  if (challenge?.token === undefined) return { name, problem: fault("acme.no-http") };
  answer(challenge.token, account.keyAuthorization(challenge.token));
  try {
    await account.post(challenge.url, {});
    for (let look = 0; look < LOOKS; look++) {
      const now = parsed(authorizationShape, await account.post(url));
      if (now.status === "valid") return null;
      if (now.status !== "pending" && now.status !== "processing") {
        const detail = now.challenges.find(({ error }) => error !== undefined)?.error?.detail;
        const status = oneLine(now.status);
        return { name, problem: detail ? saidOf(detail) : fault("acme.check", { params: { status } }) };
      }
      await pause(interval);
    }
    return { name, problem: fault("acme.unchecked") };
  } finally {
    answer(challenge.token, null);
  }
}
