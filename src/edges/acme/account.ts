/** Signed requests of an account at a CA (RFC 8555 section 6). */
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import * as z from "zod";
import { saidOf } from "../../base/failure.ts";
import { fault, type StoredFault } from "../../base/fault.ts";
import { inEnglish } from "../../text/index.ts";
import type { Http, HttpAnswer } from "./http.ts";

const directoryShape = z.object({
  newNonce: z.url(),
  newAccount: z.url(),
  newOrder: z.url(),
  meta: z
    .object({ termsOfService: z.string().optional(), externalAccountRequired: z.boolean().optional() })
    .optional(),
});
/** How often a request is repeated while the CA considers the nonce outdated. */
const TRIES = 10;
const problemShape = z.object({ type: z.string().optional(), detail: z.string().optional() });

/** What a CA answers instead of what was requested. */
export class Refused extends Error {
  readonly type: string;
  readonly problem: StoredFault;
  constructor(type: string, problem: StoredFault) {
    super(inEnglish(problem));
    this.type = type;
    this.problem = problem;
  }
}

export interface Account {
  /** A signed POST; without `payload` it only reads (POST-as-GET). @throws Refused, and network errors */
  post(url: string, payload?: object): Promise<HttpAnswer>;
  readonly newOrder: string;
  /** The proof that a challenge is answered by this account (section 8.1). */
  keyAuthorization(token: string): string;
}

/**
 * Finds or creates the account with this key; its owner agrees to the CA's terms.
 * @param key EC P-256, PKCS #8 in PEM
 * @param email the contact address for the CA; null for none
 * @throws Refused, and network errors
 */
export async function openAccount(
  http: Http,
  directoryUrl: string,
  key: string,
  email: string | null,
): Promise<Account> {
  const privateKey = createPrivateKey(key);
  const { crv, kty, x, y } = createPublicKey(privateKey).export({ format: "jwk" });
  // The thumbprint is computed from it in this order and without spaces (RFC 7638 section 3).
  const jwk = { crv, kty, x, y };
  const thumbprint = createHash("sha256").update(JSON.stringify(jwk)).digest("base64url");
  const directory = parsed(directoryShape, await http(directoryUrl, { method: "GET" }));
  if (directory.meta?.externalAccountRequired) {
    throw new Refused("externalAccountRequired", fault("acme.external-account"));
  }
  let nonce: string | null = null;
  let kid: string | null = null;

  const post = async (url: string, payload?: object): Promise<HttpAnswer> => {
    for (let attempt = 1; ; attempt++) {
      nonce ??= nonceOf(await http(directory.newNonce, { method: "HEAD" }));
      const header = { alg: "ES256", nonce, url, ...(kid === null ? { jwk } : { kid }) };
      const [head, body] = [encoded(header), payload === undefined ? "" : encoded(payload)];
      const signature = sign("sha256", Buffer.from(`${head}.${body}`), {
        key: privateKey,
        dsaEncoding: "ieee-p1363",
      }).toString("base64url");
      const answer = await http(url, {
        method: "POST",
        body: JSON.stringify({ protected: head, payload: body, signature }),
      });
      nonce = nonceOf(answer);
      if (answer.status < 400) return answer;
      const refused = refusal(answer);
      // Nonces expire; the response has a new one (section 6.5).
      if (refused.type.endsWith(":badNonce") && attempt < TRIES) continue;
      throw refused;
    }
  };

  const opened = await post(directory.newAccount, {
    termsOfServiceAgreed: true,
    ...(email === null ? {} : { contact: [`mailto:${email}`] }),
  });
  kid = locationOf(opened);
  return { post, newOrder: directory.newOrder, keyAuthorization: (token) => `${token}.${thumbprint}` };
}

/** @throws Refused if it is something else */
export function parsed<T>(shape: z.ZodType<T>, answer: HttpAnswer): T {
  if (answer.status >= 400) throw refusal(answer);
  const found = shape.safeParse(json(answer));
  if (found.success) return found.data;
  throw new Refused("malformed", fault("acme.unexpected", { params: { status: answer.status } }));
}

export function locationOf({ headers }: HttpAnswer): string {
  const { location } = headers;
  if (typeof location === "string") return location;
  throw new Refused("malformed", fault("acme.no-location"));
}

function refusal(answer: HttpAnswer): Refused {
  const found = problemShape.safeParse(json(answer));
  const { type = "", detail } = found.success ? found.data : {};
  return new Refused(
    type,
    detail === undefined ? fault("server.status", { params: { status: answer.status } }) : saidOf(detail),
  );
}

function json({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Anything that is not JSON does not have the expected shape.
    return null;
  }
}

const nonceOf = ({ headers }: HttpAnswer): string | null => {
  const nonce = headers["replay-nonce"];
  return typeof nonce === "string" ? nonce : null;
};

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
