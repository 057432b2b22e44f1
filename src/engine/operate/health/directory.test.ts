/** The findings of doctor and the health page about the directory, each provoked with a real OpenLDAP. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, setUpFolder } from "../../../../test/support/commands.ts";
import { freePort } from "../../../../test/support/ports.ts";
import { base, type Slapd, startSlapd } from "../../../../test/support/slapd.ts";
import { saidOf } from "../../../base/failure.ts";
import { userName } from "../../../base/ids.ts";
import type { Directory } from "../../../domain/directory/index.ts";
import { selfSigned } from "../certificates/self-signed.ts";
import { day, finding, record } from "./testing.ts";

const pair = selfSigned({ hostname: "localhost", now: Date.now(), days: 90 });
let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd([], pair);
});
afterAll(() => slapd.remove());

/** The findings with these settings. */
async function found(
  more: Partial<Directory> = {},
  wishes: Parameters<typeof finding>[2] = {},
): Promise<readonly string[]> {
  const folder = await setUpFolder();
  await record(folder, [{ type: "DirectoryChanged", directory: { ...slapd.directory, ...more } }]);
  return (await finding(folder, "directory", wishes)).split("\n");
}

describe("a directory", () => {
  it("that works", async () => {
    const [only, ...none] = await found();
    expect(only).toMatch(
      /^ok: ldap:\/\/localhost:\d+ answers; its certificate is valid until \d{4}-\d\d-\d\d$/,
    );
    expect(none).toEqual([]);
  });

  it("that does not answer", async () => {
    expect(await found({ servers: [`ldap://localhost:${await freePort()}`] })).toEqual([
      expect.stringMatching(
        /^problem: ldap:.* does not answer: .*ECONNREFUSED.* -> check that the server is running/,
      ),
    ]);
  });

  it("whose certificate is not trusted", async () => {
    expect(await found({ authorities: "" })).toEqual([
      expect.stringMatching(
        /^problem: the certificate of .* is not trusted: self-signed certificate -> .*paste/,
      ),
    ]);
  });

  it("whose certificate is for another name", async () => {
    expect(await found({ servers: [`ldaps://127.0.0.2:${slapd.tlsPort}`] })).toEqual([
      expect.stringMatching(
        /^problem: the certificate of .* is for another name: .* -> enter the server's name/,
      ),
    ]);
  });

  it("whose certificate ends soon", async () => {
    const at = (days: number) => ({ surroundings: { now: () => Date.now() + days * day } });
    expect(await found({}, at(75))).toHaveLength(1);
    expect(await found({}, at(77))).toEqual([
      expect.stringMatching(/^ok: /),
      expect.stringMatching(/^warning: the certificate of .* expires in 13 days -> renew it/),
    ]);
  });

  it("that refuses the search account", async () => {
    expect(await found({ bindPassword: "former" })).toEqual([
      expect.stringMatching(/^problem: .* refuses the search account: Invalid Credentials -> enter/),
    ]);
  });

  it("that has no entries below the base DN", async () => {
    expect(await found({ baseDn: `ou=gone,${base}` })).toEqual([
      expect.stringMatching(/^problem: .* has no entries below the base DN: .* -> correct the base DN/),
    ]);
  });

  it("that cannot encrypt the line as it is to be", async () => {
    const plain = await startSlapd([]);
    try {
      expect(await found({ servers: plain.directory.servers })).toEqual([
        expect.stringMatching(/^problem: .* -> choose another/),
      ]);
    } finally {
      await plain.remove();
    }
  });

  it("whose filter is not understood", async () => {
    const problem = { kind: "filter", why: saidOf("Inappropriate Matching") } as const;
    const report = { server: "ldap://localhost", problem, encrypted: true, certificateUntil: null };
    const askDirectory = async () => ({ servers: [report], outcome: { kind: "failed", problem } }) as const;
    expect(await found({}, { askDirectory })).toEqual([
      expect.stringMatching(
        /^problem: .* does not understand the user filter: .* -> correct the user filter/,
      ),
    ]);
  });

  it("that encrypts nothing, which matters on any line but this machine's own", async () => {
    const [only] = await found({ encryption: "none" });
    expect(only).toMatch(/^ok: .*, without encryption$/);
    const elsewhere = { servers: [`ldap://localtest:${slapd.port}`], encryption: "none" } as const;
    const ready = {
      server: elsewhere.servers[0] ?? "",
      problem: null,
      encrypted: false,
      certificateUntil: null,
    };
    const askDirectory = async () => ({ servers: [ready], outcome: { kind: "ready" } }) as const;
    expect(await found(elsewhere, { askDirectory })).toEqual([
      expect.stringMatching(/^ok: /),
      expect.stringMatching(/^warning: passwords are sent to .* in clear text/),
    ]);
  });

  it("one of whose servers works: the other is but a warning", async () => {
    const servers = [`ldap://localhost:${await freePort()}`, ...slapd.directory.servers];
    expect(await found({ servers })).toEqual([
      expect.stringMatching(/^warning: .* does not answer/),
      expect.stringMatching(/^ok: .* answers/),
    ]);
  });

  it("that is switched off while people need it", async () => {
    const folder = await setUpFolder();
    expect(await finding(folder, "directory")).toBe("");
    const [user, at] = [userName("ann"), Date.now()];
    const made = { user, name: "Ann", email: null, role: "agent", password: "" } as const;
    await record(
      folder,
      [
        { type: "UserCreated", ...made },
        { type: "PasswordDelegated", user },
      ],
      at,
    );
    expect(await finding(folder, "directory")).toMatch(/^warning: 1 person cannot log in: .* -> enable it/);
  });
});

it("the command tells the same", async () => {
  const folder = await setUpFolder();
  const directory = { ...slapd.directory, bindPassword: "former" };
  await record(folder, [{ type: "DirectoryChanged", directory }]);
  const { out } = await run(["doctor", "--data", folder]);
  expect(out).toMatch(/^problem {2}directory .* refuses the search account/m);
  expect(out).not.toContain("former");
});
