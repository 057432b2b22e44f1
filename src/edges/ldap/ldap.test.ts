/** Queries to a real OpenLDAP. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfSigned } from "../../../test/support/certificate.ts";
import { captureLog } from "../../../test/support/engine.ts";
import { patience } from "../../../test/support/patience.ts";
import { freePort } from "../../../test/support/ports.ts";
import {
  base,
  certified,
  coded,
  entry,
  password,
  type Slapd,
  startSlapd,
} from "../../../test/support/slapd.ts";
import type { Directory, DirectoryQuestion, DirectoryReply } from "../../domain/directory/index.ts";
import { inEnglish } from "../../text/index.ts";
import { createDirectoryClient } from "./client.ts";

const log = captureLog();
const client = createDirectoryClient({
  entry: { url: new URL("worker.ts", import.meta.url) },
  log,
  now: Date.now,
  time: patience,
  times: { connect: patience, command: patience },
});
const pair = selfSigned({ hostname: "localhost", now: Date.now(), days: 90 });
const strange = `cn=Weber\\, J\\C3\\B6rg \\#1+uid=weber\\ ,ou=people,${base}`;
const photo = Buffer.from([0xff, 0xd8, 0xff, 0x00]);

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd(
    [
      entry("ann", ["cn: Ann Able", "mail: ann@desk.example"]),
      entry("many", ["cn: One", "cn: Two", "mail: one@desk.example", "mail: two@desk.example"]),
      entry("bare", ["cn: Bare"]),
      entry("twin", ["cn: First"]),
      entry("twin", ["cn: Second"], "others"),
      entry("lines", [coded("cn", "Eve\r\nBcc: all@desk.example"), coded("mail", "no\r\nmail")]),
      entry("müller", [`cn: ${"long ".repeat(300)}`]).replace(/^dn: .*$/m, (line) =>
        coded("dn", line.slice(4)),
      ),
      entry("huge", [`cn: ${"x".repeat(900)}`, coded("jpegPhoto", Buffer.alloc(2_000_000, 1))]),
      entry("photo", ["cn: x", coded("jpegPhoto", photo), coded("jpegPhoto", "a name")]),
      [
        `dn: ${strange}`,
        ...["objectClass: inetOrgPerson", coded("uid", "weber "), "sn: Weber", `userPassword: ${password}`],
        coded("cn", "Weber, Jörg #1"),
      ].join("\n"),
    ],
    pair,
  );
});
afterAll(async () => {
  await slapd.remove();
  await client.close();
});

const ask = (question: Partial<DirectoryQuestion>, more: Partial<Directory> = {}): Promise<DirectoryReply> =>
  client.ask({ ...slapd.directory, ...more }, { user: null, password: null, every: false, ...question });

/** The answer about a person: the kind of outcome, or the problem, or the result for the password. */
async function told(question: Partial<DirectoryQuestion>, more: Partial<Directory> = {}): Promise<string> {
  const { outcome } = await ask(question, more);
  if (outcome.kind === "failed") return `${outcome.problem.kind}: ${inEnglish(outcome.problem.why)}`;
  return outcome.kind === "person" ? outcome.password : outcome.kind;
}

describe("a person is found", () => {
  test("over StartTLS, with name, addresses and the end of the server's certificate", async () => {
    const { servers, outcome } = await ask({ user: "ann" });
    expect(outcome).toEqual({
      kind: "person",
      person: {
        dn: `uid=ann,ou=people,${base}`,
        account: "ann",
        names: ["Ann Able"],
        mails: ["ann@desk.example"],
      },
      password: "untried",
    });
    expect(servers).toEqual([
      {
        server: `ldap://localhost:${slapd.port}`,
        problem: null,
        encrypted: true,
        certificateUntil: expect.any(Number),
      },
    ]);
    const days = ((servers[0]?.certificateUntil ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(90);
  });

  test("over TLS from the start, and unencrypted if configured", async () => {
    const tls = await ask({ user: "ann" }, { servers: [`ldaps://localhost:${slapd.tlsPort}`] });
    expect([tls.outcome.kind, tls.servers[0]?.encrypted]).toEqual(["person", true]);
    const clear = await ask({ user: "ann" }, { encryption: "none" });
    expect([clear.outcome.kind, clear.servers[0]?.encrypted]).toEqual(["person", false]);
  });

  test("with several values, none, and binary or far too long ones", async () => {
    const person = async (user: string, more: Partial<Directory> = {}) => {
      const { outcome } = await ask({ user }, more);
      return outcome.kind === "person" ? outcome.person : outcome;
    };
    expect(await person("many")).toMatchObject({
      names: expect.arrayContaining(["One", "Two"]),
      mails: expect.arrayContaining(["one@desk.example", "two@desk.example"]),
    });
    expect(await person("bare")).toMatchObject({ names: ["Bare"], mails: [] });
    expect(await person("lines")).toMatchObject({ names: ["Eve\r\nBcc: all@desk.example"] });
    expect(await person("photo", { nameAttribute: "jpegPhoto" })).toMatchObject({ names: ["a name"] });
    expect(await person("müller")).toMatchObject({ names: [], mails: [] });
  });

  test("unless the server sends more than was requested, encrypted or not", async () => {
    const photo = { nameAttribute: "jpegPhoto" };
    for (const more of [
      {},
      { servers: [`ldaps://localhost:${slapd.tlsPort}`] },
      { encryption: "none" },
    ] as const)
      expect(await told({ user: "huge" }, { ...photo, ...more })).toBe(
        "odd: it sends more than was requested",
      );
    expect(await told({ user: "huge", password })).toBe("right");
  });

  test("or not: nobody, or several with that name", async () => {
    expect(await told({ user: "nobody" })).toBe("nobody");
    expect(await told({ user: "twin", password })).toBe("several");
    expect(await told({ user: "twin", password }, { baseDn: `ou=people,${base}` })).toBe("right");
  });

  test.each(["*", "ann)(uid=*", "a*", "ann)", "\\61nn", "ann\0", "(", "ann,ou=people"])(
    "filter syntax has no meaning in a name: %j",
    async (user) => {
      expect(await told({ user, password }, { filter: "(|(uid={user})(uid=nobody))" })).toBe("nobody");
    },
  );

  test.each([
    "(&(objectClass=*)(uid={user})(!(cn=Bob)))",
    "(|(mail={user}@desk.example)(uid=nobody))",
    "(&(uid={user})(mail=*@desk.exam*))",
    "(&(uid={user})(cn=*nn*bl*))",
    "(&(uid={user})(cn=Ann\\20Able))",
    "(&(cn~=Ann Able)(uid={user}))",
    "(uid:caseIgnoreMatch:={user})",
    "(&(uid:dn:={user})(ou:dn:=people))",
  ])("by %s", async (filter) => {
    expect(await told({ user: "ann", password }, { filter })).toBe("right");
    expect(await told({ user: "bare" }, { filter: filter.replace("{user}", "nobody{user}") })).toBe("nobody");
  });

  test("without a search account, if the server allows it", async () => {
    expect(await told({ user: "ann", password }, { bindDn: "", bindPassword: "" })).toBe("right");
  });
});

describe("a password", () => {
  test("is right, or wrong", async () => {
    expect(await told({ user: "ann", password })).toBe("right");
    expect(await told({ user: "ann", password: "wrong" })).toBe("wrong");
    expect(await told({ user: "müller", password })).toBe("right");
  });

  test("that is empty, or begins with NUL, is never tried: servers accept it", async () => {
    expect(await told({ user: "ann", password: "" })).toBe("wrong");
    expect(await told({ user: "ann", password: "\0x" })).toBe("wrong");
  });

  test("is tried with the entry's exact DN, including commas, signs and trailing spaces", async () => {
    const filter = "(cn={user})";
    const { outcome } = await ask({ user: "Weber, Jörg #1", password }, { filter });
    expect(outcome).toMatchObject({ kind: "person", password: "right" });
    expect(await told({ user: "Weber, Jörg #1", password: "wrong" }, { filter })).toBe("wrong");
  });
});

describe("a directory that cannot be queried", () => {
  test("nothing listens, or the name does not exist", async () => {
    expect(await told({}, { servers: [`ldap://localhost:${await freePort()}`] })).toMatch(
      /^silent: .*ECONNREFUSED/,
    );
    expect(await told({}, { servers: ["ldap://nowhere.invalid"] })).toMatch(/^silent: .*nowhere\.invalid/);
  });

  test("it does not encrypt, or has no TLS on that port", async () => {
    const plain = await startSlapd([]);
    try {
      const servers = [`ldap://localhost:${plain.port}`];
      expect(await told({}, { servers })).toMatch(/^unencrypted: /);
      expect(await told({}, { servers, encryption: "none" })).toBe("ready");
      expect(await told({}, { servers: [`ldaps://localhost:${plain.port}`] })).toMatch(
        /^(?:unencrypted|silent): /,
      );
    } finally {
      await plain.remove();
    }
  });

  test.each(["ldap", "ldaps"])(
    "its certificate is not trusted, or another host's, at %s://",
    async (scheme) => {
      const port = scheme === "ldap" ? slapd.port : slapd.tlsPort;
      const servers = [`${scheme}://localhost:${port}`];
      expect(await told({}, { servers, authorities: "" })).toMatch(/^untrusted: self.signed certificate/);
      const other = selfSigned({ hostname: "localhost", now: Date.now() }).cert;
      expect(await told({}, { servers, authorities: other })).toMatch(/^untrusted: /);
      expect(await told({}, { servers: [`${scheme}://127.0.0.2:${port}`] })).toMatch(
        /^misnamed: .*127\.0\.0\.2/,
      );
    },
  );

  test("its certificate has expired", async () => {
    const ended = selfSigned({ hostname: "localhost", now: Date.now() - 40 * 86_400_000, days: 30 });
    const late = await startSlapd([], ended);
    try {
      const servers = [`ldap://localhost:${late.port}`];
      expect(await told({}, { servers, authorities: ended.cert })).toBe("untrusted: certificate has expired");
    } finally {
      await late.remove();
    }
  });

  test("with a certificate from the company's own CA is trusted with that CA", async () => {
    const { authority, ...own } = certified("localhost");
    const company = await startSlapd([], own);
    try {
      const servers = [`ldaps://localhost:${company.tlsPort}`];
      expect(await told({}, { servers, authorities: authority })).toBe("ready");
      expect(await told({}, { servers, authorities: "" })).toMatch(/^untrusted: /);
    } finally {
      await company.remove();
    }
  });

  test("the search account is refused", async () => {
    expect(await told({}, { bindPassword: "former" })).toMatch(/^bind: Invalid Credentials/);
    expect(await told({}, { bindDn: `uid=gone,${base}` })).toMatch(/^bind: /);
    expect(await told({ user: "ann" }, { bindDn: "no name" })).toMatch(/^bind: /);
  });

  test("the base DN does not exist", async () => {
    for (const baseDn of [`ou=gone,${base}`, "dc=other,dc=example", "ou=,,"]) {
      expect(await told({}, { baseDn }), baseDn).toMatch(/^base: /);
      expect(await told({ user: "ann" }, { baseDn }), baseDn).toMatch(/^base: /);
    }
  });
});

describe("several servers", () => {
  test("are queried in order until one answers, or all of them", async () => {
    const [gone, here] = [`ldap://localhost:${await freePort()}`, `ldap://localhost:${slapd.port}`];
    const servers = [gone, here, "ldap://nowhere.invalid"];
    const first = await ask({ user: "ann", password }, { servers });
    expect(first.outcome).toMatchObject({ kind: "person", password: "right" });
    expect(first.servers.map(({ server, problem }) => [server, problem?.kind])).toEqual([
      [gone, "silent"],
      [here, undefined],
    ]);
    const all = await ask({ every: true }, { servers });
    expect(all.outcome.kind).toBe("ready");
    expect(all.servers.map(({ problem }) => problem?.kind).sort()).toEqual(["silent", "silent", undefined]);
  });

  test("one that did not answer is queried last for a while", async () => {
    const [gone, here] = [`ldap://localhost:${await freePort()}`, `ldap://localhost:${slapd.port}`];
    await ask({ user: "ann" }, { servers: [gone, here] });
    const again = await ask({ user: "ann" }, { servers: [gone, here] });
    expect(again.servers.map(({ server }) => server)).toEqual([here]);
  });

  test("a wrong password is not tried at the next", async () => {
    const here = `ldap://localhost:${slapd.port}`;
    const { servers } = await ask({ user: "ann", password: "wrong" }, { servers: [here, `${here}/`] });
    expect(servers).toHaveLength(1);
  });
});
