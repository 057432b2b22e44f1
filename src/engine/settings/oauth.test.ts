import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { adminCaller } from "../../../test/support/callers.ts";
import { dumpModel } from "../../../test/support/dump.ts";
import { engineOver, mailbox, setUp } from "../../../test/support/engine.ts";
import { type OAuthServer, oauthProvider, startOAuthServer } from "../../../test/support/oauth-server.ts";
import { patience } from "../../../test/support/patience.ts";
import { dataFolder, recordIn } from "../../../test/support/record.ts";
import { userName } from "../../base/ids.ts";
import { nobody, system } from "../../domain/policy/index.ts";
import { withoutSecrets } from "../../domain/secrets.ts";
import {
  type ImapAccount,
  type OAuthAccount,
  type Outgoing,
  withKeptOAuth,
  withPreset,
} from "../../domain/settings/index.ts";
import type { OpenRecord } from "../../record/record.ts";
import { inEnglish } from "../../text/index.ts";
import type { Engine } from "../engine.ts";

const admin = system("test");
let folder: ReturnType<typeof dataFolder>;
let record: OpenRecord;
let engine: Engine;
let provider: OAuthServer;
let account: OAuthAccount;
beforeEach(async () => {
  folder = dataFolder();
  record = recordIn(folder.path);
  engine = engineOver(record, { oauthProvider });
  await setUp(engine);
  provider = await startOAuthServer({ clientSecret: "client letters" });
  const { authorizeUrl, deviceUrl, tokenUrl } = provider;
  account = {
    ...{ name: "office", provider: "other", authorizeUrl, deviceUrl, tokenUrl, clientId: "desk" },
    ...{ clientSecret: "client letters", scope: "send offline_access", refreshToken: "" },
    servers: ["smtp.office.example", "imap.office.example"],
  };
  expect(await engine.oauth.save(admin, account, "new")).toEqual({ ok: true });
});
afterEach(async () => {
  await engine.stop();
  record.close();
  folder.remove();
  await provider.close();
});

const stored = () => record.view.oauthAccount("office");
const back = "https://desk.example/settings/oauth/back";
const answer = (address: string, more = {}) => {
  const query = new URL(address).searchParams;
  const [code, state] = [query.get("code") ?? "", query.get("state") ?? ""];
  return { code, state, error: "", description: "", ...more };
};
function begin(): string {
  const begun = engine.oauth.begin(admin, "office", back);
  if (!begun.ok) throw new Error(inEnglish(begun.error));
  return begun.value;
}
const refusal = (result: { ok: boolean; error?: unknown }) =>
  result.ok || result.error === undefined ? null : result.error;

test("someone signs in with a browser: a code with its verifier becomes a refresh token", async () => {
  const page = begin();
  expect(Object.fromEntries(new URL(page).searchParams)).toMatchObject({
    ...{ response_type: "code", client_id: "desk", redirect_uri: back, scope: "send offline_access" },
    code_challenge_method: "S256",
  });
  const there = provider.signIn(page);
  expect(await engine.oauth.finish(admin, answer(there))).toEqual({ ok: true, value: "office" });
  expect(stored()?.refreshToken).toMatch(/^refresh-/);
  // A second time, by someone else, or with an invented state: nothing.
  const over = { ok: false, error: { reason: "oauth.sign-in-over" } };
  expect(await engine.oauth.finish(admin, answer(there))).toMatchObject(over);
  const other = provider.signIn(begin());
  expect(await engine.oauth.finish(system("somebody else"), answer(other))).toMatchObject(over);
  expect(await engine.oauth.finish(admin, answer(other, { state: "invented" }))).toMatchObject(over);
});

test("a refusal of the provider or the person is said, and changes nothing", async () => {
  const { searchParams } = new URL(begin());
  const state = searchParams.get("state") ?? "";
  const denied = { state, code: "", error: "access_denied", description: "The person cancelled" };
  const finished = await engine.oauth.finish(admin, denied);
  expect(refusal(finished)).toMatchObject({
    reason: "oauth.sign-in-refused",
    params: {
      account: "office",
      problem: { reason: "server.said", params: { said: "access_denied The person cancelled" } },
    },
  });
  provider.failing.push("invalid_grant");
  expect(await engine.oauth.finish(admin, answer(provider.signIn(begin())))).toMatchObject({ ok: false });
  expect(stored()?.refreshToken).toBe("");
});

test.each([
  ["its client", { clientId: "another" }],
  ["the servers that its tokens go to", { servers: ["smtp.office.example", "else.example"] }],
])("a sign-in is over once someone has changed %s", async (_, change) => {
  const there = answer(provider.signIn(begin()));
  expect(await engine.oauth.save(admin, { ...account, ...change })).toEqual({ ok: true });
  const over = { ok: false, error: { reason: "oauth.sign-in-over" } };
  expect(await engine.oauth.finish(admin, there)).toMatchObject(over);
  expect(await engine.oauth.signedIn(admin, account, "one")).toMatchObject(over);
  expect(stored()?.refreshToken).toBe("");
});

test("a code for another device: waits, slows down when told to, and ends signed in", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const begun = await engine.oauth.beginDevice(admin, "office");
    if (!begun.ok) throw new Error(inEnglish(begun.error));
    const { userCode } = begun.value;
    expect(begun.value).toMatchObject({
      state: "waiting",
      verificationUrl: "https://provider.example/device",
    });
    const polls = () =>
      provider.asked.filter(({ grant_type = "" }) => grant_type.endsWith("device_code")).length;
    const polled = (n: number) => vi.waitFor(() => expect(polls()).toBe(n), patience);
    await vi.advanceTimersByTimeAsync(1000);
    await polled(1);
    provider.failing.push("slow_down");
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1000);
      expect(polls()).toBe(2);
    }, patience);
    provider.enter(userCode);
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(6000);
      expect(engine.oauth.device(admin, "office")?.state).toBe("done");
      expect(engine.oauth.device(nobody, "office")).toBeNull();
    }, patience);
    expect(stored()?.refreshToken).toMatch(/^refresh-/);
  } finally {
    vi.useRealTimers();
  }
});

test.each([
  ["was disabled", { disabled: true }, "permission.not-logged-in"],
  ["is no longer an administrator", { role: "agent" as const }, "permission.role"],
])("P-11: a code for another device signs in nobody who %s meanwhile", async (_, change, reason) => {
  const zoe = userName("zoe");
  const person = { user: zoe, name: "Zoe", email: null, role: "admin" as const, password: "x".repeat(12) };
  // The last administrator stays one.
  for (const user of [zoe, userName("max")])
    expect(await engine.people.createUser(admin, { ...person, user })).toMatchObject({ ok: true });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const begun = await engine.oauth.beginDevice(adminCaller("zoe"), "office");
    if (!begun.ok) throw new Error(inEnglish(begun.error));
    provider.enter(begun.value.userCode);
    expect(await engine.people.changeUser(admin, zoe, change)).toEqual({ ok: true });
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1000);
      expect(engine.oauth.device(admin, "office")).toMatchObject({ state: "failed", fault: { reason } });
    }, patience);
    expect(stored()?.refreshToken).toBe("");
  } finally {
    vi.useRealTimers();
  }
});

test("P-11: a code for another device that was requested with a token ends with the token", async () => {
  const zoe = userName("zoe");
  const person = { user: zoe, name: "Zoe", email: null, role: "admin" as const, password: "x".repeat(12) };
  await engine.people.createUser(admin, person);
  const made = await engine.people.createToken(admin, { name: "sign-in", user: zoe, scope: "admin" });
  const caller = made.ok ? engine.people.bearer(made.value) : null;
  if (!caller) throw new Error("no token");
  expect(await engine.oauth.signedIn(caller, account, "one")).toEqual({ ok: true });
  for (const { id } of record.view.tokensOf(zoe)) await engine.people.revokeToken(admin, id);
  expect(await engine.oauth.signedIn(caller, account, "two")).toMatchObject({ ok: false });
  expect(stored()?.refreshToken).toBe("one");
});

test.each([["expired_token"], ["access_denied"], ["authorization_declined"]])(
  "a code that ends with %s is shown as failed",
  async (error) => {
    const begun = await engine.oauth.beginDevice(admin, "office");
    expect(begun.ok).toBe(true);
    provider.failing.push(error);
    await vi.waitFor(() => expect(engine.oauth.device(admin, "office")?.state).toBe("failed"), {
      timeout: patience,
    });
    expect(engine.oauth.device(admin, "office")?.fault).toMatchObject({ reason: "oauth.sign-in-refused" });
    expect(stored()?.refreshToken).toBe("");
  },
);

test("mail is sent and fetched with one account, only by its servers; while in use it stays", async () => {
  const sending: Extract<Outgoing, { kind: "smtp" }> = {
    ...{ kind: "smtp", host: "smtp.office.example", port: 587, tls: "starttls", user: "shared@desk.example" },
    ...{ password: null, oauth: "office" },
  };
  const elsewhere = await engine.settings.setOutgoing(admin, { ...sending, host: "evil.example" });
  expect(refusal(elsewhere)).toMatchObject({ reason: "oauth.other-server", field: "oauth" });
  expect(refusal(await engine.settings.setOutgoing(admin, { ...sending, tls: "none" }))).toMatchObject({
    reason: "server.encryption",
  });
  expect(await engine.settings.setOutgoing(admin, sending)).toEqual({ ok: true });
  const fetching: ImapAccount = {
    ...{ name: "fetch", mailbox, host: "imap.office.example", port: 993, tls: "implicit", certificate: "" },
    ...{ user: "shared@desk.example", login: { kind: "oauth2", account: "office" }, folders: ["INBOX"] },
    ...{ take: "all", after: { kind: "leave" }, enabled: true },
  };
  const other = { ...fetching, login: { kind: "oauth2", account: "none" } } as const;
  expect(refusal(await engine.settings.saveImapAccount(admin, other))).toMatchObject({
    reason: "oauth.unknown",
  });
  expect(await engine.settings.saveImapAccount(admin, fetching)).toEqual({ ok: true });
  const inUse = { reason: "oauth.in-use" };
  expect(refusal(await engine.oauth.remove(admin, "office"))).toMatchObject(inUse);
  const fewer = { ...account, servers: ["imap.office.example"] };
  expect(refusal(await engine.oauth.save(admin, fewer))).toMatchObject({ ...inUse, field: "servers" });
  await engine.settings.setOutgoing(admin, { kind: "direct" });
  await engine.settings.removeImapAccount(admin, "fetch");
  expect(await engine.oauth.remove(admin, "office")).toEqual({ ok: true });
  expect(stored()).toBeNull();
});

test("a renewed token replaces the one it was issued for only, and a rebuild gives the same", async () => {
  await engine.oauth.signedIn(admin, account, "one");
  await engine.oauth.renew(system("oauth"), "office", "one", "two");
  await engine.oauth.renew(system("oauth"), "office", "one", "three");
  expect(stored()?.refreshToken).toBe("two");
  const model = dumpModel(record);
  record.rebuild();
  expect(dumpModel(record)).toEqual(model);
  const events = await record.journal.read(0, 100);
  const shown = JSON.stringify(events.map(({ event }) => withoutSecrets(event)));
  expect(shown).toContain("OAuthTokenRenewed");
  expect(shown).not.toMatch(/"one"|"two"|client letters/);
});

test("stored secrets stay for the same endpoints and client only, a refresh token for no further server", () => {
  const before = { ...account, refreshToken: "kept" };
  const typed = { ...account, clientSecret: "", refreshToken: "" };
  expect(withKeptOAuth(before, typed)).toEqual(before);
  expect(withKeptOAuth(before, { ...typed, clientSecret: "new" })).toMatchObject({
    ...{ clientSecret: "new", refreshToken: "kept" },
  });
  const further = { ...typed, servers: [...typed.servers, "evil.example"] };
  expect(withKeptOAuth(before, further)).toMatchObject({ clientSecret: "client letters", refreshToken: "" });
  const elsewhere = "https://evil.example/";
  for (const change of [
    ...[{ tokenUrl: elsewhere }, { deviceUrl: elsewhere }, { authorizeUrl: elsewhere }, { clientId: "x" }],
  ]) {
    const kept = withKeptOAuth(before, { ...typed, ...change });
    expect(kept, JSON.stringify(change)).toMatchObject({ clientSecret: "", refreshToken: "" });
  }
});

test("Microsoft 365 and Google have presets", () => {
  const empty = { authorizeUrl: "", deviceUrl: "", tokenUrl: "", scope: "", servers: [], refreshToken: "" };
  const wanted = { ...empty, name: "x", clientId: "c", clientSecret: "" };
  expect(withPreset({ ...wanted, provider: "microsoft", tenant: "desk.example" })).toMatchObject({
    deviceUrl: "https://login.microsoftonline.com/desk.example/oauth2/v2.0/devicecode",
    servers: ["outlook.office365.com", "smtp.office365.com"],
    scope: expect.stringContaining("https://outlook.office.com/SMTP.Send offline_access"),
  });
  expect(withPreset({ ...wanted, provider: "google", tenant: "" })).toMatchObject({
    ...{ deviceUrl: "", scope: "https://mail.google.com/", servers: ["imap.gmail.com", "smtp.gmail.com"] },
  });
});
