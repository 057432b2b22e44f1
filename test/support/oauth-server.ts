/** An OAuth 2 provider of the test's own, which behaves as RFC 6749, RFC 7636, RFC 8628 and the providers' pages say. */
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";

/** What the program asks providers with. */
export { oauthProvider } from "../../src/edges/oauth/provider.ts";

export interface OAuthServer {
  readonly authorizeUrl: string;
  readonly deviceUrl: string;
  readonly tokenUrl: string;
  /** The forms sent to it, with the path they were sent to. */
  readonly asked: readonly (Readonly<Record<string, string>> & { readonly path: string })[];
  /** What the next questions to the token endpoint are answered with instead: an error of RFC 6749 or RFC 8628. */
  readonly failing: string[];
  /** A person signs in on the authorization page. @returns the address that the browser is sent back to */
  signIn(page: string): string;
  /** A person enters this code on another device. */
  enter(userCode: string): void;
  /** Whether a mail server accepts this access token. */
  accepts(accessToken: string): boolean;
  /** The access tokens issued so far are no longer accepted, before they expire. */
  withdraw(): void;
  /** The administrator ends the sign-in: refresh tokens are refused. */
  revoke(): void;
  close(): Promise<void>;
}

interface Granting {
  readonly challenge: string;
  readonly redirect: string;
}

/** @param rotates whether each refresh token is accepted once (as Microsoft's may be), or stays valid (Google's) */
export async function startOAuthServer({ rotates = true, clientSecret = "" } = {}): Promise<OAuthServer> {
  const asked: (Record<string, string> & { path: string })[] = [];
  const failing: string[] = [];
  const codes = new Map<string, Granting>();
  const devices = new Map<string, { readonly userCode: string; entered: boolean }>();
  const refreshTokens = new Set<string>();
  const accessTokens = new Set<string>();

  const grant = (withRefresh: boolean) => {
    const access_token = `access-${randomUUID()}`;
    accessTokens.add(access_token);
    const token = { token_type: "Bearer", expires_in: 3600, access_token };
    if (!withRefresh) return [200, token] as const;
    const refresh_token = `refresh-${randomUUID()}`;
    refreshTokens.add(refresh_token);
    return [200, { ...token, refresh_token }] as const;
  };
  const refuse = (error: string, status = 400) =>
    [status, { error, error_description: `Test: ${error}` }] as const;

  function token(form: Readonly<Record<string, string>>) {
    const failure = failing.shift();
    if (failure !== undefined) return refuse(failure);
    if ((form.client_secret ?? "") !== clientSecret) return refuse("invalid_client", 401);
    switch (form.grant_type) {
      case "authorization_code": {
        const one = codes.get(form.code ?? "");
        codes.delete(form.code ?? "");
        const challenge = createHash("sha256")
          .update(form.code_verifier ?? "")
          .digest("base64url");
        if (one?.challenge !== challenge || one.redirect !== form.redirect_uri)
          return refuse("invalid_grant");
        return grant(true);
      }
      case "refresh_token":
        if (!refreshTokens.has(form.refresh_token ?? "")) return refuse("invalid_grant");
        if (rotates) refreshTokens.delete(form.refresh_token ?? "");
        return grant(rotates);
      case "urn:ietf:params:oauth:grant-type:device_code": {
        const one = devices.get(form.device_code ?? "");
        if (!one) return refuse("expired_token");
        return one.entered ? grant(true) : refuse("authorization_pending");
      }
      default:
        return refuse("unsupported_grant_type");
    }
  }

  function device() {
    const device_code = randomUUID();
    const userCode = device_code.slice(0, 8).toUpperCase();
    devices.set(device_code, { userCode, entered: false });
    const page = { user_code: userCode, verification_uri: "https://provider.example/device" };
    return [200, { device_code, ...page, expires_in: 900, interval: 1 }] as const;
  }

  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const form = Object.fromEntries(new URLSearchParams(body));
      const path = request.url ?? "";
      asked.push({ ...form, path });
      const [status, json] = path === "/device" ? device() : token(form);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://127.0.0.1:${address.port}`;

  return {
    ...{ authorizeUrl: `${url}/authorize`, deviceUrl: `${url}/device`, tokenUrl: `${url}/token` },
    ...{ asked, failing },
    signIn(page) {
      const { searchParams } = new URL(page);
      const [challenge, redirect] = [searchParams.get("code_challenge"), searchParams.get("redirect_uri")];
      if (!challenge || !redirect || searchParams.get("code_challenge_method") !== "S256")
        throw new Error(`the page was opened without what it needs: ${page}`);
      const code = randomUUID();
      codes.set(code, { challenge, redirect });
      const back = new URL(redirect);
      back.searchParams.set("code", code);
      back.searchParams.set("state", searchParams.get("state") ?? "");
      return back.href;
    },
    enter(userCode) {
      const one = [...devices.values()].find((entry) => entry.userCode === userCode);
      if (!one) throw new Error(`no device waits for ${userCode}`);
      one.entered = true;
    },
    accepts: (accessToken) => accessTokens.has(accessToken),
    withdraw: () => accessTokens.clear(),
    revoke() {
      refreshTokens.clear();
      accessTokens.clear();
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
