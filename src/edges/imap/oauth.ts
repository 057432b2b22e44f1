import * as z from "zod";
import { problemOf, saidOf } from "../../base/failure.ts";
import { fault } from "../../base/fault.ts";
import type { ImapLogin } from "../../domain/settings/index.ts";
import { failure } from "../../text/index.ts";

type OAuth = Extract<ImapLogin, { kind: "oauth2" }>;

export interface AccessTokens {
  /** A token that is valid for at least another minute. @throws with the provider's error */
  token(login: OAuth): Promise<string>;
  /** The server refused the last one: a new one is fetched. */
  forget(): void;
}

const TIME = 30_000;
const LARGEST = 64 * 1024;
/** Milliseconds before its expiry at which a token is replaced. */
const EARLY = 60_000;

const Granted = z.object({
  access_token: z.string().min(1).max(20_000),
  expires_in: z.coerce.number().positive().max(1e7).optional(),
  refresh_token: z.string().min(1).max(20_000).optional(),
});
const Refused = z.object({ error: z.string(), error_description: z.string().optional() });

/**
 * Exchanges one account's refresh token for access tokens (RFC 6749 section 6), and keeps the current ones.
 * @param renewed is called and awaited with a refresh token that replaced the previous one
 */
export function accessTokens(
  now: () => number,
  renewed: (former: string, refreshToken: string) => Promise<void>,
): AccessTokens {
  let present: { readonly token: string; readonly until: number } | null = null;
  let refreshToken: string | null = null;
  return {
    async token(login) {
      if (present !== null && now() < present.until - EARLY) return present.token;
      const former = refreshToken ?? login.refreshToken;
      const answer = await exchange({ ...login, refreshToken: former });
      if (answer.refresh_token !== undefined && answer.refresh_token !== former) {
        refreshToken = answer.refresh_token;
        await renewed(former, refreshToken);
      }
      present = { token: answer.access_token, until: now() + (answer.expires_in ?? 300) * 1000 };
      return present.token;
    },
    forget() {
      present = null;
    },
  };
}

async function exchange(login: OAuth): Promise<z.infer<typeof Granted>> {
  const { tokenUrl, clientId, clientSecret, refreshToken, scope } = login;
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    client_id: clientId,
  });
  if (clientSecret !== "") body.set("client_secret", clientSecret);
  if (scope !== "") body.set("scope", scope);
  const signal = AbortSignal.timeout(TIME);
  let status: number;
  let text: string;
  try {
    const response = await fetch(tokenUrl, {
      method: "POST",
      body,
      headers: { accept: "application/json" },
      redirect: "error",
      signal,
    });
    status = response.status;
    text = await limited(response);
  } catch (cause) {
    const problem = signal.aborted
      ? fault("server.late", { params: { seconds: TIME / 1000 } })
      : problemOf(behind(cause));
    throw failure(fault("token.unasked", { params: { problem } }));
  }
  const json = jsonOf(text);
  const granted = Granted.safeParse(json);
  if (status === 200 && granted.success) return granted.data;
  const refused = Refused.safeParse(json);
  const problem = refused.success
    ? saidOf(`${refused.data.error} ${refused.data.error_description ?? ""}`)
    : fault("server.status", { params: { status } });
  throw failure(fault("token.refused", { params: { problem } }));
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

/** fetch says what went wrong in its error's cause. */
const behind = (cause: unknown): unknown =>
  cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
