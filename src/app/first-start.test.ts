import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { selfSigned } from "../../test/support/certificate.ts";
import { testFolder } from "../../test/support/commands.ts";
import { Peer } from "../edges/smtp/testing.ts";
import { configure } from "./configuration.ts";
import { createLog } from "./log.ts";
import { type Serving, serve } from "./serve.ts";

const open: Serving[] = [];
afterEach(async () => {
  for (const serving of open.splice(0)) await serving.stop();
});

async function started(data: string): Promise<Serving> {
  const flags = { http: "127.0.0.1:0", https: "127.0.0.1:0", smtp: "127.0.0.1:0" };
  const serving = await serve(
    data,
    configure({ env: {}, flags }),
    createLog(() => {}),
  );
  open.push(serving);
  return serving;
}

async function stopped(serving: Serving): Promise<void> {
  open.splice(open.indexOf(serving), 1);
  await serving.stop();
}

/** A minimal browser. */
function browser({ running }: Serving) {
  const cookies = new Map<string, string>();
  let csrf = "";
  async function ask(path: string, form?: Readonly<Record<string, string>>) {
    const answer = await fetch(`http://${running.http}${path}`, {
      method: form ? "POST" : "GET",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      redirect: "manual",
      ...(form ? { body: new URLSearchParams({ csrf, ...form }) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? [];
      cookies.set(name, value);
    }
    const html = await answer.text();
    csrf = /name="csrf" value="([\w-]{20,})"/.exec(html)?.[1] ?? csrf;
    const to = answer.headers.get("location");
    return {
      status: answer.status,
      html,
      to: to && new URL(to, "http://x").pathname,
      headers: answer.headers,
    };
  }
  return { get: (path: string) => ask(path), post: ask, cookies };
}

const admin = {
  ...{ name: "Ann", user: "ann", email: "ann@customer.example" },
  ...{ password: "correct horse battery", repeat: "correct horse battery" },
};

async function begun(serving: Serving) {
  const tab = browser(serving);
  expect((await tab.post("/setup", { code: serving.code ?? "" })).status).toBe(303);
  await tab.get("/setup/zone");
  return tab;
}

/** The fingerprint of the certificate that browsers get. */
function fingerprintAt(https: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    const port = Number(https?.split(":").at(-1));
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "none");
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

describe("until it is set up", () => {
  it("every page redirects to /setup, API and mail are deferred", async () => {
    const data = join(testFolder(), "deep/data");
    const serving = await started(data);
    const tab = browser(serving);
    for (const path of ["/", "/tickets", "/login", "/settings/mailboxes", "/nonsense"])
      expect((await tab.get(path)).to, path).toBe("/setup");
    for (const path of ["/setup/zone", "/setup/finish"])
      expect((await tab.get(path)).to, path).toBe("/setup");
    expect((await tab.post("/login", { user: "x", password: "y" })).to).toBe("/setup");
    const api = await tab.get("/api/v1/tickets");
    expect([api.status, JSON.parse(api.html)]).toMatchObject([503, { code: "system.new" }]);

    const peer = await new Peer(Number(serving.running.smtp?.split(":").at(-1))).hello();
    expect(await peer.ask("MAIL FROM:<a@customer.example>")).toMatch(/^250/);
    expect(await peer.ask("RCPT TO:<support@desk.example>")).toMatch(/^450 4\.3\.0 /);
    expect(await peer.ask("DATA")).toMatch(/^503/);
    peer.destroy();
    expect(statSync(data).mode & 0o777).toBe(0o700);
    for (const file of ["setup-code", "setup.json"])
      expect(statSync(join(data, file)).mode & 0o777).toBe(0o600);
  });

  it("wants the code, however it is typed; wrong ones slow down, and shut nobody out", async () => {
    const serving = await started(testFolder());
    const [tab, other] = [browser(serving), browser(serving)];
    const code = serving.code ?? "";
    expect((await tab.post("/setup", { code: "" })).status).toBe(401);
    expect((await tab.post("/setup", { code: `${code}A` })).status).toBe(401);
    expect((await tab.post("/setup", { code: "Ä\u0000<b>".repeat(100) })).status).toBe(401);
    expect((await tab.post("/setup", { code: "Ä\u0000<b>".repeat(1000) })).status).toBe(413);
    expect((await tab.post("/setup", { code: ` ${code.toLowerCase().replace("-", " ")} ` })).to).toBe(
      "/setup/zone",
    );
    for (let i = 0; i < 6; i++) await other.post("/setup", { code: `AAAA-AAA${i}` });
    expect((await other.post("/setup", { code })).status).toBe(303);
    const guesses = await Promise.all(
      Array.from({ length: 30 }, () => other.post("/setup", { code: "AAAA-AAAA" })),
    );
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    // The browser that has entered it continues.
    expect((await tab.get("/setup/zone")).status).toBe(200);
  });

  it("accepts only its own forms", async () => {
    const serving = await started(testFolder());
    const tab = await begun(serving);
    expect((await tab.post("/setup/zone", { csrf: "wrong", zone: "UTC" })).status).toBe(403);
    const answer = await fetch(`http://${serving.running.http}/setup/zone`, {
      method: "POST",
      headers: { cookie: `mm_setup=${tab.cookies.get("mm_setup")}`, origin: "http://evil.example" },
      body: new URLSearchParams({ zone: "UTC" }),
    });
    expect(answer.status).toBe(403);
    const forged = browser(serving);
    forged.cookies.set("mm_setup", "x".repeat(43));
    expect((await forged.get("/setup/zone")).to).toBe("/setup");
  });

  it.each([
    ["zone", { zone: "Mars/Olympus" }, "Choose a time zone"],
    ["admin", { ...admin, password: "short", repeat: "short" }, "10 to 1,000 characters"],
    ["admin", { ...admin, password: "password1234", repeat: "password1234" }, "too easy to guess"],
    ["admin", { ...admin, repeat: "other" }, "two passwords are different"],
    ["admin", { ...admin, user: "<script>" }, "A user name has 1 to 50"],
    ["name", { hostname: '"><script>alert(1)</script>' }, "is not a valid host name"],
    ["mailbox", { address: "nobody" }, "is not a valid email address"],
    ["incoming", { kind: "imap", host: "", port: "993" }, "Enter the server"],
    ["incoming", { kind: "imap", host: "x.example", port: "143", tls: "none", user: "u" }, "unencrypted"],
    ["outgoing", { kind: "smtp", host: "x.example", port: "99999" }, "from 1 to 65535"],
    ["incoming", { kind: "microsoft", login: "", clientId: "c" }, "Enter the mailbox to log in to"],
    ["incoming", { kind: "google", login: "a@desk.example", clientId: "" }, "Enter the client ID"],
    ["outgoing", { kind: "google", login: "a@desk.example", clientId: "" }, "Enter the client ID"],
    ["certificate", { kind: "own", cert: "x", key: "y" }, "BEGIN CERTIFICATE"],
  ])("%s: %j is shown again with the fault", async (step, form, problem) => {
    const tab = await begun(await started(testFolder()));
    const page = await tab.post(`/setup/${step}`, form);
    expect(page.status).toBe(422);
    expect(page.html).toContain(problem);
    expect(page.html).not.toContain("<script>alert");
    expect(page.html).not.toContain("correct horse");
  });

  it("finishing too early shows the first open step", async () => {
    const tab = await begun(await started(testFolder()));
    expect((await tab.post("/setup/finish", {})).to).toBe("/setup/zone");
  });
});

it("survives a restart, and then serves at the same addresses", async () => {
  const data = testFolder();
  const before = await started(data);
  const first = await begun(before);
  const fingerprint = await fingerprintAt(before.running.https);
  expect((await first.post("/setup/zone", { zone: "Europe/Berlin" })).to).toBe("/setup/admin");
  expect((await first.post("/setup/admin", admin)).to).toBe("/setup/name");
  expect(readFileSync(join(data, "setup.json"), "utf8")).not.toContain("correct horse");
  await stopped(before);
  // Leftovers of a killed process are no reason to refuse the folder.
  writeFileSync(join(data, "lock-journal"), "");
  writeFileSync(join(data, "setup.json.new"), "{");

  const serving = await started(data);
  expect(serving.code).toBe(before.code);
  const tab = browser(serving);
  for (const [name, value] of first.cookies) tab.cookies.set(name, value);
  expect((await tab.get("/setup")).to).toBe("/setup/name");
  await tab.get("/setup/name");
  expect((await tab.post("/setup/name", { hostname: "desk.example", go: "anyway" })).to).toBe(
    "/setup/mailbox",
  );
  const mailbox = { address: "support@desk.example", name: "Support", go: "anyway" };
  expect((await tab.post("/setup/mailbox", mailbox)).to).toBe("/setup/incoming");
  // Back, and a different answer.
  expect((await tab.get("/setup/admin")).html).toContain('value="ann@customer.example"');
  expect((await tab.post("/setup/admin", { ...admin, name: "Ann W.", password: "", repeat: "" })).to).toBe(
    "/setup/incoming",
  );
  expect((await tab.post("/setup/incoming", { kind: "smtp", go: "anyway" })).to).toBe("/setup/outgoing");
  expect((await tab.post("/setup/outgoing", { kind: "later" })).to).toBe("/setup/certificate");
  expect((await tab.post("/setup/certificate", { kind: "self" })).to).toBe("/setup/finish");
  const shown = await tab.get("/setup/finish");
  expect(shown.html).toContain("support@desk.example");
  expect((await tab.post("/setup/finish", {})).to).toBe("/setup/done");

  // The browser has accepted the certificate, and is not to warn again.
  expect(await fingerprintAt(serving.running.https)).toBe(fingerprint);
  // The same addresses now serve the helpdesk; logged in.
  for (;;) {
    const done = await tab.get("/setup/done");
    expect(done.status).toBe(200);
    if (done.html.includes("arrived as ticket 1")) break;
    expect(done.html).toContain("is being processed");
    expect(done.headers.get("refresh")).toBe("1");
  }
  const ticket = await tab.get("/tickets/1");
  expect(ticket.html).toContain("Test mail from setup");
  expect(ticket.html).toContain("ann@customer.example");
  const peer = new Peer(Number(serving.running.smtp?.split(":").at(-1)));
  expect(await peer.line()).toBe("220 desk.example ESMTP");
  peer.send("EHLO client.example\r\n");
  expect((await peer.reply())[0]).toContain("desk.example");
  expect(await peer.ask("MAIL FROM:<a@customer.example>")).toMatch(/^250/);
  expect(await peer.ask("RCPT TO:<support@desk.example>")).toMatch(/^250/);
  peer.destroy();
  for (const file of ["setup-code", "setup.json", "new"]) expect(existsSync(join(data, file))).toBe(false);

  // Its code and its session are no longer valid.
  const late = browser(serving);
  late.cookies.set("mm_setup", first.cookies.get("mm_setup") ?? "");
  expect((await late.get("/setup")).to).toBe("/login");
  expect((await late.post("/setup", { code: serving.code ?? "" })).status).not.toBe(303);
  await stopped(serving);
  const again = await started(data);
  expect(again.code).toBeNull();
});

it("takes Microsoft 365 and Google for incoming and outgoing mail, and asks to sign in at the end", async () => {
  const data = testFolder();
  const tab = await begun(await started(data));
  await tab.post("/setup/zone", { zone: "UTC" });
  await tab.post("/setup/admin", admin);
  await tab.post("/setup/name", { hostname: "desk.example", go: "anyway" });
  await tab.post("/setup/mailbox", { address: "support@desk.example", name: "", go: "anyway" });
  expect((await tab.get("/setup/incoming")).html).toContain("https://desk.example/settings/oauth/back");
  const microsoft = {
    ...{ kind: "microsoft", login: "shared@desk.example", tenant: "desk.example" },
    ...{ clientId: "client-1", clientSecret: "very secret" },
  };
  // What is said of the server belongs to another choice.
  expect((await tab.post("/setup/incoming", { ...microsoft, host: "x", port: "0" })).to).toBe(
    "/setup/outgoing",
  );
  expect((await tab.get("/setup/incoming")).html).toMatch(/value="microsoft"[^>]* checked/);
  const shown = await tab.get("/setup/outgoing");
  expect(shown.html).toContain('value="client-1"');
  expect(shown.html).not.toContain("very secret");
  expect((await tab.post("/setup/outgoing", { ...microsoft, clientSecret: "" })).to).toBe(
    "/setup/certificate",
  );
  await tab.post("/setup/certificate", { kind: "self" });
  await tab.get("/setup/finish");
  expect((await tab.post("/setup/finish", {})).to).toBe("/setup/done");
  const done = await tab.get("/setup/done");
  expect(done.html).toContain('href="/settings/oauth/microsoft"');
  expect(done.html).toContain("Sign in at Microsoft 365");

  const account = await tab.get("/settings/oauth/microsoft");
  expect(account.html).toContain("Sign in with a code");
  expect(account.html).toContain("smtp.office365.com");
  const [fetched, sent] = [await tab.get("/settings/imap/first"), await tab.get("/settings/outgoing")];
  for (const { html } of [fetched, sent]) {
    expect(html).toContain('value="shared@desk.example"');
    expect(html).toMatch(/name="login" value="oauth2"[^>]* checked/);
  }
  expect(fetched.html).toContain('value="outlook.office365.com"');
  expect(sent.html).toContain('value="smtp.office365.com"');
});

it("a certificate that no longer fits the name is refused at the end, and nothing is created", async () => {
  const data = testFolder();
  const tab = await begun(await started(data));
  await tab.post("/setup/zone", { zone: "UTC" });
  await tab.post("/setup/admin", admin);
  await tab.post("/setup/name", { hostname: "desk.example", go: "anyway" });
  await tab.post("/setup/mailbox", { address: "support@desk.example", name: "", go: "anyway" });
  await tab.post("/setup/incoming", { kind: "smtp", go: "anyway" });
  await tab.post("/setup/outgoing", { kind: "later" });
  const pair = selfSigned({ hostname: "desk.example", now: Date.now() });
  const other = selfSigned({ hostname: "other.example", now: Date.now() });
  const refused = await tab.post("/setup/certificate", { kind: "own", ...other, go: "anyway" });
  expect(refused.html).toContain("The certificate is not valid for desk.example");
  await tab.post("/setup/certificate", { kind: "own", ...pair, go: "anyway" });
  await tab.post("/setup/name", { hostname: "other.example", go: "anyway" });
  await tab.get("/setup/finish");
  const finished = await tab.post("/setup/finish", {});
  expect(finished.status).toBe(400);
  expect(finished.html).toContain("The certificate is not valid for other.example");
  expect(existsSync(join(data, "mailmanager.db"))).toBe(false);
  await tab.post("/setup/certificate", { kind: "own", ...other, go: "anyway" });
  await tab.get("/setup/finish");
  expect((await tab.post("/setup/finish", {})).to).toBe("/setup/done");
});

it("a client at Google that replaces the one at Microsoft is the only one that is kept", async () => {
  const data = testFolder();
  const tab = await begun(await started(data));
  const google = { kind: "google", login: "desk@desk.example", clientId: "client-2", clientSecret: "s" };
  await tab.post("/setup/outgoing", { ...google, kind: "microsoft", clientId: "client-1" });
  expect((await tab.post("/setup/outgoing", google)).status).toBe(303);
  await tab.post("/setup/zone", { zone: "UTC" });
  await tab.post("/setup/admin", admin);
  await tab.post("/setup/name", { hostname: "desk.example", go: "anyway" });
  await tab.post("/setup/mailbox", { address: "support@desk.example", name: "", go: "anyway" });
  await tab.post("/setup/incoming", { kind: "smtp", go: "anyway" });
  await tab.post("/setup/certificate", { kind: "self" });
  await tab.get("/setup/finish");
  expect((await tab.post("/setup/finish", {})).to).toBe("/setup/done");
  const { html } = await tab.get("/settings/oauth");
  expect(html).toContain("/settings/oauth/google");
  expect(html).not.toContain("/settings/oauth/microsoft");
  expect((await tab.get("/settings/outgoing")).html).toContain('value="smtp.gmail.com"');
});
