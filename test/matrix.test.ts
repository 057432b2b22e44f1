/**
 * Every page, API route, stream and command of the engine, used by every kind of caller. Who may do what is in
 * `support/matrix.ts` and `support/matrix-commands.ts`.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, nobody, system } from "../src/domain/policy/index.ts";
import { permissions } from "../src/domain/policy/permissions.ts";
import { password } from "../src/edges/web/testing/server.ts";
import { api, type Needs, pages, people, rowsOf, setup, streams, type Who, who } from "./support/matrix.ts";
import { commands, forProgram, unseen, views, withoutCaller } from "./support/matrix-commands.ts";
import { type Fields, type MatrixServer, openMatrixServer } from "./support/matrix-server.ts";
import { setupCsrf, setupPages, setupSession } from "./support/setup-pages.ts";

/** A caller's credentials. */
interface Shown {
  readonly who: Who | "nobody";
  readonly how: string;
  readonly session: string | null;
  readonly headers: Fields;
}

let all: MatrixServer;
let browsers: readonly Shown[];
let programs: readonly Shown[];
let callers: ReadonlyMap<Who | "nobody", Caller>;

beforeAll(async () => {
  all = await openMatrixServer();
  const { server, session, token } = all;
  const asked = Object.keys(people)
    .filter(isWho)
    .map((one) => ({ who: one, ...people[one] }));
  const inSession = asked.filter(({ scope }) => scope === null);
  const bearer = (value: string) => ({ Authorization: `Bearer ${value}` });
  const browser = (one: Shown["who"], how: string, cookie: string | null): Shown => ({
    ...{ who: one, how, session: cookie, headers: {} },
  });
  const program = (one: Shown["who"], how: string, headers: Fields): Shown => ({
    ...{ who: one, how, session: null, headers },
  });

  await all.person("dan", "agent");
  await all.person("dora", "admin");
  server.clock -= 13 * 3_600_000;
  const expired = await session("admin");
  server.clock += 13 * 3_600_000;
  const loggedOut = await session("admin");
  server.engine.people.logOut(loggedOut);
  const [dan, dora] = [await session("dan"), await session("dora")];
  const [ofDan, ofDora] = [await token("dan", "admin"), await token("dora", "admin")];
  for (const user of ["dan", "dora"]) await all.change(user, { disabled: true });
  const revoked = await token("admin", "admin");
  await all.revoke(revoked);

  browsers = [
    ...(await Promise.all(inSession.map(async (one) => browser(one.who, one.who, await session(one.user))))),
    browser("nobody", "without a session", null),
    browser("nobody", "a disabled agent", dan),
    browser("nobody", "a disabled administrator", dora),
    browser("nobody", "logged out", loggedOut),
    browser("nobody", "an expired session", expired),
    browser("nobody", "a made-up session", "x".repeat(43)),
    { ...program("nobody", "an API token", bearer(await token("admin", "admin"))) },
  ];
  programs = [
    ...(await Promise.all(
      asked.flatMap(({ who: one, user, scope }) =>
        scope === null ? [] : [token(user, scope).then((value) => program(one, one, bearer(value)))],
      ),
    )),
    program("nobody", "without a token", {}),
    program("nobody", "a session's cookie", { Cookie: `mm_session=${await session("admin")}` }),
    program("nobody", "a disabled agent's token", bearer(ofDan)),
    program("nobody", "a disabled administrator's token", bearer(ofDora)),
    program("nobody", "a revoked token", bearer(revoked)),
    program("nobody", "a made-up token", bearer("mm_nobody")),
  ];
  callers = new Map([
    ["nobody", nobody],
    ...(await Promise.all(asked.map(async (one) => [one.who, await all.caller(one.who)] as const))),
  ]);
});
afterAll(() => all.close());

const isWho = (name: string): name is Who => Object.hasOwn(people, name);
/** Whether the table allows it. */
const lets = (needs: Needs, one: Shown["who"]): boolean =>
  one === "nobody" ? needs === "open" : who[needs].some((name) => name === one);

describe("the tables", () => {
  test("have every page, and nothing else", () => {
    const routed = all.server.web.routes.filter(({ method }) => method !== "ALL");
    const found = new Set(routed.map(({ method, path }) => `${method} ${path}`));
    expect([...rowsOf(pages).keys()].toSorted()).toEqual([...found].toSorted());
  });

  test("have every route of the API, and nothing else", () => {
    const found = all.routes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect([...rowsOf(api).keys()].toSorted()).toEqual(found.toSorted());
  });

  test("have every stream, and nothing else", () => {
    const found = all.routes.filter(({ media }) => media?.types.includes("text/event-stream"));
    const names = found.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect([...rowsOf(streams).keys()]).toEqual(names);
  });

  test("have every function of the engine that the edges can call, and nothing else", () => {
    const found = Object.entries(all.parts).flatMap(([part, functions]) =>
      Object.entries(functions).flatMap(([name, value]) =>
        typeof value === "function" ? [`${part}.${name}`] : [],
      ),
    );
    const called = new Set(Object.keys(commands).map((name) => name.split(" ")[0]));
    const listed = [
      ...called,
      ...Object.keys(views),
      ...Object.keys(forProgram),
      ...Object.keys(withoutCaller),
    ];
    expect(listed.toSorted()).toEqual(found.toSorted());
  });

  test("use every permission, and no other", () => {
    const needed = [pages, api, streams].flatMap((table) => [...rowsOf(table).values()]);
    const names = new Set([...needed, ...Object.values(commands).map(([needs]) => needs)]);
    for (const name of ["open", "session"] as const) names.delete(name);
    expect([...names].toSorted()).toEqual(permissions.toSorted());
  });

  test("allow and deny someone everything that is not open", () => {
    for (const { needs, everyone } of [
      { needs: "settings.write", everyone: programs },
      { needs: "tickets.write", everyone: programs },
      { needs: "settings.write", everyone: browsers },
    ] as const) {
      expect(new Set(everyone.map((one) => lets(needs, one.who)))).toEqual(new Set([true, false]));
    }
  });
});

describe("what is not allowed is refused, and changes nothing:", () => {
  test.each([...rowsOf(pages)])("%s needs %s", async (route, needs) => {
    const [method, path] = split(route);
    for (const { who: one, how, session, headers } of browsers.filter((by) => !lets(needs, by.who))) {
      const before = await all.server.record.journal.head();
      const answer = await all.page(method, filled(path), session, { headers });
      const text = await answer.text();
      const to = answer.headers.get("Location") ?? "";
      if (one !== "nobody") {
        expect([how, answer.status]).toEqual([how, 403]);
        expect(text).toContain(`does not have the permission ${needs}`);
      } else if (method === "GET") {
        expect([how, answer.status, /^\/login(?:\?next=|$)/.test(to)]).toEqual([how, 302, true]);
      } else {
        expect([how, answer.status]).toEqual([how, 403]);
      }
      expect(await all.server.record.journal.head()).toBe(before);
    }
  });

  test.each([...rowsOf(api)])("%s of the API needs %s", async (route, needs) => {
    const [method, path] = split(route);
    for (const { who: one, how, headers } of programs.filter((by) => !lets(needs, by.who))) {
      const before = await all.server.record.journal.head();
      const answer = await all.api(method, filled(path), headers);
      const code = one === "nobody" ? "auth.required" : "permission.denied";
      expect([how, answer.status, await answer.json()]).toMatchObject([
        ...[how, one === "nobody" ? 401 : 403],
        { code },
      ]);
      expect(await all.server.record.journal.head()).toBe(before);
    }
  });

  test.each(Object.entries(commands))("%s", async (_, [needs, call]) => {
    for (const [one, caller] of callers) {
      if (lets(needs, one)) continue;
      const before = await all.server.record.journal.head();
      expect([one, await call(all.parts, caller)]).toMatchObject([
        one,
        { ok: false, error: { code: "permission.denied", reason: expect.any(String) } },
      ]);
      expect(await all.server.record.journal.head()).toBe(before);
    }
  });
});

describe("what is allowed is done:", () => {
  test.each([...rowsOf(pages)])("%s needs %s", async (route, needs) => {
    const [method, path] = split(route);
    for (const { who: one, how, session } of browsers.filter((by) => lets(needs, by.who))) {
      // A new session, since some forms end it.
      const user = one === "nobody" ? null : people[one].user;
      const cookie = method === "POST" && user !== null ? await all.session(user) : session;
      const answer = await all.page(method, filled(path), cookie, { fields: fields[route] ?? {} });
      expect({ how, status: answer.status, refused: isRefusal(answer.status) }).toMatchObject({
        refused: false,
      });
      const login = (answer.headers.get("Location") ?? "").startsWith("/login");
      expect([how, login]).toEqual([how, route === "POST /logout"]);
      expect(answer.headers.get("Content-Type") ?? "").not.toContain("event-stream");
      await answer.body?.cancel();
    }
  });

  test.each([...rowsOf(api)])("%s of the API needs %s", async (route, needs) => {
    const [method, path] = split(route);
    // Invalid credentials are refused even if none are needed.
    const some = programs.filter((by) => lets(needs, by.who) && !(by.who === "nobody" && isBad(by)));
    for (const { how, headers } of some) {
      const answer = await all.api(method, filled(path), headers);
      expect({ how, status: answer.status, refused: isRefusal(answer.status) }).toMatchObject({
        refused: false,
      });
      await answer.body?.cancel();
    }
  });

  test.each(Object.entries(commands))("%s", async (_, [needs, call]) => {
    for (const [one, caller] of callers) {
      if (!lets(needs, one)) continue;
      const result = await call(all.parts, caller);
      expect([one, result]).toEqual([one, expect.objectContaining({ ok: expect.any(Boolean) })]);
      expect([one, result.ok || result.error.code]).not.toEqual([one, "permission.denied"]);
    }
  });
});

describe("what only looks shows nothing to those who may not see it:", () => {
  test.each(Object.entries(views))("%s", async (name, [needs, call, outside]) => {
    let shown = false;
    for (const [one, caller] of callers) {
      const seen = await call(all.parts, caller);
      if (lets(needs, one)) shown ||= JSON.stringify(seen) !== JSON.stringify(outside);
      else expect([one, seen]).toEqual([one, outside]);
    }
    expect(shown).toBe(!unseen.includes(name));
  });
});

describe("what the program alone does takes a part of it as the caller, by type:", () => {
  test.each(Object.entries(forProgram))("%s", async (_, [call, gives]) => {
    expect(await call(all.parts, system("matrix"))).toEqual(gives);
  });
});

describe("a first start", () => {
  let kept = 0;
  const web = setupPages(Date.now, () => {
    kept += 1;
  });
  const ask = (route: string, known: boolean) => {
    const [method, path] = split(route);
    const headers: Fields = known ? { Cookie: `mm_setup=${setupSession}` } : {};
    const body = new URLSearchParams({ csrf: setupCsrf, do: "discard" });
    return web.request(`http://server.example${filled(path)}`, {
      ...{ method, headers: { Host: "server.example", ...headers } },
      ...(method === "POST" ? { body } : {}),
    });
  };

  test("has every page in the table, and nothing else", () => {
    const everywhere = web.routes.filter(({ method, path }) => method === "ALL" && /^\/?\*$/.test(path));
    const found = web.routes.filter((one) => !everywhere.includes(one));
    const names = new Set(found.map(({ method, path }) => `${method} ${path}`));
    expect([...setup.open, ...setup.code].toSorted()).toEqual([...names].toSorted());
  });

  test.each(setup.code)("%s needs the code", async (route) => {
    const before = kept;
    const refused = await ask(route, false);
    expect([refused.status, refused.headers.get("Location")]).toEqual([303, "/setup"]);
    expect(kept).toBe(before);
    const allowed = await ask(route, true);
    expect([allowed.status, allowed.headers.get("Location")]).not.toEqual([303, "/setup"]);
    expect(isRefusal(allowed.status)).toBe(false);
    await allowed.body?.cancel();
  });

  test.each(setup.open.filter((route) => !route.startsWith("ALL")))("%s is open", async (route) => {
    const answer = await ask(route, false);
    // A form without the code gets an error.
    expect([200, 302, 404, route === "POST /setup" ? 401 : 200]).toContain(answer.status);
    await answer.body?.cancel();
  });

  test("the API says that it is not set up yet", async () => {
    expect((await ask("GET /api/v1/tickets", false)).status).toBe(503);
  });
});

describe("streams", () => {
  test.each([...rowsOf(streams)])("%s can be followed with %s only", async (route, needs) => {
    const [method, path] = split(route);
    for (const { who: one, how, headers } of programs) {
      const answer = await all.api(method, path, { ...headers, Accept: "text/event-stream" });
      const status = lets(needs, one) ? 200 : one === "nobody" ? 401 : 403;
      expect([how, answer.status]).toEqual([how, status]);
      const type = status === 200 ? "text/event-stream" : "application/problem+json";
      expect(answer.headers.get("Content-Type")).toBe(type);
      await answer.body?.cancel();
    }
  });

  test.each<[what: string, act: (user: string, token: string) => Promise<void>]>([
    ["the token is revoked", (_, token) => all.revoke(token)],
    ["its person is disabled", (user) => all.change(user, { disabled: true })],
    ["its person is an administrator no longer", (user) => all.change(user, { role: "agent" })],
  ])("end when %s, without showing it", async (_, act) => {
    for (const route of rowsOf(streams).keys()) {
      const user = `eva${await all.server.record.journal.head()}`;
      await all.person(user, "admin");
      const token = await all.token(user, "admin");
      const headers = { Authorization: `Bearer ${token}`, Accept: "text/event-stream" };
      const [method, path] = split(route);
      const answer = await all.api(
        method,
        `${path}?after=${await all.server.record.journal.head()}`,
        headers,
      );
      const told = answer.text();
      await act(user, token);
      expect(await told).toBe(": following\n\n");
    }
  });
});

/** Fields without which a log-in form would be refused. */
const fields: { readonly [route: string]: Fields } = { "POST /login": { user: "admin", password } };
const isRefusal = (status: number) => status === 401 || status === 403 || status === 500;
const isBad = ({ headers }: Shown) => headers.Authorization !== undefined;

function split(route: string): readonly [method: string, path: string] {
  const [method = "", path = ""] = route.split(" ");
  return [method, path];
}

/** A path with values for its parameters. */
const filled = (path: string): string =>
  path
    .replace(/:\w+\{(\w+)(?:\|\w+)+\}/, "$1")
    .replace(/:\w+\{[^}]*\}|\{\w+\}/g, "1")
    .replace(/:\w+/g, "x");
