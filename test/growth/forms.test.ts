/** Hostile input cannot stop the program through a form, a URL or a cookie: all routes and all their fields. */
import { HonoRequest } from "hono/request";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ticketNumber } from "../../src/base/ids.ts";
import { system } from "../../src/domain/policy/index.ts";
import { uploadPaths } from "../../src/edges/web/index.ts";
import { Form } from "../../src/edges/web/server/form.ts";
import { type FormBounds, readForm } from "../../src/edges/web/server/read-form.ts";
import { formRoutes } from "../../src/edges/web/server/takes.ts";
import {
  type Browser,
  mailbox,
  must,
  openServer,
  type TestServer,
} from "../../src/edges/web/testing/server.ts";
import { runs } from "./hostile.ts";
import { grown, nextHostile, type Served, served } from "./sending.ts";

let desk: TestServer;
let browser: Browser;
let held = "";
beforeAll(async () => {
  desk = await openServer();
  held = await desk.mail({ subject: "unreadable" });
  must(await desk.engine.settings.saveGroup(system("test"), "team", []));
  browser = desk.browser();
  await browser.logIn();
});
afterAll(() => desk.close());

/** Number of hostile texts for each field of each route. */
const TEXTS = 3;
/** Characters in a URL or cookie: the server accepts 16 KB of header. */
const IN_HEAD = 3000;

/** A route's path with existing ids as parameters, as far as there are any. */
async function filled(path: string): Promise<string> {
  const number = path.includes(":number") ? await newTicket() : 0;
  return path
    .replace(/:number\{[^}]*\}/, String(number))
    .replace(/:what\{(\w+)[^}]*\}/, "$1")
    .replace("/mails/:id", `/mails/${held}`)
    .replace(":address", mailbox)
    .replace(":user", "ann")
    .replace(/:\w+/g, "x");
}

async function newTicket(): Promise<number> {
  const requester = { name: "", address: "bob@customer.example" };
  const wanted = { mailbox, subject: "Printer", requester, text: "It smokes", send: false };
  return must(await desk.engine.commands.openTicket(system("test"), wanted)).ticket;
}

/** Fields encoded as by a browser, with the session's token. */
function written(fields: readonly (readonly [string, string])[]): string {
  const encoded = (text: string) => encodeURIComponent(text.toWellFormed());
  return [["csrf", csrf()] as const, ...fields]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join("&");
}

const csrf = () => desk.engine.people.session(browser.cookies.get("mm_session") ?? "")?.csrf ?? "";

async function post(path: string, body: string): Promise<number> {
  // After many attempts to log in, more are refused unchecked.
  desk.clock += 60_000;
  const response = await desk.web.request(`http://desk.example${path}`, {
    method: "POST",
    body,
    headers: {
      ...{ Host: "desk.example", Cookie: cookies(), "Sec-Fetch-Site": "same-origin" },
      "Content-Type": "application/x-www-form-urlencoded",
    },
  });
  await response.arrayBuffer();
  return response.status;
}

const cookies = () => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

/** The fields that a route reads, recorded while it reads them. */
async function fieldsOf(path: string): Promise<readonly string[]> {
  const asked = new Set<string>();
  const one = vi.spyOn(Form.prototype, "get");
  const many = vi.spyOn(Form.prototype, "getAll");
  for (let before = -1; asked.size > before; ) {
    before = asked.size;
    await post(await filled(path), written([...asked].map((name) => [name, "1"] as const)));
    for (const [name] of [...one.mock.calls, ...many.mock.calls]) asked.add(name);
  }
  one.mockRestore();
  many.mockRestore();
  asked.delete("csrf");
  return [...asked];
}

test("each field of each form takes linear time", async () => {
  const problems: string[] = [];
  let tried = 0;
  for (const { path, bounds } of formRoutes(desk.web, uploadPaths)) {
    if (path === "/logout") continue;
    if (!desk.engine.people.session(browser.cookies.get("mm_session") ?? "")) await browser.logIn();
    const fields = await fieldsOf(path);
    // Most characters are encoded as three.
    const n = Math.floor(Math.min(bounds.text, 256 * 1024) / 7);
    for (const field of fields) {
      for (const { name, text } of nextHostile(TEXTS)) {
        const at = await filled(path);
        const others = fields.filter((one) => one !== field).map((one) => [one, "1"] as const);
        tried += 1;
        problems.push(
          ...(await grown(
            `${path}, ${field}, ${name}`,
            n,
            (size) => written([...others, [field, text(size)]]),
            (body) => post(at, body),
          )),
        );
      }
    }
  }
  expect(problems).toEqual([]);
  expect(tried).toBeGreaterThan(200);
});

test("each route refuses or reads many fields and long names in linear time", async () => {
  const problems: string[] = [];
  for (const { path, bounds } of formRoutes(desk.web, uploadPaths)) {
    if (path === "/logout") continue;
    if (!desk.engine.people.session(browser.cookies.get("mm_session") ?? "")) await browser.logIn();
    const at = await filled(path);
    const n = Math.floor(Math.min(bounds.text, 256 * 1024) / 8);
    const shapes: readonly (readonly [string, (size: number) => readonly (readonly [string, string])[]])[] = [
      ["many fields", (size) => Array.from({ length: size }, (_, i) => [`f${i % 1000}`, ""] as const)],
      [
        "as many fields as it takes",
        (size) =>
          Array.from(
            { length: Math.floor((bounds.fields * size) / 2 / n) - 1 },
            () => ["members", "x"] as const,
          ),
      ],
      ["a long name", (size) => [["a".repeat(size * 3), ""]]],
    ];
    for (const [name, shape] of shapes) {
      problems.push(
        ...(await grown(
          `${path}, ${name}`,
          n,
          (size) => written(shape(size)),
          (body) => post(at, body),
        )),
      );
    }
  }
  expect(problems).toEqual([]);
});

test("forms are parsed in linear time, whatever they contain", async () => {
  const bounds: FormBounds = { text: 1e9, fields: 1e9, files: 1e9, fileBytes: 1e9 };
  const boundary = "-".repeat(60);
  const part = (head: string, value: string) => `--${boundary}\r\n${head}\r\n\r\n${value}\r\n`;
  const end = `--${boundary}--\r\n`;
  const named = 'Content-Disposition: form-data; name="a"';
  const bodies: readonly (readonly [string, (size: number) => string])[] = [
    ["many parts", (size) => part(named, "x").repeat(size / 90) + end],
    ["many files", (size) => part(`${named}; filename="b"`, "x").repeat(size / 110) + end],
    ["parts without a head", (size) => part("", "").repeat(size / 70) + end],
    ["long heads", (size) => part(`${named}\r\n${"A: b\r\n".repeat(600)}`, "").repeat(size / 3700) + end],
    ["a head without an end", (size) => `--${boundary}\r\n${"a".repeat(size)}`],
    [
      "beginnings of the boundary",
      (size) => part(named, `\r\n--${boundary.slice(1)}`.repeat(size / 64)) + end,
    ],
    ["lines before the first part", (size) => "\r\n-".repeat(size / 3) + part(named, "x") + end],
    ...runs.map(({ name, text }) => [name, (size: number) => part(named, text(size)) + end] as const),
    ...nextHostile(60).map(
      ({ name, text }) =>
        [
          `${name} in names`,
          (size: number) => part(`${named.slice(0, -2)}${text(2000)}`, "x").repeat(size / 2100) + end,
        ] as const,
    ),
  ];
  const problems: string[] = [];
  for (const [name, body] of bodies) {
    const read = (bytes: Buffer) => readForm(bytes, { kind: "multipart", boundary }, bounds);
    problems.push(...(await grown(name, 400_000, (size) => Buffer.from(body(size)), read)));
  }
  for (const { name, text } of nextHostile(60)) {
    const read = (bytes: Buffer) => readForm(bytes, { kind: "urlencoded" }, { ...bounds, fields: 10_000 });
    problems.push(...(await grown(`${name}, urlencoded`, 400_000, (size) => Buffer.from(text(size)), read)));
  }
  expect(problems).toEqual([]);
});

test("each page takes linear time for its URL and cookies", async () => {
  const names = new Set(["q"]);
  const asked = vi.spyOn(HonoRequest.prototype, "query");
  const get = async (path: string, cookie = cookies()) => {
    const response = await desk.web.request(`http://desk.example${path}`, {
      headers: { Host: "desk.example", Cookie: cookie },
    });
    await response.arrayBuffer();
  };
  const problems: string[] = [];
  const paths = new Set(desk.web.routes.filter(({ method }) => method === "GET").map(({ path }) => path));
  if (!desk.engine.people.session(browser.cookies.get("mm_session") ?? "")) await browser.logIn();
  for (const path of paths) {
    const at = await filled(path);
    asked.mockClear();
    await get(at);
    for (const call of asked.mock.calls) {
      const name: unknown = Reflect.get(call, 0);
      if (typeof name === "string") names.add(name);
    }
    const parameter = /:\w+(?:\{[^}]*\})?/.exec(path)?.[0];
    for (const { name, text } of nextHostile(2)) {
      const inPath = (size: number) =>
        parameter
          ? path
              .replace(parameter, () => encodeURIComponent(text(size).toWellFormed()))
              .replace(/:\w+(?:\{[^}]*\})?/g, "1")
          : at;
      problems.push(...(await grown(`${path}, ${name}`, IN_HEAD, inPath, (one) => get(one))));
      const query = (size: number) =>
        [...names].map((one) => `${one}=${encodeURIComponent(text(size / 4).toWellFormed())}`).join("&");
      problems.push(...(await grown(`${path}?, ${name}`, IN_HEAD, query, (one) => get(`${at}?${one}`))));
    }
  }
  for (const { name, text } of nextHostile(50)) {
    const plain = (size: number) => text(size).replace(/[^\x20-\x7e]/g, "a");
    for (const cookie of ["mm_zone", "mm_list", "mm_theme", "mm_done", "mm_session"]) {
      const all = (size: number) => `${cookies()}; ${cookie}=${plain(size)}`;
      problems.push(...(await grown(`${cookie}, ${name}`, IN_HEAD, all, (one) => get("/tickets/1", one))));
    }
  }
  asked.mockRestore();
  expect(problems).toEqual([]);
});

test("without a session a form costs next to nothing, whatever size it announces", async () => {
  let read = false;
  const server: Served = await served(async (request, env) => {
    const answer = await desk.web.fetch(request, env);
    read = request.bodyUsed;
    return answer;
  });
  const paths = [...formRoutes(desk.web, uploadPaths).map(({ path }) => path), ...uploadPaths, "/nowhere"];
  for (const path of paths) {
    const at = await filled(path);
    for (const length of ["Content-Length: 26000000", "Transfer-Encoding: chunked\r\nX: y"]) {
      const chunked = length.startsWith("T") ? "\r\n1000000\r\n" : "\r\n";
      const head = `POST ${at} HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/x-www-form-urlencoded\r\n${length}\r\n${chunked}`;
      const sent = await server.flood(head);
      expect(sent.answer, path).toMatch(/^HTTP\/1\.1 4\d\d /);
      // A body with a length is not read; one without is read up to a few KB.
      if (chunked === "\r\n") expect(read, path).toBe(false);
      // What the system delivers at once, before and after the response.
      expect(sent.read, path).toBeLessThan(400_000);
    }
  }
  await server.close();
});

test("a flood of large forms without a session does not fill memory, and pages still work", async () => {
  const server = await served(desk.web.fetch);
  const before = process.memoryUsage();
  const most = { bytes: 0, heap: 0 };
  const watch = setInterval(() => {
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    most.bytes = Math.max(most.bytes, arrayBuffers);
    most.heap = Math.max(most.heap, heapUsed);
  }, 5);
  const head =
    "POST /login HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n1a00000\r\n";
  const floods = Array.from({ length: 150 }, () => server.flood(head));
  const page = await fetch(`http://127.0.0.1:${server.port}/login`);
  expect(page.status).toBe(200);
  await page.text();
  for (const { answer, read } of await Promise.all(floods)) {
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(read).toBeLessThan(400_000);
  }
  clearInterval(watch);
  // All forms together are 4 GB. The heap also has garbage of the tests before.
  expect(most.bytes - before.arrayBuffers).toBeLessThan(100 * 1024 * 1024);
  expect(most.heap - before.heapUsed).toBeLessThan(200 * 1024 * 1024);
  await server.close();
});

test("with a session, a form that exceeds the route's limit is refused with the limit", async () => {
  const server = await served(desk.web.fetch);
  await browser.logIn();
  const ticket = ticketNumber(await newTicket());
  const body = new FormData();
  body.append("csrf", csrf());
  body.append("text", "Dear Bob, here it is");
  body.append("files", new File([new Uint8Array(40 * 1024 * 1024)], "large.bin"));
  const headers = { Cookie: cookies(), Origin: `http://127.0.0.1:${server.port}` };
  const answer = await fetch(`http://127.0.0.1:${server.port}/tickets/${ticket}/reply`, {
    method: "POST",
    body,
    headers,
  });
  const page = await answer.text();
  expect(answer.status).toBe(413);
  expect(page).toContain("Attachments may have at most 25 MB in total");
  expect(page).toContain("Dear Bob, here it is");
  const small = await fetch(`http://127.0.0.1:${server.port}/preferences`, {
    method: "POST",
    body: new URLSearchParams({ csrf: csrf(), theme: "x".repeat(300_000) }),
    headers,
  });
  expect(small.status).toBe(413);
  expect(await small.text()).toContain("at most 64 KB of text");
  await server.close();
});
