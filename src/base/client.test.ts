import { expect, test } from "vitest";
import { clientOf } from "./client.ts";

const isProxy = (ip: string) => ip === "10.0.0.2" || ip === "10.0.0.3";
const nobody = () => false;
const asked = (
  headers: { readonly [name: string]: string },
  peer = "10.0.0.2",
  url = "http://127.0.0.1:8025/login",
) => ({ url, peer, header: (name: string) => headers[name] ?? null });

test("from anyone but a known proxy the headers are not believed, though they tell that there is one", () => {
  const headers = {
    ...{ host: "Desk.example:80", "x-forwarded-for": "203.0.113.5" },
    ...{ "x-forwarded-proto": "https", "x-forwarded-host": "evil.example" },
  };
  expect(clientOf(asked(headers, "198.51.100.4"), isProxy)).toEqual({
    ...{ address: "198.51.100.4", secure: false, host: "desk.example", proxied: true },
  });
  expect(clientOf(asked({ host: "desk.example:8443" }, "198.51.100.4"), nobody)).toEqual({
    ...{ address: "198.51.100.4", secure: false, host: "desk.example:8443", proxied: false },
  });
});

test("a known proxy says who asks, how, and for what", () => {
  const headers = {
    ...{ host: "127.0.0.1:8025", "x-forwarded-for": "203.0.113.5" },
    ...{ "x-forwarded-proto": "https", "x-forwarded-host": "desk.example:443" },
  };
  expect(clientOf(asked(headers), isProxy)).toEqual({
    ...{ address: "203.0.113.5", secure: true, host: "desk.example", proxied: true },
  });
  expect(clientOf(asked({ host: "desk.example" }), isProxy)).toEqual({
    ...{ address: "10.0.0.2", secure: false, host: "desk.example", proxied: true },
  });
});

test.each<[what: string, forwarded: string, address: string]>([
  ["what the sender claims stands before what our proxies add", "192.0.2.66, 203.0.113.5", "203.0.113.5"],
  ["our proxies in a row are passed over", "192.0.2.66, 203.0.113.5, 10.0.0.3", "203.0.113.5"],
  ["only our own proxies", "10.0.0.3", "10.0.0.3"],
  ["a port", "203.0.113.5:4711", "203.0.113.5"],
  ["IPv6 with a port", "[2001:db8::5]:4711", "2001:db8::5"],
  ["IPv6", "2001:db8::5", "2001:db8::5"],
  ["no address", "203.0.113.5, unknown", "10.0.0.2"],
  ["something else", `203.0.113.5, ${"1:".repeat(60)}`, "10.0.0.2"],
  ["nothing", "", "10.0.0.2"],
])("the address: %s", (_, forwarded, address) => {
  expect(clientOf(asked({ host: "desk.example", "x-forwarded-for": forwarded }), isProxy).address).toBe(
    address,
  );
});

test("every trace of a proxy shows that there is one", () => {
  for (const name of ["via", "forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto"]) {
    expect(clientOf(asked({ host: "127.0.0.1:8025", [name]: "x" }, "127.0.0.1"), nobody).proxied, name).toBe(
      true,
    );
  }
});
