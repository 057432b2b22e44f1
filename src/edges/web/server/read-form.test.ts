import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { inEnglish } from "../../../text/index.ts";
import { openServer } from "../testing/server.ts";
import { Form, files } from "./form.ts";
import { encodingOf, type FormBounds, readForm, startOfForm } from "./read-form.ts";

const bounds: FormBounds = { text: 10_000, fields: 20, files: 5, fileBytes: 10_000 };

/** Encodes as a browser does, and reads that. */
async function through(body: FormData | URLSearchParams, most = bounds) {
  const sent = new Response(body);
  const encoding = encodingOf(sent.headers.get("Content-Type") ?? "");
  if (!encoding) throw new Error("not a form");
  return readForm(new Uint8Array(await sent.arrayBuffer()), encoding, most);
}

/** Any text without line ends, which browsers convert to CRLF. */
const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((one) => !/[\r\n]/.test(one));
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).filter((one) => !/[\r\n]/.test(one));

describe("a form", () => {
  it("is read as written, in both encodings", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, text), { maxLength: 10 }), async (fields) => {
        const form = new FormData();
        for (const [field, value] of fields) form.append(field, value);
        for (const body of [form, new URLSearchParams(fields)]) {
          const read = await through(body);
          if (!read.ok) throw new Error(inEnglish(read.error));
          for (const [field] of fields) {
            const wanted = fields.filter(([one]) => one === field).map(([, value]) => value);
            expect(read.value.getAll(field)).toEqual(wanted);
            expect(read.value.get(field)).toBe(wanted[0]);
          }
        }
      }),
    ));

  it("has files with names, types and bytes", () =>
    fc.assert(
      fc.asyncProperty(name, fc.uint8Array({ maxLength: 500 }), async (fileName, bytes) => {
        const form = new FormData();
        form.append("files", new File([bytes], fileName, { type: "image/png" }));
        form.append("files", new File([], "", { type: "" }));
        form.append("text", "after");
        const read = await through(form);
        if (!read.ok) throw new Error(inEnglish(read.error));
        const [file, ...others] = files(read.value, "files");
        expect(others).toEqual([]);
        expect(Buffer.from(file?.bytes ?? []).equals(bytes)).toBe(true);
        expect(file).toMatchObject({ name: fileName, type: "image/png" });
        expect(read.value.get("text")).toBe("after");
        expect(read.value.get("missing")).toBeNull();
      }),
    ));

  it("says which limit is exceeded", async () => {
    const many = Array.from({ length: 21 }, (_, i): [string, string] => [`f${i}`, ""]);
    const form = new FormData();
    for (const [field, value] of many) form.append(field, value);
    const withFiles = new FormData();
    for (let i = 0; i < 6; i += 1) withFiles.append("files", new File(["x"], "a.txt"));
    const long = new FormData();
    long.append("text", "x".repeat(10_000));
    expect(await through(form)).toMatchObject({
      error: { code: "request.too-large", reason: "form.fields", params: { most: 20 } },
    });
    expect(await through(new URLSearchParams(many))).toMatchObject({
      error: { reason: "form.fields", params: { most: 20 } },
    });
    expect(await through(withFiles)).toMatchObject({ error: { reason: "form.files", params: { most: 5 } } });
    expect(await through(withFiles, { ...bounds, files: 0 })).toMatchObject({
      error: { reason: "form.no-files" },
    });
    expect(await through(long)).toMatchObject({ error: { code: "request.too-large" } });
    expect(await through(new URLSearchParams({ ["x".repeat(101)]: "" }))).toMatchObject({
      error: { code: "request.invalid" },
    });
  });

  it("that is broken is refused, and its complete fields can be kept", () => {
    const boundary = "xYz";
    const part = 'Content-Disposition: form-data; name="text"\r\n\r\nDear Ann\r\n';
    const whole = `--xYz\r\n${part}--xYz\r\nContent-Disposition: form-data; name="more"\r\n\r\nhalf`;
    const encoding = { kind: "multipart", boundary } as const;
    for (const cut of [whole, "", "--xYz", "--xYz\r\n", "--xYz\r\nA", `--xYz\r\n${"A".repeat(9000)}`]) {
      expect(readForm(Buffer.from(cut), encoding, bounds), cut).toMatchObject({
        error: { code: "request.invalid" },
      });
    }
    const kept = startOfForm(Buffer.from(whole), encoding, bounds);
    expect([kept.get("text"), kept.get("more")]).toEqual(["Dear Ann", null]);
    expect(readForm(Buffer.from("--xYz--\r\n"), encoding, bounds)).toEqual({ ok: true, value: new Form() });
  });

  it.each([
    ["multipart/form-data; boundary=xYz", "multipart"],
    ['Multipart/Form-Data; charset=utf-8; Boundary="a b"', "multipart"],
    ["application/x-www-form-urlencoded; charset=UTF-8", "urlencoded"],
    ["multipart/form-data", undefined],
    [`multipart/form-data; boundary=${"x".repeat(71)}`, undefined],
    ["multipart/form-data; boundary=a\u0001b", undefined],
    ["multipart/mixed; boundary=xYz", undefined],
    ["text/plain", undefined],
    ["", undefined],
  ])("of type %s is %s", (type, kind) => {
    expect(encodingOf(type)?.kind).toBe(kind);
  });
});

test("what is not a form, or has the wrong target, is refused with the reason", async () => {
  const desk = await openServer();
  const browser = desk.browser();
  await browser.logIn();
  const send = async (
    method: string,
    path: string,
    headers: Record<string, string>,
    body: string | null = "x=1",
  ) => {
    const cookie = `mm_session=${browser.cookies.get("mm_session")}`;
    const all = { Host: "desk.example", Cookie: cookie, "Sec-Fetch-Site": "same-origin", ...headers };
    return (await desk.web.request(`http://desk.example${path}`, { method, headers: all, body })).status;
  };
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  expect(await send("POST", "/preferences", { "Content-Type": "application/json" })).toBe(415);
  expect(await send("POST", "/preferences", { "Content-Type": "text/plain" })).toBe(415);
  expect(await send("POST", "/preferences", { ...form, "Content-Encoding": "gzip" })).toBe(415);
  expect(await send("POST", "/preferences", form)).toBe(403);
  expect(await send("POST", "/preferences", {}, null)).toBe(403);
  expect(await send("POST", "/nowhere", form)).toBe(404);
  expect(await send("POST", "/tickets", form)).toBe(404);
  expect(await send("PUT", "/preferences", form)).toBe(405);
  expect(await send("DELETE", "/tickets", {}, null)).toBe(405);
  await desk.close();
});
