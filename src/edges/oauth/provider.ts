import * as z from "zod";
import { Failure, problemOf, saidOf } from "../../base/failure.ts";
import { fault } from "../../base/fault.ts";
import type { OAuthAccount } from "../../domain/settings/index.ts";
import type {
  DeviceCode,
  Granted,
  OAuthProvider,
  ProviderAnswer,
} from "../../engine/settings/oauth-provider.ts";
import { failure } from "../../text/index.ts";

const TIME = 30_000;
const LARGEST = 64 * 1024;
/** Seconds, where the provider does not say. */
const USUAL = { token: 300, code: 900, interval: 5 } as const;

const seconds = z.coerce.number().positive().max(1e7);
const Token = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: seconds.optional(),
  refresh_token: z.string().min(1).max(20_000).optional(),
});
const Device = z.object({
  device_code: z.string().min(1).max(20_000),
  user_code: z.string().min(1).max(100),
  // Google's name for it, from before RFC 8628.
  verification_uri: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .optional(),
  verification_url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .optional(),
  expires_in: seconds.optional(),
  interval: seconds.optional(),
});
const Refused = z.object({ error: z.string().max(200), error_description: z.string().optional() });

/** Asks OAuth 2 providers over HTTPS. What they say is passed on without the secrets of the request. */
export const oauthProvider: OAuthProvider = {
  refresh: (account) =>
    tokenFor(account, {
      grant_type: "refresh_token",
      refresh_token: account.refreshToken,
      ...(account.scope === "" ? {} : { scope: account.scope }),
    }),
  redeem: (account, { code, verifier, redirectUrl }) =>
    tokenFor(account, {
      grant_type: "authorization_code",
      ...{ code, redirect_uri: redirectUrl, code_verifier: verifier },
    }),
  poll: (account, deviceCode) =>
    tokenFor(account, {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: deviceCode,
    }),
  async deviceCode({ deviceUrl, clientId, scope }) {
    const answer = await ask(deviceUrl, { client_id: clientId, ...(scope === "" ? {} : { scope }) }, Device);
    if (answer.kind !== "granted") return answer;
    const { value } = answer;
    const verificationUrl = value.verification_uri ?? value.verification_url;
    if (verificationUrl === undefined) return { kind: "failed", problem: fault("server.unreadable") };
    const code: DeviceCode = {
      ...{ deviceCode: value.device_code, userCode: value.user_code, verificationUrl },
      ...{ expiresIn: value.expires_in ?? USUAL.code, interval: value.interval ?? USUAL.interval },
    };
    return { kind: "granted", value: code };
  },
};

async function tokenFor(
  { tokenUrl, clientId, clientSecret }: OAuthAccount,
  grant: Readonly<Record<string, string>>,
): Promise<ProviderAnswer<Granted>> {
  const client = { client_id: clientId, ...(clientSecret === "" ? {} : { client_secret: clientSecret }) };
  const answer = await ask(tokenUrl, { ...grant, ...client }, Token);
  if (answer.kind !== "granted") return answer;
  const { access_token: accessToken, expires_in, refresh_token } = answer.value;
  const value = { accessToken, expiresIn: expires_in ?? USUAL.token, refreshToken: refresh_token ?? null };
  return { kind: "granted", value };
}

/** Sends a form and reads the JSON of the answer; one that is too large, too late or redirected is none. */
async function ask<S extends z.ZodType>(
  url: string,
  form: Readonly<Record<string, string>>,
  shape: S,
): Promise<ProviderAnswer<z.output<S>>> {
  const signal = AbortSignal.timeout(TIME);
  const without = (text: string) => clean(text, [form.client_secret, form.refresh_token, form.code]);
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { accept: "application/json" },
      redirect: "error",
      signal,
    });
    status = response.status;
    text = await limited(response);
  } catch (cause) {
    if (signal.aborted) {
      return { kind: "failed", problem: fault("server.late", { params: { seconds: TIME / 1000 } }) };
    }
    if (cause instanceof Failure) return { kind: "failed", problem: problemOf(cause) };
    return { kind: "failed", problem: problemOf(new Error(without(reasonOf(cause)))) };
  }
  const json = jsonOf(text);
  if (status === 200) {
    const granted = shape.safeParse(json);
    if (granted.success) return { kind: "granted", value: granted.data };
  }
  const refused = Refused.safeParse(json);
  // RFC 6749 section 5.2: an error comes with 400 or 401; others may be about the provider's health.
  if (!refused.success || status >= 500)
    return { kind: "failed", problem: fault("server.status", { params: { status } }) };
  const { error, error_description = "" } = refused.data;
  return { kind: "refused", error, problem: saidOf(without(`${error} ${error_description}`)) };
}

/** The response's text, limited to the size of one from a token endpoint. */
async function limited(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > LARGEST) throw failure(fault("server.too-much"));
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message : cause.message;
}

/** One line, without secrets that a provider repeats. */
function clean(text: string, secrets: readonly (string | undefined)[]): string {
  const plain = secrets.reduce<string>(
    (left, secret) => (secret === undefined || secret === "" ? left : left.replaceAll(secret, "…")),
    text,
  );
  return plain
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, 500)
    .toWellFormed();
}
