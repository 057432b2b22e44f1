import { afterEach, describe, expect, test } from "vitest";
import { saidOf } from "../../base/failure.ts";
import { tryServer } from "./probe.ts";
import type { SmtpRoute } from "./session.ts";
import { closeAll, fakeServer, when } from "./testing.ts";

afterEach(closeAll);

const route = (port: number, more: Partial<SmtpRoute> = {}): SmtpRoute => ({
  ...{ kind: "smtp", host: "127.0.0.1", port, tls: "none", user: null, password: null },
  ...more,
});
const hostname = "desk.example";
const login = { user: "desk", password: "secret" };

describe("a mail server is tried", () => {
  test("up to the point where a mail would begin", async () => {
    const server = await fakeServer(when("AUTH", "235 2.7.0 welcome"), ["AUTH PLAIN"]);
    expect(await tryServer(route(server.port, login), { hostname })).toEqual({ ok: true, value: null });
    expect(server.lines.join()).toContain("AUTH PLAIN");
    expect(server.lines.join()).not.toContain("MAIL");
  });

  test("its refusal of the log-in is reported", async () => {
    const server = await fakeServer(when("AUTH", "535 5.7.8 who are you"), ["AUTH PLAIN"]);
    const tried = await tryServer(route(server.port, login), { hostname });
    expect(tried).toMatchObject({
      ok: false,
      error: { fault: { reason: "delivery.login", params: { problem: saidOf("535 5.7.8 who are you") } } },
    });
  });

  test("that it is unreachable, busy, or does not encrypt is reported", async () => {
    const gone = await fakeServer(() => undefined);
    await gone.close();
    expect(await tryServer(route(gone.port), { hostname })).toMatchObject({
      ok: false,
      error: { fault: { reason: "delivery.unreachable" } },
    });
    const busy = await fakeServer(when("", "421 4.3.2 not now"));
    expect(await tryServer(route(busy.port), { hostname })).toMatchObject({
      ok: false,
      error: { fault: { reason: "delivery.session", params: { problem: saidOf("421 4.3.2 not now") } } },
    });
    const plain = await fakeServer(when("STARTTLS", "502 5.5.1 what"));
    expect(await tryServer(route(plain.port, { tls: "starttls" }), { hostname })).toMatchObject({
      ok: false,
    });
  });
});
