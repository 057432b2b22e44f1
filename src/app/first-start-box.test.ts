import { afterEach, expect, it } from "vitest";
import { fakeBox } from "../../test/support/box.ts";
import { testFolder } from "../../test/support/commands.ts";
import type { AskBox } from "../engine/operate/box.ts";
import { boxPlaces } from "../engine/operate/trial/index.ts";
import { configure } from "./configuration.ts";
import { createLog } from "./log.ts";
import { managerOf } from "./manager.ts";
import { type Serving, serve } from "./serve.ts";

let serving: Serving | undefined;
afterEach(async () => {
  await serving?.stop();
  serving = undefined;
});

const form = {
  ...{ card: "ens3", vlan: "", ipv4: "static", address4: "127.0.0.2/8", gateway4: "" },
  ...{ ipv6: "off", address6: "", gateway6: "", dns: "", search: "", proxy: "", management: "" },
};

async function started(askBox: AskBox) {
  const log = createLog(() => {});
  const flags = { http: "127.0.0.1:0", https: "127.0.0.1:0", smtp: "127.0.0.1:0" };
  const manager = managerOf({}, process.pid, log);
  serving = await serve(testFolder(), configure({ env: {}, flags }), log, manager, boxPlaces, askBox);
  const { running, code } = serving;
  const cookies = new Map<string, string>();
  let csrf = "";
  return async (path: string, fields?: Readonly<Record<string, string>>) => {
    const answer = await fetch(`http://${running.http}${path}`, {
      method: fields ? "POST" : "GET",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      redirect: "manual",
      ...(fields ? { body: new URLSearchParams({ csrf, code: code ?? "", ...fields }) } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? [];
      cookies.set(name, value);
    }
    const html = await answer.text();
    csrf = /name="csrf" value="([\w-]{20,})"/.exec(html)?.[1] ?? csrf;
    return { html, status: answer.status, headers: answer.headers };
  };
}

it("shows the appliance's network, changes it on trial, and follows it to the new address", async () => {
  const { asked, askBox } = fakeBox();
  const ask = await started(askBox);
  // Nobody without the code can reach the network page.
  expect((await ask("/setup/network", { ...form, do: "try" })).headers.get("location")).toBe("/setup");
  expect(asked).toEqual([]);
  await ask("/setup", {});
  const { html } = await ask("/setup/name");
  for (const text of ["Network of this appliance", "52:54:00:12:34:56", 'name="address4"'])
    expect(html).toContain(text);
  const wrong = await ask("/setup/network", { ...form, address4: "here", do: "try" });
  expect([wrong.status, wrong.html]).toEqual([422, expect.stringContaining('id="address4-fault"')]);
  expect((await ask("/setup/network", { ...form, do: "try" })).status).toBe(303);
  const trial = await ask("/setup/name");
  const there = `http://127.0.0.2:${serving?.running.http?.split(":").at(-1)}/setup/name`;
  expect(trial.html).toContain(`href="${there}"`);
  expect(trial.headers.get("Refresh")).toBe(`10; url=${there}`);
  expect((await ask("/setup/network", { change: "c1", do: "keep" })).status).toBe(303);
  expect(asked).toMatchObject([
    { verb: "network.set", by: null, args: { seconds: 300 } },
    { verb: "network.confirm", by: null, args: { change: "c1" } },
  ]);
  expect((await ask("/setup/name")).headers.get("Refresh")).toBeNull();
});

it.each([
  ["mailmanager", [{ verb: "hostname.set", args: { hostname: "desk.example" }, by: "ann" }]],
  ["desk.example", []],
])("sets the chosen host name on the appliance, named %s", async (hostname, expected) => {
  const { asked, askBox, state } = fakeBox();
  state.hostname = hostname;
  const ask = await started(askBox);
  await ask("/setup", {});
  // A name that was set at its console is suggested.
  const proposed = /id="hostname"[^>]*/.exec((await ask("/setup/name")).html)?.[0];
  expect(proposed).toContain(`value="${hostname === "mailmanager" ? "" : hostname}"`);
  await ask("/setup/zone");
  const password = "correct horse battery";
  await ask("/setup/admin", { name: "Ann", user: "ann", email: "", password, repeat: password });
  await ask("/setup/name", { hostname: "Desk.example", go: "anyway" });
  await ask("/setup/mailbox", { address: "support@desk.example", name: "", go: "anyway" });
  expect((await ask("/setup/finish", {})).headers.get("location")).toBe("/setup/done");
  expect(asked).toEqual(expected);
});
