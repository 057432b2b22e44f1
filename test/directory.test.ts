/** The executable uses an LDAP directory: it contains the worker thread for it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selfSigned } from "./support/certificate.ts";
import { run } from "./support/program.ts";
import { type RunningServer, runServer } from "./support/server.ts";
import { entry, password, type Slapd, startSlapd } from "./support/slapd.ts";

let folder: string;
let slapd: Slapd;
let desk: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "directory-test-"));
  const people = [entry("ann", ["cn: Ann Able", "mail: ann@desk.example"])];
  slapd = await startSlapd(people, selfSigned({ hostname: "localhost", now: Date.now() }));
  desk = await runServer(folder);
});
afterAll(async () => {
  desk.api.close();
  await desk.program.stop();
  await slapd.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("people log in with it, and the doctor checks it", async () => {
  const set = await fetch(`http://${desk.http}/api/v1/settings/directory`, {
    method: "PUT",
    headers: { authorization: `Bearer ${desk.token}`, "content-type": "application/json" },
    body: JSON.stringify({ ...slapd.directory, newcomers: "create" }),
  });
  expect(set.status).toBe(200);
  const entered = await fetch(`http://${desk.http}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: `http://${desk.http}` },
    body: new URLSearchParams({ user: "ann", password }),
  });
  expect([entered.status, entered.headers.get("location")]).toEqual([303, "/tickets"]);
  expect(await desk.api.json("/api/v1/users/ann")).toMatchObject({ name: "Ann Able", directory: true });
  const { stdout } = await run("doctor", "--data", desk.data);
  expect(stdout).toMatch(/^ok +directory +ldap:\/\/localhost:\d+ answers; its certificate is valid until/m);
});
