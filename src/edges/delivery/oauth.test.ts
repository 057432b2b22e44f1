import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { captureLog } from "../../../test/support/engine.ts";
import { type OAuthServer, oauthProvider, startOAuthServer } from "../../../test/support/oauth-server.ts";
import type { OAuthAccount } from "../../domain/settings/index.ts";
import { type AccessTokens, createAccessTokens } from "../../engine/settings/access-tokens.ts";
import { deliveryText } from "../../text/deliveries.ts";
import { mechanismIn } from "./by-token.ts";
import type { SmtpRoute } from "./session.ts";
import { smtpDelivery } from "./smtp.ts";
import { closeAll, closeLater, fakeServer, listen } from "./testing.ts";

let provider: OAuthServer;
let account: OAuthAccount;
let tokens: AccessTokens;
let storing: "works" | "fails";
let log: ReturnType<typeof captureLog>;
beforeEach(async () => {
  provider = await startOAuthServer();
  log = captureLog();
  storing = "works";
  const { authorizeUrl, deviceUrl, tokenUrl } = provider;
  account = {
    ...{ name: "office", provider: "other", authorizeUrl, deviceUrl, tokenUrl, clientId: "desk" },
    ...{ clientSecret: "", scope: "send", servers: ["127.0.0.1"], refreshToken: "" },
  };
  // Someone has signed in.
  const code = await oauthProvider.deviceCode(account);
  if (code.kind !== "granted") throw new Error(code.kind);
  provider.enter(code.value.userCode);
  const granted = await oauthProvider.poll(account, code.value.deviceCode);
  if (granted.kind !== "granted") throw new Error(granted.kind);
  account = { ...account, refreshToken: granted.value.refreshToken ?? "" };
  tokens = createAccessTokens({
    account: (name) => (name === account.name ? account : null),
    provider: oauthProvider,
    async renewed(_, former, refreshToken) {
      if (storing === "fails") throw new Error("the disk is full");
      if (account.refreshToken === former) account = { ...account, refreshToken };
    },
    now: Date.now,
    log,
  });
});
afterEach(async () => {
  await closeAll();
  await provider.close();
});

const raw = Buffer.from("From: <help@desk.example>\r\nSubject: Hello\r\n\r\nHello\r\n");
const shared = "shared@desk.example";
const route = (port: number, more: Partial<SmtpRoute> = {}): SmtpRoute => ({
  ...{ kind: "smtp", host: "127.0.0.1", port, tls: "none", user: shared, password: null, oauth: "office" },
  ...more,
});
async function deliver(to: SmtpRoute): Promise<string> {
  const by = smtpDelivery({ hostname: "desk.example", log, tokens, timeouts: { command: 20_000 } });
  const { results } = await by({ raw, envelope: { from: shared, to: ["ann@customer.example"] } }, to);
  return results.map((one) => `${one.outcome}: ${deliveryText("en", one)}`).join("\n");
}

/** Speaks XOAUTH2 as Google's page about it says: a wrong token gets a challenge in JSON, and then 535. */
async function googleLike() {
  const seen: { user: string | undefined; mails: number } = { user: undefined, mails: 0 };
  const server = new SMTPServer({
    authMethods: ["XOAUTH2"],
    ...{ allowInsecureAuth: true, hideSTARTTLS: true, disableReverseLookup: true, logger: false },
    closeTimeout: 10,
    onAuth({ username, accessToken = "" }, _, done) {
      seen.user = username;
      if (provider.accepts(accessToken)) return done(null, { user: username ?? "" });
      return done(null, { data: { status: "401", schemes: "bearer", scope: "https://mail.example/" } });
    },
    onData(stream, _, done) {
      stream.resume().on("end", () => {
        seen.mails += 1;
        done();
      });
    },
  });
  const port = await listen(server.server, "127.0.0.1");
  closeLater(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port, seen };
}

test("a mail is sent with a token of one account, as a shared mailbox", async () => {
  const { port, seen } = await googleLike();
  expect(await deliver(route(port))).toMatch(/^delivered: 250/);
  expect(await deliver(route(port))).toMatch(/^delivered: 250/);
  expect(seen).toEqual({ user: shared, mails: 2 });
  // One token for both.
  expect(provider.asked.filter(({ grant_type }) => grant_type === "refresh_token").length).toBe(1);
});

test("a token that the server no longer accepts is renewed once, and the new refresh token is kept", async () => {
  const { port, seen } = await googleLike();
  await deliver(route(port));
  const before = account.refreshToken;
  provider.withdraw();
  expect(await deliver(route(port))).toMatch(/^delivered: 250/);
  expect(seen.mails).toBe(2);
  expect(account.refreshToken).not.toBe(before);
  expect(tokens.problems()).toEqual([]);
});

test("a new refresh token that cannot be stored is used from memory, and stored later", async () => {
  const before = account.refreshToken;
  storing = "fails";
  const token = async () => {
    const issued = await tokens.token("office", "127.0.0.1");
    if (!issued.ok) throw new Error(issued.error.reason);
    return issued.value;
  };
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const first = await token();
    tokens.discard("office", first);
    // The provider accepts each refresh token once: the second is issued for the one in memory.
    expect(await token()).not.toBe(first);
    expect(account.refreshToken).toBe(before);
    expect(log.lines).toContainEqual(expect.stringContaining("was not stored"));
    storing = "works";
    await vi.advanceTimersByTimeAsync(60_000);
    expect(account.refreshToken).not.toBe(before);
    const issued = await oauthProvider.refresh(account);
    expect(issued.kind).toBe("granted");
  } finally {
    vi.useRealTimers();
  }
});

test("a revoked sign-in makes the mail wait, and is reported; after a new sign-in it is sent", async () => {
  const { port, seen } = await googleLike();
  await deliver(route(port));
  provider.revoke();
  expect(await deliver(route(port))).toBe(
    "deferred: The provider issues no more access tokens for the OAuth account office: invalid_grant Test: invalid_grant",
  );
  expect(tokens.problems()).toMatchObject([{ account: "office", signIn: true }]);
  const page = new URL(provider.authorizeUrl);
  page.searchParams.set("code_challenge", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
  page.searchParams.set("code_challenge_method", "S256");
  page.searchParams.set("redirect_uri", "http://localhost/");
  const code = new URL(provider.signIn(page.href)).searchParams.get("code") ?? "";
  const again = await oauthProvider.redeem(account, { code, verifier: "", redirectUrl: "http://localhost/" });
  if (again.kind !== "granted") throw new Error(again.kind);
  account = { ...account, refreshToken: again.value.refreshToken ?? "" };
  expect(await deliver(route(port))).toMatch(/^delivered: 250/);
  expect(seen.mails).toBe(2);
  expect(tokens.problems()).toEqual([]);
});

test("a server that refuses new tokens as well, as Microsoft's does while authenticated SMTP is off", async () => {
  const said =
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.";
  const server = await fakeServer(
    (line) => (line.startsWith("AUTH") ? said : undefined),
    ["AUTH LOGIN XOAUTH2"],
  );
  expect(await deliver(route(server.port))).toBe(
    `deferred: Log-in as ${shared} with the OAuth account office failed: ${said}`,
  );
  expect(server.lines.filter((line) => line.startsWith("AUTH")).length).toBe(2);
  expect(server.lines.filter((line) => line.startsWith("MAIL"))).toEqual([]);
  expect(tokens.problems()).toMatchObject([
    { account: "office", fault: { reason: "delivery.oauth-refused" } },
  ]);
});

test("OAUTHBEARER, where it is all that is offered, with its answer to a challenge (RFC 7628)", async () => {
  const challenge = Buffer.from('{"status":"invalid_token"}').toString("base64");
  let refused = 1;
  const server = await fakeServer(
    (line) => {
      if (line === "AQ==") return "535 5.7.8 Bad token";
      if (!line.startsWith("AUTH OAUTHBEARER ")) return undefined;
      refused -= 1;
      return refused >= 0 ? `334 ${challenge}` : "235 2.7.0 Accepted";
    },
    ["AUTH PLAIN OAUTHBEARER"],
  );
  const name = "Smith, J=1@desk.example";
  expect(await deliver(route(server.port, { user: name }))).toMatch(/^delivered: 250/);
  const [first] = server.lines.filter((line) => line.startsWith("AUTH"));
  const message = Buffer.from(first?.split(" ")[2] ?? "", "base64").toString();
  expect(message).toMatch(
    /^n,a=Smith=2C J=3D1@desk\.example,\x01host=127\.0\.0\.1\x01auth=Bearer access-[-0-9a-f]+\x01\x01$/,
  );
});

test.each([
  ["454 4.7.0 Temporary authentication failure", /^deferred: Log-in as .* failed: 454 4\.7\.0/],
  ["421 4.3.2 Later", /^deferred: Log-in as .* failed: 421 4\.3\.2/],
])("%s says nothing about the token, which is kept", async (said, expected) => {
  const server = await fakeServer((line) => (line.startsWith("AUTH") ? said : undefined), ["AUTH XOAUTH2"]);
  expect(await deliver(route(server.port))).toMatch(expected);
  expect(server.lines.filter((line) => line.startsWith("AUTH")).length).toBe(1);
  expect(tokens.problems()).toEqual([]);
});

test("a server that repeats the token does not bring it into the log or the history", async () => {
  const server = await fakeServer(
    (line) => {
      if (!line.startsWith("AUTH")) return undefined;
      const sent = Buffer.from(line.split(" ")[2] ?? "", "base64").toString();
      return `535 5.7.8 No: ${/Bearer ([^\x01]+)/.exec(sent)?.[1]}`;
    },
    ["AUTH XOAUTH2"],
  );
  const outcome = await deliver(route(server.port));
  expect(outcome).toMatch(/535 5\.7\.8 No: …$/);
  expect(`${outcome}${log.lines.join()}${JSON.stringify(tokens.problems())}`).not.toMatch(/access-|refresh-/);
});

test("without a token, or for a server that may not have it, nobody is asked to log in", async () => {
  const server = await fakeServer(() => undefined, ["AUTH XOAUTH2"]);
  expect(await deliver(route(server.port, { oauth: "none" }))).toBe("deferred: OAuth account none not found");
  account = { ...account, servers: ["smtp.desk.example"] };
  expect(await deliver(route(server.port))).toBe(
    "deferred: The OAuth account office may not be used for 127.0.0.1",
  );
  account = { ...account, servers: ["127.0.0.1"], refreshToken: "" };
  expect(await deliver(route(server.port))).toBe(
    "deferred: Nobody has signed in with the OAuth account office yet",
  );
  expect(server.lines).toEqual([]);
});

test("deliveries at the same time share one exchange, since a refresh token may be accepted once", async () => {
  const { port } = await googleLike();
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => deliver(route(port))));
  expect(outcomes.every((outcome) => outcome.startsWith("delivered"))).toBe(true);
  expect(provider.asked.filter(({ grant_type }) => grant_type === "refresh_token").length).toBe(1);
});

test("a provider that cannot answer is not taken for one that refuses", async () => {
  const { port } = await googleLike();
  provider.failing.push("temporarily_unavailable");
  expect(await deliver(route(port))).toMatch(/^deferred: The provider .* issued no access token/);
  expect(tokens.problems()).toMatchObject([{ signIn: false }]);
  expect(await deliver(route(port))).toMatch(/^delivered/);
});

test("the mechanism is found in the response to EHLO", () => {
  expect(mechanismIn("250-x\r\n250-AUTH LOGIN XOAUTH2 OAUTHBEARER\r\n250 HELP")).toBe("XOAUTH2");
  expect(mechanismIn("250-x\n250 AUTH=OAUTHBEARER")).toBe("OAUTHBEARER");
  expect(mechanismIn("250-x\n250-AUTH PLAIN\n250 XOAUTH2")).toBeNull();
});
