import { createHmac } from "node:crypto";
import type { lookup as systemLookup } from "node:dns";
import { createServer as createPlain, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createSecure } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { selfSigned } from "../../../test/support/certificate.ts";
import { faultText } from "../../text/index.ts";
import { createEndpointCaller } from "./call.ts";
import { signatureOf } from "./sign.ts";

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    if ("closeAllConnections" in server && typeof server.closeAllConnections === "function")
      server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

interface Seen {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server, and what it was sent. */
async function endpoint(answer: RequestListener): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const port = await listen(
    createPlain((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        seen.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        answer(request, response);
      });
    }),
  );
  return { url: `http://127.0.0.1:${port}/hook`, seen };
}

/** A resolver that gives these addresses for every name. */
const resolving = (...addresses: readonly string[]) => {
  const asked: string[] = [];
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const lookup = ((host: string, _: object, done: (error: null, all: typeof found) => void) => {
    asked.push(host);
    done(null, found);
  }) as typeof systemLookup;
  return { lookup, asked };
};

const secret = `whsec_${Buffer.from("an endpoint's secret of 24+").toString("base64")}`;
const call = (url: string, more: object = {}) => ({
  ...{ url, allowPrivate: true, id: "msg_1", at: 1_700_000_000_900, body: '{"a":"ü"}', secrets: [secret] },
  ...more,
});
const never = new AbortController().signal;
const caller = (more: Partial<Parameters<typeof createEndpointCaller>[0]> = {}) =>
  createEndpointCaller({ onlyHere: false, ...more });
const said = (answer: Awaited<ReturnType<ReturnType<typeof caller>>>) =>
  answer.fault && faultText("en", answer.fault);

test("a request is signed as in Standard Webhooks, with each secret", async () => {
  const { url, seen } = await endpoint((_, response) => response.end("fine"));
  const other = `whsec_${Buffer.from("the secret from before it").toString("base64")}`;
  const answer = await caller()(call(url, { secrets: [secret, other] }), never);
  expect(answer).toEqual({ status: 200, answer: "fine", retryAfter: null, fault: null });
  const [{ headers, body } = { headers: {}, body: "" }] = seen;
  expect(body).toBe('{"a":"ü"}');
  expect(headers).toMatchObject({ "content-type": "application/json", "webhook-id": "msg_1" });
  expect(headers["webhook-timestamp"]).toBe("1700000000");
  const proper = ["an endpoint's secret of 24+", "the secret from before it"].map((key) => {
    const signed = createHmac("sha256", key).update('msg_1.1700000000.{"a":"ü"}').digest("base64");
    return `v1,${signed}`;
  });
  expect(headers["webhook-signature"]).toBe(proper.join(" "));
});

test("the signature is that of the libraries of Standard Webhooks", () => {
  const content = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };
  expect(signatureOf(content, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});

test("an answer is read as far as it is kept, and says how long to wait", async () => {
  const { url } = await endpoint((_, response) => {
    response.writeHead(503, { "retry-after": "120" });
    response.end("x".repeat(5_000_000));
  });
  const answer = await caller()(call(url), never);
  expect(answer).toEqual({ status: 503, answer: "x".repeat(1024), retryAfter: 120, fault: null });
});

test("an answer that does not end, or breaks off, counts by its status", async () => {
  const slow = await endpoint((_, response) => {
    response.writeHead(200);
    response.write("half");
  });
  expect(await caller({ longest: 1500 })(call(slow.url), never)).toMatchObject({
    status: 200,
    answer: "half",
  });
  const broken = await endpoint((_, response) => {
    response.writeHead(202, { "content-length": "9" });
    response.write("half", () => response.destroy());
  });
  expect(await caller()(call(broken.url), never)).toMatchObject({ status: 202, answer: "half" });
});

test("a redirect is not followed", async () => {
  const inside = await endpoint((_, response) => response.end());
  const { url } = await endpoint((_, response) => {
    response.writeHead(307, { location: inside.url });
    response.end();
  });
  expect(await caller()(call(url), never)).toMatchObject({ status: 307, fault: null });
  expect(inside.seen).toEqual([]);
});

test("no answer in time, a reset, and no server are faults", async () => {
  const silent = await endpoint(() => {});
  expect(said(await caller({ longest: 200 })(call(silent.url), never))).toBe("no answer within 0.2 seconds");
  const reset = await listen(createTcp((socket) => socket.on("data", () => socket.resetAndDestroy())));
  expect(said(await caller()(call(`http://127.0.0.1:${reset}/`), never))).toContain("ECONNRESET");
  expect(said(await caller()(call("http://127.0.0.1:1/"), never))).toContain("ECONNREFUSED");
  expect(said(await caller()(call("http://nowhere.invalid/"), never))).toContain("nowhere.invalid");
});

describe("addresses that are not public", () => {
  const closed = { allowPrivate: false };

  test.each([
    ...["127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433", "10.1.2.3", "172.31.0.1", "192.168.1.1"],
    ...["169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"],
    ...["[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[fe80::1]", "[fd00::1]", "[fc00::1]"],
    ...["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[2001:db8::1]", "[ff02::1]", "[::127.0.0.1]"],
  ])("%s is refused, before anything is sent", async (host) => {
    const answer = await caller()(call(`http://${host}:9/`, closed), never);
    expect([answer.status, answer.fault?.reason]).toEqual([null, "webhook.private"]);
  });

  test.each(["127.0.0.1", "::1", "10.0.0.1", "::ffff:192.168.0.1", "fd12::1", "169.254.169.254"])(
    "a name with the address %s is refused",
    async (address) => {
      const { lookup, asked } = resolving(address);
      const answer = await caller({ lookup })(call("http://inside.example:9/", closed), never);
      expect(answer.fault?.reason).toBe("webhook.private");
      expect(asked).toEqual(["inside.example"]);
    },
  );

  test("the name localhost is refused", async () => {
    const { url, seen } = await endpoint((_, response) => response.end());
    const answer = await caller()(call(url.replace("127.0.0.1", "localhost"), closed), never);
    expect([answer.fault?.reason, seen]).toEqual(["webhook.private", []]);
  });

  test("of a name with several addresses, the others are not connected to", async () => {
    const { url, seen } = await endpoint((_, response) => response.end());
    // TEST-NET-2 counts as private as well; this public address does not answer here.
    const { lookup } = resolving("127.0.0.1", "192.88.98.1");
    const port = new URL(url).port;
    const answer = await caller({ lookup, longest: 300 })(
      call(`http://both.example:${port}/`, closed),
      never,
    );
    expect([answer.status, seen]).toEqual([null, []]);
    expect(answer.fault?.reason).not.toBe("webhook.private");
  });

  test("a name is resolved once, for the connection itself: another answer later changes nothing", async () => {
    const { url, seen } = await endpoint((_, response) => response.end());
    const { lookup, asked } = resolving("127.0.0.1");
    const { port } = new URL(url);
    expect(await caller({ lookup })(call(`http://once.example:${port}/`), never)).toMatchObject({
      status: 200,
    });
    expect([asked, seen.length]).toEqual([["once.example"], 1]);
  });

  test("where nothing may leave this machine, only it is called", async () => {
    const { url } = await endpoint((_, response) => response.end());
    const here = caller({ onlyHere: true });
    expect(await here(call(url), never)).toMatchObject({ status: 200 });
    const other = await here(call("http://192.168.0.1/"), never);
    expect(other.fault?.reason).toBe("webhook.caught");
    const { lookup } = resolving("192.0.2.1");
    const named = await caller({ onlyHere: true, lookup })(call("https://shop.example/"), never);
    expect(named.fault?.reason).toBe("webhook.caught");
  });
});

describe("HTTPS", () => {
  let mine: { readonly cert: string; readonly key: string };
  beforeAll(() => {
    mine = selfSigned({ hostname: "shop.example", now: Date.now() });
  });

  test("the server's certificate is checked, for the name in the address", async () => {
    const port = await listen(createSecure(mine, (_, response) => response.end("safe")));
    const { lookup } = resolving("127.0.0.1");
    const url = `https://shop.example:${port}/`;
    expect(await caller({ lookup, ca: mine.cert })(call(url), never)).toMatchObject({
      status: 200,
      answer: "safe",
    });
    const unknown = await caller({ lookup })(call(url), never);
    expect([unknown.status, said(unknown)]).toEqual([
      null,
      expect.stringContaining("self-signed certificate"),
    ]);
    const other = await caller({ lookup, ca: mine.cert })(call(`https://other.example:${port}/`), never);
    expect(said(other)).toContain("other.example");
  });
});

test("a call ends with the program", async () => {
  const { url } = await endpoint(() => stop.abort());
  const stop = new AbortController();
  expect(await caller()(call(url), stop.signal)).toMatchObject({ status: null });
});
