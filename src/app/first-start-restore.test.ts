/** Restoring a backup during setup, in a browser. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "../../test/support/commands.ts";
import { backupOf, busyFolder, namesIn } from "../engine/operate/backup/testing.ts";
import { isNewFolder } from "../engine/operate/data-folder/folder.ts";
import { configure } from "./configuration.ts";
import { createLog } from "./log.ts";
import { type Serving, serve } from "./serve.ts";

let whole: string;
beforeAll(async () => {
  whole = (await backupOf(await busyFolder(20), join(testFolder(), "whole.backup"))).path;
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe("restoring a backup during setup, over HTTP", () => {
  async function started(data: string): Promise<Serving> {
    const flags = { http: "127.0.0.1:0", smtp: "127.0.0.1:0" };
    const serving = await serve(
      data,
      configure({ env: {}, flags }),
      createLog(() => {}),
    );
    stops.push(() => serving.stop());
    return serving;
  }

  async function visitor({ running, code }: Serving) {
    const at = `http://${running.http}`;
    const given = await fetch(`${at}/setup`, {
      method: "POST",
      body: new URLSearchParams({ code: code ?? "" }),
      redirect: "manual",
    });
    const cookie = (given.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    const get = (path: string) => fetch(`${at}${path}`, { headers: { cookie }, redirect: "manual" });
    const page = async () => (await get("/setup/restore")).text();
    const csrf = async () => /name="csrf" value="([^"]+)"/.exec(await page())?.[1] ?? "";
    const post = (path: string, body: URLSearchParams | FormData, headers = {}) =>
      fetch(`${at}${path}`, { method: "POST", body, headers: { cookie, ...headers }, redirect: "manual" });
    const send = async (bytes: Uint8Array<ArrayBuffer>, token?: string) => {
      const form = new FormData();
      form.append("csrf", token ?? (await csrf()));
      form.append("file", new File([bytes], "x.backup"));
      return post("/setup/restore/upload", form);
    };
    const act = async (fields: Record<string, string>) =>
      post("/setup/restore", new URLSearchParams({ csrf: await csrf(), ...fields }));
    return { at, get, page, post, send, act };
  }

  it("the same listeners then serve the data, with the old names and passwords", async () => {
    const data = testFolder();
    const serving = await started(data);
    const tab = await visitor(serving);
    expect(await (await tab.get("/setup/zone")).text()).toContain('href="/setup/restore"');
    expect((await tab.send(new Uint8Array(readFileSync(whole)))).headers.get("location")).toBe(
      "/setup/restore",
    );
    await expect.poll(tab.page).toContain("Restore this backup");
    const page = await tab.page();
    for (const text of ["desk.larkspur.example", "Tickets", ">20<"]) expect(page).toContain(text);
    expect((await tab.act({ do: "confirm" })).status).toBe(303);
    await expect
      .poll(async () => (await tab.get("/setup/restore")).headers.get("location"))
      .toBe("/login?next=%2Fsetup%2Frestore");
    for (const name of ["setup-code", "setup.json", "restore", "uploads"])
      expect(existsSync(join(data, name))).toBe(false);
    expect(await (await fetch(`${tab.at}/login`)).text()).toContain("Log in");
  });

  it("requires the code, and a form of ours", async () => {
    const data = testFolder();
    const serving = await started(data);
    const stranger = `http://${serving.running.http}`;
    const form = new FormData();
    form.append("file", new File(["x"], "x.backup"));
    for (const [path, init] of [
      ["/setup/restore", {}],
      ["/setup/restore", { method: "POST", body: new URLSearchParams({ do: "confirm" }) }],
      ["/setup/restore/upload", { method: "POST", body: form }],
    ] as const) {
      const answer = await fetch(stranger + path, { ...init, redirect: "manual" });
      expect([answer.status, answer.headers.get("location")]).toEqual([303, "/setup"]);
    }
    const tab = await visitor(serving);
    await tab.send(new Uint8Array(readFileSync(whole)), "wrong");
    expect(await tab.page()).toContain("The form has expired");
    expect(
      (await tab.post("/setup/restore", new URLSearchParams({ do: "confirm", csrf: "wrong" }))).status,
    ).toBe(403);
    await tab.post("/setup/restore/upload", form, { origin: "http://evil.example" });
    expect(await tab.page()).toContain("The page was opened at evil.example");
    expect(namesIn(join(data, "uploads")) ?? []).toEqual([]);
    await tab.send(new Uint8Array());
    expect(await tab.page()).toContain("Choose a file");
    expect(isNewFolder(data)).toBe(true);
  });

  it("an upload that is too large is refused by its length, before it is sent", async () => {
    const data = testFolder();
    const flags = { http: "127.0.0.1:0", diskReserve: "900000G" };
    const serving = await serve(
      data,
      configure({ env: {}, flags }),
      createLog(() => {}),
    );
    stops.push(() => serving.stop());
    const tab = await visitor(serving);
    await tab.send(new Uint8Array(readFileSync(whole)));
    const page = await tab.page();
    expect(page).toContain("Not enough disk space for this file");
    expect(page).toContain("Enlarge the disk");
    expect(existsSync(join(data, "uploads"))).toBe(false);
  });
});
