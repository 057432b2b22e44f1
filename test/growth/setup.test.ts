/** Hostile input cannot stop the setup. */
import { expect, test, vi } from "vitest";
import { Form } from "../../src/edges/web/server/form.ts";
import { formRoutes } from "../../src/edges/web/server/takes.ts";
import { restoreUploadPath } from "../../src/edges/web/setup/restore.tsx";
import { setupCsrf, setupPages, setupSession } from "../support/setup-pages.ts";
import { grown, nextHostile, served } from "./sending.ts";

let clock = Date.UTC(2026, 10, 23);

const web = setupPages(() => clock);

const written = (fields: readonly (readonly [string, string])[]): string =>
  [["csrf", setupCsrf] as const, ...fields]
    .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`)
    .join("&");

async function post(path: string, body: string) {
  // After many attempts, more are refused unchecked.
  clock += 20 * 60_000;
  const headers = {
    ...{ Host: "desk.example", Cookie: `mm_setup=${setupSession}`, "Sec-Fetch-Site": "same-origin" },
    "Content-Type": "application/x-www-form-urlencoded",
  };
  const response = await web.request(`http://desk.example${path}`, { method: "POST", body, headers });
  await response.arrayBuffer();
}

test("each field of each step takes linear time", async () => {
  const problems: string[] = [];
  let tried = 0;
  for (const { path, bounds } of formRoutes(web, [restoreUploadPath])) {
    const asked = new Set<string>();
    const one = vi.spyOn(Form.prototype, "get");
    for (const kind of ["1", "imap", "own", "test"]) {
      for (let before = -1; asked.size > before; ) {
        before = asked.size;
        await post(path, written([...asked].map((name) => [name, kind])));
        for (const [name] of one.mock.calls) asked.add(name);
      }
    }
    one.mockRestore();
    asked.delete("csrf");
    const n = Math.floor(Math.min(bounds.text, 256 * 1024) / 7);
    for (const field of asked) {
      for (const { name, text } of nextHostile(6)) {
        const kind = ["imap", "own", "smtp", "test"][tried % 4] ?? "";
        const others = [...asked].filter((other) => other !== field).map((other) => [other, kind] as const);
        const form = (size: number) => written([...others, [field, text(size)]]);
        tried += 1;
        problems.push(...(await grown(`${path}, ${field}, ${name}`, n, form, (body) => post(path, body))));
      }
    }
  }
  expect(problems).toEqual([]);
  expect(tried).toBeGreaterThan(100);
});

test("without the code a request costs next to nothing, whatever size it announces", async () => {
  const server = await served(web.fetch);
  for (const { path } of [...formRoutes(web, [restoreUploadPath]), { path: restoreUploadPath }]) {
    const head = `POST ${path} HTTP/1.1\r\nHost: desk.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 26000000\r\n\r\n`;
    const { answer, read } = await server.flood(head);
    expect(answer, path).toMatch(/^HTTP\/1\.1 (?:413|303) /);
    expect(read, path).toBeLessThan(400_000);
  }
  await server.close();
});
