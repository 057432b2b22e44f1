import { afterEach, beforeEach, expect, test } from "vitest";
import { openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeEach(async () => {
  desk = await openServer();
});
afterEach(() => desk.close());

const ask = async (method: string, path: string, json?: object, token?: string) => {
  const answer = await desk.ask(method, path, { json, ...(token === undefined ? {} : { token }) });
  const said: unknown = await answer.json();
  return { status: answer.status, said };
};
const path = "/domains/example.org/keys/mm20261123";

test("a domain's key is created, looked up in DNS, activated and removed; its secret is never returned", async () => {
  const none = { domain: "example.org", signed: false, checkedAt: null, keys: [], policies: [] };
  expect(await ask("GET", "/domains")).toEqual({ status: 200, said: { items: [none], next: null } });
  const made = await ask("POST", "/domains/example.org/keys", { algorithm: "ed25519" });
  expect(made).toMatchObject({
    status: 201,
    said: {
      signed: false,
      keys: [
        {
          selector: "mm20261123",
          state: "waiting",
          published: "unknown",
          record: {
            name: "mm20261123._domainkey.example.org",
            text: expect.stringMatching(/^v=DKIM1; k=ed25519; p=[\w+/]{43}=$/),
          },
        },
      ],
    },
  });
  const checked = {
    checkedAt: "2026-11-23T18:40:00.000Z",
    keys: [{ published: "no" }],
    policies: [{ kind: "spf", published: "no" }, { kind: "dmarc" }],
  };
  expect(await ask("POST", "/domains/check")).toMatchObject({ said: { items: [checked] } });
  expect(await ask("POST", `${path}/activate`)).toMatchObject({ status: 200, said: { signed: true } });
  expect(await ask("POST", `${path}/remove`)).toMatchObject({ status: 200, said: { keys: [] } });
  const journal = await ask("GET", "/journal?limit=1000");
  expect(JSON.stringify(journal.said)).toContain("DkimKeyMade");
  expect(JSON.stringify([made, journal])).not.toMatch(/PRIVATE|privateKey/);
});

test("only administrators change keys, and only of domains that are ours", async () => {
  expect(await ask("POST", "/domains/example.org/keys", {}, desk.tokens.agent)).toMatchObject({
    status: 403,
  });
  expect(await ask("POST", "/domains/check", undefined, desk.tokens.agent)).toMatchObject({ status: 403 });
  expect(await ask("POST", "/domains/other.example/keys", {})).toMatchObject({
    status: 400,
    said: { code: "request.invalid" },
  });
  expect(await ask("POST", `${path}/activate`)).toMatchObject({ status: 404 });
});
