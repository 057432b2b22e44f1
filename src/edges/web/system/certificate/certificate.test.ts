import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { problemOf } from "../../../../base/failure.ts";
import { fault } from "../../../../base/fault.ts";
import { ok, refuse } from "../../../../base/result.ts";
import type { Certificates } from "../../../../engine/operate/certificates/certificates.ts";
import { type Browser, openServer, type TestServer } from "../../testing/server.ts";

const certificates = {
  state: vi.fn<Certificates["state"]>(() =>
    ok({
      policy: { kind: "own" },
      shown: {
        ...{ fingerprint: "AA:BB:CC", issuer: "CN=Harbour CA", names: ["desk.example.org"], ownMade: false },
        ...{ from: 0, until: 4_000_000_000_000 },
      },
      attempt: { at: 0, ok: false, problem: problemOf("nobody <answers>") },
      ...{ ordering: false, requested: false },
    }),
  ),
  isOwnMade: () => false,
  answerTo: (token: string) => (token === "asked" ? "asked.thumbprint" : null),
  useSelf: vi.fn<Certificates["useSelf"]>(async () => ok(undefined)),
  useOwn: vi.fn<Certificates["useOwn"]>(async () => refuse(fault("certificate.other-key", { field: "key" }))),
  useAcme: vi.fn<Certificates["useAcme"]>(async () => ok(undefined)),
  request: vi.fn<Certificates["request"]>(() => ok("-----BEGIN CERTIFICATE REQUEST-----")),
};
let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  vi.clearAllMocks();
  desk = await openServer({ certificates });
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const here = "/system/certificate";

test("shows the certificate in use, and why there is no better one", async () => {
  const { html } = await browser.get(here);
  expect(html).toContain("AA:BB:CC");
  expect(html).toContain("CN=Harbour CA");
  expect(html).toContain("The last request failed: nobody &lt;answers&gt;");
});

test("orders one after the terms are accepted", async () => {
  await browser.get(here);
  const form = { directory: "https://ca.example/dir", email: "", names: "a.example\nb.example", ca: "" };
  const without = await browser.post(`${here}/acme`, form);
  expect(without.status).toBe(422);
  expect(without.html).toContain("Agree to the CA&#39;s terms");
  expect(without.html).toContain("https://ca.example/dir");
  expect(certificates.useAcme).not.toHaveBeenCalled();
  await browser.get(here);
  expect((await browser.post(`${here}/acme`, { ...form, terms: "yes" })).to).toBe(here);
  expect(certificates.useAcme.mock.calls[0]?.[1]).toEqual({
    ...{ kind: "acme", directory: "https://ca.example/dir", email: null, ca: null },
    names: ["a.example", "b.example"],
  });
});

test("shows faults of an installed one at the field, and never shows the key again", async () => {
  await browser.get(here);
  const page = await browser.post(`${here}/own`, { cert: "C", key: "geheim" });
  expect(page.status).toBe(422);
  expect(page.html).toMatch(/id="key"[^>]*aria-invalid="true"/);
  expect(page.html).not.toContain("geheim");
});

test("creates a certificate request, and goes back to a self-signed certificate", async () => {
  await browser.get(here);
  const request = await browser.post(`${here}/request`, {});
  expect(request.html).toContain("BEGIN CERTIFICATE REQUEST");
  await browser.get(here);
  expect((await browser.post(`${here}/self`, {})).to).toBe(here);
  expect(certificates.useSelf).toHaveBeenCalledOnce();
});

test("is for administrators", async () => {
  const agent = desk.browser();
  await agent.logIn("ann");
  expect((await agent.get(here)).status).toBe(403);
});

test("answers only the CA that was asked, without a session", async () => {
  const stranger = desk.browser();
  const asked = await stranger.get("/.well-known/acme-challenge/asked");
  expect([asked.status, asked.html]).toEqual([200, "asked.thumbprint"]);
  expect((await stranger.get("/.well-known/acme-challenge/guessed")).status).toBe(404);
});
