import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ok } from "../../base/result.ts";
import { openServer, password, type TestServer } from "./testing/server.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

/** Paths of all routes of a method, with their parameters filled. */
const paths = (method: string) =>
  [...new Set(desk.web.routes.filter((one) => one.method === method).map((one) => one.path))].map((path) =>
    path
      .replace(/:\w+\{([a-z]+)\|[^}]*\}/g, "$1")
      .replace(/:\w+\{[^}]*\}/g, "1")
      .replace(/:\w+/g, "x"),
  );
const open = [
  "/login",
  "/help/logging-in",
  "/setup",
  "/assets/x",
  "/favicon.ico",
  "/.well-known/acme-challenge/x",
];

test("an address that is the pattern of a route leads nowhere", async () => {
  const browser = desk.browser();
  await browser.logIn("admin");
  // The router takes it for the route, and finds no parameters in it.
  for (const { method, path } of desk.web.routes)
    if (method === "GET" && path.includes("{")) expect((await browser.get(path)).status, path).not.toBe(500);
});

describe("without a session", () => {
  test("every page redirects to the log-in, and then back", async () => {
    const browser = desk.browser();
    for (const path of paths("GET").filter((one) => !open.includes(one) && one !== "/")) {
      const page = await browser.get(`${path}?a=1`);
      expect([page.status, page.to], path).toEqual([
        302,
        `/login?${new URLSearchParams({ next: `${path}?a=1` })}`,
      ]);
    }
  });

  test("nothing can be changed", async () => {
    const browser = desk.browser();
    const before = await desk.record.journal.head();
    for (const path of paths("POST").filter((one) => one !== "/login")) {
      expect((await browser.post(path, {})).status, path).toBe(403);
    }
    expect(await desk.record.journal.head()).toBe(before);
  });

  test("what was typed in a form is shown again, without secrets", async () => {
    const browser = desk.browser();
    const page = await browser.post("/tickets/1/reply", { text: "Dear <Ann>", password: "geheim" });
    expect(page.status).toBe(403);
    expect(page.html).toContain("Dear &lt;Ann&gt;");
    expect(page.html).not.toContain("geheim");
  });

  test("an invented session is invalid", async () => {
    const browser = desk.browser();
    browser.cookies.set("mm_session", "x".repeat(43));
    expect((await browser.get("/tickets")).to).toMatch(/^\/login/);
  });

  test("/setup redirects once it is done, and its test mail is for administrators", async () => {
    const browser = desk.browser();
    expect((await browser.get("/setup")).to).toBe("/login?next=%2Fsetup");
    await browser.logIn("ann");
    expect((await browser.get("/setup")).to).toBe("/tickets");
    expect((await browser.get("/setup/done")).status).toBe(403);
    expect((await browser.post("/setup/done", {})).status).toBe(403);
    const admin = desk.browser();
    await admin.logIn();
    expect((await admin.get("/setup/done")).html).toContain("Send a test mail");
    expect((await admin.post("/setup/done", {})).to).toBe("/setup/done");
  });
});

describe("logging in", () => {
  test("opens a session in a cookie that scripts and other sites cannot read", async () => {
    const browser = desk.browser();
    const page = await browser.logIn();
    expect([page.status, page.to]).toEqual([303, "/tickets"]);
    const cookie = page.headers.getSetCookie().find((one) => one.startsWith("mm_session="));
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(cookie).toMatch(/Path=\//i);
    expect(cookie).not.toMatch(/Secure/i);
    expect((await browser.get("/tickets")).status).toBe(200);
  });

  test("over TLS the cookie is never sent unencrypted", async () => {
    const browser = desk.browser();
    const page = await browser.post(
      "https://desk.example/login",
      { user: "admin", password },
      { Origin: "https://desk.example" },
    );
    expect(page.headers.getSetCookie().join()).toMatch(/^__Host-mm_session=[^;]+;.*Secure/i);
    expect((await browser.get("https://desk.example/tickets")).status).toBe(200);
    expect((await browser.get("/tickets")).status).toBe(302);
  });

  test("behind a proxy that we know the cookie is as the browser sees the connection", async () => {
    const client = { address: "203.0.113.9", secure: true, host: "desk.example", proxied: true };
    const headers = { Origin: "https://desk.example", "Content-Type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams({ user: "admin", password });
    const init = { method: "POST", body, headers: { Host: "127.0.0.1:8025", ...headers } };
    const answer = await desk.web.request("http://127.0.0.1:8025/login", init, { client });
    expect([answer.status, answer.headers.getSetCookie().join()]).toEqual([
      303,
      expect.stringMatching(/^__Host-mm_session=[^;]+;.*Secure/i),
    ]);
    const events = await desk.record.journal.read(0, 1000);
    expect(events.findLast(({ event }) => event.type === "LoggedIn")?.event).toMatchObject({
      ip: "203.0.113.9",
    });
  });

  test.each([
    ["https://desk.example", "proxy_set_header Host $host;"],
    ["https://desk.example:8443", "proxy_set_header Host $http_host;"],
  ])(
    "with another Host than the browser's %s, the page names the cause and the line for nginx",
    async (origin, line) => {
      const headers = {
        Host: "127.0.0.1:8025",
        Origin: origin,
        "Content-Type": "application/x-www-form-urlencoded",
      };
      const body = new URLSearchParams({ user: "admin", password });
      const answer = await desk.web.request("http://127.0.0.1:8025/login", { method: "POST", body, headers });
      const page = await answer.text();
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
      expect(page).toContain(line);
      expect(page).toContain("changes the Host header");
      expect(page).not.toContain("expired");
    },
  );

  test("browsers are told to use HTTPS only, once the certificate is not self-signed", async () => {
    const sent = async (url: string, web = desk.web) =>
      (await web.request(url)).headers.get("Strict-Transport-Security");
    expect(await sent("https://desk.example/login")).toBeNull();
    const shown = { fingerprint: "AA", issuer: "CN=CA", names: [], from: 0, until: 4e12, ownMade: false };
    const state = {
      policy: { kind: "own" },
      shown,
      attempt: null,
      ordering: false,
      requested: false,
    } as const;
    const refused = async () => ok(undefined);
    const certificates = {
      ...{
        state: () => ok(state),
        isOwnMade: () => false,
        answerTo: () => null,
        useSelf: refused,
        useOwn: refused,
        useAcme: refused,
      },
      request: () => ok(""),
    };
    const other = await openServer({ certificates });
    expect(await sent("https://desk.example/login", other.web)).toBe("max-age=2592000");
    expect(await sent("http://desk.example/login", other.web)).toBeNull();
    await other.close();
  });

  test("only redirects to a path of this site", async () => {
    const to = async (next: string) =>
      (await desk.browser().post("/login", { user: "admin", password, next })).to;
    expect(await to("/tickets/7?x=1")).toBe("/tickets/7?x=1");
    expect(await to("https://evil.example/")).toBe("/tickets");
    expect(await to("//evil.example/")).toBe("/tickets");
  });

  test("does not say which of name and password was wrong, and keeps the name", async () => {
    const browser = desk.browser();
    const one = await browser.post("/login", { user: "admin", password: "wrong password" });
    const other = await browser.post("/login", { user: "nobody", password: "wrong password" });
    expect([one.status, other.status]).toEqual([401, 401]);
    expect(one.html.replace('value="admin"', 'value="nobody"')).toBe(other.html);
    expect(one.html).toContain('value="admin"');
    expect(one.html).not.toContain("wrong password");
  });

  test("is refused for a while after too many attempts, even with the right password", async () => {
    const browser = desk.browser();
    for (let i = 0; i < 10; i++) await browser.post("/login", { user: "ann", password: "wrong password" });
    expect((await browser.post("/login", { user: "ann", password })).status).toBe(429);
    desk.clock += 16 * 60_000;
    expect((await browser.post("/login", { user: "ann", password })).status).toBe(303);
  });

  test("from a form on another site is refused", async () => {
    const post = (headers: { readonly [name: string]: string }) =>
      desk.browser().post("/login", { user: "admin", password }, headers);
    expect((await post({ "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
    expect((await post({ "Sec-Fetch-Site": "same-site" })).status).toBe(403);
  });

  test("creates a new session each time, and ends the previous one", async () => {
    const browser = desk.browser();
    await browser.logIn();
    const before = browser.cookies.get("mm_session") ?? "";
    await browser.post("/login", { user: "ann", password });
    expect(browser.cookies.get("mm_session")).not.toBe(before);
    const other = desk.browser();
    other.cookies.set("mm_session", before);
    expect((await other.get("/tickets")).status).toBe(302);
  });

  test("ends with log-out, with inactivity, and when the person is disabled", async () => {
    const browser = desk.browser();
    await browser.logIn("ann");
    const token = browser.cookies.get("mm_session") ?? "";
    await browser.post("/logout", {});
    expect(browser.cookies.has("mm_session")).toBe(false);
    browser.cookies.set("mm_session", token);
    expect((await browser.get("/tickets")).status).toBe(302);

    await browser.logIn("ann");
    desk.clock += 13 * 3_600_000;
    expect((await browser.get("/tickets")).status).toBe(302);

    const admin = desk.browser();
    await admin.logIn();
    await browser.logIn("ann");
    await admin.post("/settings/people/ann/disable", {});
    expect((await browser.get("/tickets")).status).toBe(302);
  });
});

describe("with a session", () => {
  test("no form is accepted without the session's token, with another's, or from another site", async () => {
    const browser = desk.browser();
    const other = desk.browser();
    await browser.logIn();
    await other.logIn("ann");
    const stolen = /name="csrf" value="([^"]*)"/.exec((await other.get("/tickets")).html)?.[1] ?? "";
    const before = await desk.record.journal.head();
    for (const path of paths("POST").filter((one) => one !== "/login")) {
      expect((await browser.post(path, { csrf: "" })).status, path).toBe(403);
      expect((await browser.post(path, { csrf: stolen })).status, path).toBe(403);
      expect((await browser.post(path, {}, { "Sec-Fetch-Site": "cross-site" })).status, path).toBe(403);
    }
    expect(await desk.record.journal.head()).toBe(before);
    expect((await browser.get("/tickets")).status).toBe(200);
  });

  test("an old browser is recognised by its Origin header", async () => {
    const browser = desk.browser();
    await browser.logIn();
    const from = async (origin: string) => {
      const csrf = /name="csrf" value="([^"]*)"/.exec((await browser.get("/tickets")).html)?.[1] ?? "";
      const headers = {
        Host: "desk.example",
        Cookie: `mm_session=${browser.cookies.get("mm_session")}`,
        Origin: origin,
      };
      const body = new URLSearchParams({ csrf, theme: "dark" });
      return (await desk.web.request("http://desk.example/preferences", { method: "POST", body, headers }))
        .status;
    };
    expect(await from("http://desk.example")).toBe(303);
    expect(await from("http://evil.example")).toBe(403);
    expect(await from("null")).toBe(403);
  });

  test("an agent cannot open settings", async () => {
    const browser = desk.browser();
    await browser.logIn("ann");
    expect((await browser.get("/tickets")).html).not.toContain('href="/settings');
    for (const path of paths("GET").filter((one) => one.startsWith("/settings/") && !one.includes("*"))) {
      expect((await browser.get(path)).status, path).toBe(403);
    }
    const before = await desk.record.journal.head();
    await browser.get("/tickets");
    for (const path of paths("POST").filter((one) => one.startsWith("/settings/"))) {
      expect((await browser.post(path, {})).status, path).toBe(403);
    }
    expect(await desk.record.journal.head()).toBe(before);
  });

  test("theme and shortcuts are stored, and return to the page", async () => {
    const browser = desk.browser();
    await browser.logIn();
    const page = await browser.post(
      "/preferences",
      { theme: "dark" },
      { Referer: "http://desk.example/help/keys" },
    );
    expect(page.to).toBe("/help/keys");
    await browser.post("/preferences", { keys: "off" });
    const { html } = await browser.get("/tickets");
    expect(html).toContain('data-theme="dark"');
    expect(html).toContain('data-keys="off"');
  });
});

describe("headers", () => {
  test("every page only allows our own resources and is not cached", async () => {
    const browser = desk.browser();
    await browser.logIn();
    for (const path of ["/tickets", "/login", "/nowhere", "/tickets/99", "/help"]) {
      const { headers } = await browser.get(path);
      const policy = headers.get("Content-Security-Policy") ?? "";
      expect(policy, path).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("same-origin");
      expect(headers.get("Cache-Control")).toBe("no-store");
    }
  });

  test("assets are cached permanently under a URL that changes with them", async () => {
    const browser = desk.browser();
    const { html } = await browser.get("/login");
    const css = /href="(\/assets\/app\.[^"]+\.css)"/.exec(html)?.[1] ?? "";
    const plain = await browser.get(css);
    expect(plain.status).toBe(200);
    expect(plain.headers.get("Cache-Control")).toContain("immutable");
    expect(plain.headers.get("Content-Type")).toBe("text/css; charset=utf-8");
    const again = await browser.get(css, { "If-None-Match": plain.headers.get("ETag") ?? "" });
    expect([again.status, again.html]).toEqual([304, ""]);
    const packed = await browser.get(css, { "Accept-Encoding": "gzip, br" });
    expect(packed.headers.get("Content-Encoding")).toBe("gzip");
    expect((await browser.get(css.replace("app.", "app.x"))).status).toBe(404);
  });

  test("an error in a page is logged with its cause and shown without it", async () => {
    const browser = desk.browser();
    await browser.logIn();
    desk.record.database.sqlite.exec("DROP TABLE tally");
    const page = await browser.get("/tickets");
    expect(page.status).toBe(500);
    expect(page.html).not.toContain("tally");
    expect(desk.logged.join("\n")).toContain("a page failed");
  });
});
