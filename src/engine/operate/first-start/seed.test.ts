import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { oneLine, run, testFolder } from "../../../../test/support/commands.ts";
import { openData } from "../../../../test/support/data.ts";
import { userName } from "../../../base/ids.ts";
import { selfSigned } from "../certificates/self-signed.ts";
import { openDraft } from "./draft.ts";

/** Runs "setup" with this seed. */
async function seeded(text: string, ...more: readonly string[]) {
  const data = join(testFolder(), "data");
  return { data, ...(await again(data, text, ...more)) };
}

async function again(data: string, text: string, ...more: readonly string[]) {
  const file = join(testFolder(), "seed");
  writeFileSync(file, text);
  return run(["setup", "--data", data, "--seed", file, ...more]);
}

const full = `
zone = "Europe/Berlin"
hostname = "Desk.Example"
[admin]
user = "ann"
name = "Ann Whitfield"
email = "ann@customer.example"
password = "correct horse battery"
[mailbox]
address = "Support@desk.example"
name = "Support"
[incoming]
kind = "imap"
host = "imap.example"
user = "support"
password = "imap secret"
[outgoing]
host = "relay.example"
port = 587
user = "desk"
password = "relay secret"
`;

describe("a complete seed", () => {
  it("sets the folder up, and shows no secret", async () => {
    const { data, status, out, err } = await seeded(full);
    expect({ status, out, err }).toEqual({ status: 0, out: "user: ann\n", err: "" });
    const record = openData(data);
    const { view } = record;
    expect([view.hostname(), view.zone()]).toEqual(["desk.example", "Europe/Berlin"]);
    expect(view.user(userName("ann"))).toMatchObject({ role: "admin", email: "ann@customer.example" });
    expect(view.mailbox("support@desk.example")).toMatchObject({ name: "Support", enabled: true });
    expect(view.outgoing()).toMatchObject({
      host: "relay.example",
      tls: "starttls",
      password: "relay secret",
    });
    expect(view.imapAccount("first")).toMatchObject({
      mailbox: "support@desk.example",
      host: "imap.example",
    });
    record.close();
    expect(readdirSync(data).filter((name) => name.startsWith("setup"))).toEqual([]);
    expect(existsSync(join(data, "lock"))).toBe(false);
  });

  it("is the same as flat JSON, where null and empty are absent", async () => {
    const { status, out } = await seeded(
      JSON.stringify({
        ...{ hostname: "desk.example", zone: null, language: "", "admin.password": "correct horse battery" },
        ...{ "mailbox.address": "support@desk.example", "mailbox.name": null, incoming: { kind: "" } },
        ...{ network: { dns: ["192.0.2.53"] }, "network.proxy": "null", "outgoing.kind": "direct" },
      }),
    );
    expect({ status, out }).toEqual({ status: 0, out: "user: admin\n" });
  });

  it("can include a certificate", async () => {
    const { key, cert } = selfSigned({ hostname: "desk.example", now: Date.now() });
    const { data, status } = await seeded(
      `${full}\n[certificate]\nkey = """\n${key}"""\ncert = """\n${cert}"""\n`,
    );
    expect(status).toBe(0);
    expect(readFileSync(join(data, "tls/cert.pem"), "utf8")).toBe(cert);
    expect(statSync(join(data, "tls/key.pem")).mode & 0o777).toBe(0o600);
  });

  it("can only include a certificate that can be used, for the name that counts", async () => {
    const withPair = ({ key, cert }: { key: string; cert: string }) =>
      `${full}\n[certificate]\nkey = """\n${key}"""\ncert = """\n${cert}"""\n`;
    const now = Date.now();
    const DAY = 24 * 3_600_000;
    const over = selfSigned({ hostname: "desk.example", now: now - 60 * DAY, days: 30 });
    const expired = await seeded(withPair(over));
    expect(oneLine(expired.err)).toContain("the seed's certificate.cert: The certificate has expired");
    const good = selfSigned({ hostname: "desk.example", now });
    const renamed = await seeded(withPair(good), "--hostname", "other.example");
    expect(oneLine(renamed.err)).toContain(
      "the seed's certificate.cert: The certificate is not valid for other.example",
    );
    expect([existsSync(expired.data), existsSync(renamed.data)]).toEqual([false, false]);
    const other = selfSigned({ hostname: "other.example", now });
    expect((await seeded(withPair(other), "--hostname", "other.example")).status).toBe(0);
  });

  it("is overridden by other options", async () => {
    const { data, status } = await seeded(
      full,
      "--hostname",
      "other.example",
      "--admin-email",
      "b@c.example",
    );
    expect(status).toBe(0);
    const record = openData(data);
    expect(record.view.hostname()).toBe("other.example");
    expect(record.view.user(userName("ann"))?.email).toBe("b@c.example");
    record.close();
  });
});

describe("a partial seed", () => {
  it("is stored for the browser, which asks for the rest", async () => {
    const { data, status, out } = await seeded('hostname = "desk.example"\n[admin]\nname = "Ann"\n');
    expect(status).toBe(0);
    expect(out).toBe(
      "the setup in the browser asks for the rest: zone, admin, mailbox, incoming, outgoing, certificate\n",
    );
    expect(openDraft(data).plan()).toMatchObject({
      hostname: "desk.example",
      admin: { user: "admin", name: "Ann", password: null },
    });
    expect(statSync(join(data, "setup.json")).mode & 0o777).toBe(0o600);
    expect(existsSync(join(data, "mailmanager.db"))).toBe(false);
  });

  it("is completed by another", async () => {
    const { data } = await seeded('hostname = "desk.example"');
    const { status, out } = await again(
      data,
      '{"admin.password": "correct horse battery", "mailbox.address": "a@desk.example"}',
    );
    expect({ status, out }).toEqual({ status: 0, out: "user: admin\n" });
    expect(existsSync(join(data, "setup.json"))).toBe(false);
  });

  it.each(["", "{}", '{"hostname": null}', "# nothing"])("an empty one (%j) is partial too", async (text) => {
    expect(await seeded(text)).toMatchObject({ status: 0, err: "" });
  });
});

describe("an invalid seed leaves nothing behind, and is reported", () => {
  it.each([
    ['hostnam = "x"', 'unknown field "hostnam"; valid fields are zone, language, hostname, admin.user'],
    ['hostname = "no host"', 'the seed\'s hostname: "no host" is not a valid host name'],
    ['zone = "Mars"', 'the seed\'s zone: "Mars" is not a time zone'],
    ["[admin]\npassword = 'short'", "the seed's admin.password: A password has 10"],
    ["[admin]\npassword_hash = 'plain'", "the seed's admin.password_hash: "],
    ["[admin]\nemail = 'x'", 'the seed\'s admin.email: "x" is not'],
    ["[mailbox]\naddress = 'x'", 'the seed\'s mailbox.address: "x" is not'],
    ["[mailbox]\nname = 'x'", "the seed's mailbox.address"],
    ["[incoming]\nkind = 'pop3'", 'the seed\'s incoming.kind: "pop3" must be one of smtp, imap'],
    [
      "[incoming]\nkind = 'imap'\nhost = 'x.example'\nuser = 'x'",
      "the seed's incoming.password: Enter the password",
    ],
    ["[outgoing]\nhost = 'x.example'\nport = 'y'", "the seed's outgoing.port"],
    ["[outgoing]\nhost = 'x.example'\ntls = 'none'\nuser = 'x'\npassword = 'y'", "the seed's outgoing.tls"],
    ["[certificate]\ncert = 'x'", "the seed's certificate.cert: Paste a certificate in PEM"],
    ['password = "geheim', "is neither JSON nor TOML"],
    ['{"password": "geheim', "is neither JSON nor TOML"],
  ])("%j", async (text, problem) => {
    const { data, status, err } = await seeded(text);
    expect(status).toBe(1);
    expect(oneLine(err)).toContain(problem);
    expect(err).not.toContain("geheim");
    expect(existsSync(data)).toBe(false);
  });

  it("a missing file", async () => {
    const { status, err } = await run(["setup", "--data", "x", "--seed", "/nonexistent/seed"]);
    expect(status).toBe(1);
    expect(oneLine(err)).toContain("the seed /nonexistent/seed cannot be read");
  });
});
