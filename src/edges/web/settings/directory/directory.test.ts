import { afterEach, beforeEach, expect, test } from "vitest";
import { problemOf } from "../../../../base/failure.ts";
import { userName } from "../../../../base/ids.ts";
import type { DirectoryQuestion, DirectoryReply } from "../../../../domain/directory/index.ts";
import { type Browser, openServer, password, type TestServer } from "../../testing/server.ts";

const server = "ldaps://ldap.example.org";
const answers = { server, problem: null, encrypted: true, certificateUntil: Date.UTC(2027, 2, 1) };
const ann = { dn: "uid=ann,dc=x", account: "ann", names: ["Ann <Able>"], mails: ["ann@example.org"] };
let desk: TestServer;
let browser: Browser;
let asked: DirectoryQuestion[];
let outcome: DirectoryReply["outcome"];
beforeEach(async () => {
  asked = [];
  outcome = { kind: "ready" };
  desk = await openServer(
    {},
    {
      askDirectory: async (_, question) => {
        asked.push(question);
        return { servers: [answers], outcome };
      },
    },
  );
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

const form = {
  enabled: "yes",
  servers: `${server}\n\nldap://two.example.org:3890\n`,
  encryption: "starttls",
  authorities: "",
  bindDn: "cn=service,dc=x",
  bindPassword: "s3cret-of-service",
  baseDn: "dc=example,dc=org",
  filter: "(uid={user})",
  nameAttribute: "cn",
  mailAttribute: "mail",
  newcomers: "create",
};
const stored = () => desk.record.view.directory();
async function save(more: object = {}) {
  await browser.get("/settings/directory");
  return browser.post("/settings/directory", { ...form, ...more });
}

test("the directory is set; its password is never shown and stays if none is typed", async () => {
  expect((await browser.get("/settings/directory")).html).toContain("Save the directory first");
  expect((await save()).to).toBe("/settings/directory");
  expect(stored()).toEqual({
    ...form,
    enabled: true,
    servers: [server, "ldap://two.example.org:3890"],
  });
  const { html } = await browser.get("/settings/directory");
  expect(html).toContain("ldap://two.example.org:3890");
  expect(html).not.toContain("s3cret-of-service");
  await save({ bindPassword: "", enabled: "", newcomers: "refuse" });
  expect(stored()).toMatchObject({
    ...{ bindPassword: "s3cret-of-service", enabled: false, newcomers: "refuse" },
  });
  expect((await save({ bindPassword: "", servers: "ldaps://elsewhere.example" })).status).toBe(422);
  expect(stored()?.servers).not.toContain("ldaps://elsewhere.example");
  await save({ bindDn: "" });
  expect(stored()?.bindPassword).toBe("");
});

test.each([
  ["servers", { servers: "ldap.example.org" }],
  ["authorities", { authorities: "no" }],
  ["bindPassword", { bindPassword: "" }],
  ["baseDn", { baseDn: "example.org" }],
  ["filter", { filter: "(uid=ann)" }],
  ["nameAttribute", { nameAttribute: "a b" }],
  ["mailAttribute", { mailAttribute: "" }],
])("a wrong %s is shown at its field, with everything that was typed", async (name, wrong) => {
  const page = await save(wrong);
  expect(page.status).toBe(422);
  expect(page.html).toMatch(new RegExp(`id="${name}"[^>]*aria-invalid="true"`));
  expect(page.html).toContain("cn=service,dc=x");
  expect(page.html).not.toContain("s3cret-of-service");
  expect(stored()).toBeNull();
});

test("a test shows findings and remedies, and no password", async () => {
  await browser.get("/settings/directory");
  expect((await browser.post("/settings/directory/test", { user: "ann" })).status).toBe(404);
  await save({ enabled: "" });
  await browser.get("/settings/directory");
  outcome = { kind: "person", person: ann, password: "wrong" };
  const { html } = await browser.post("/settings/directory/test", { user: "ann", password: "typed secret" });
  expect(asked).toEqual([{ user: "ann", password: "typed secret", every: true }]);
  expect(html).toContain(`${server} answers; its certificate is valid until 2027-03-01`);
  expect(html).toContain("uid=ann,dc=x: account ann; cn Ann &lt;Able&gt;; mail ann@example.org");
  expect(html).toContain("The directory refuses the password");
  expect(html).not.toContain("typed secret");
  outcome = { kind: "nobody" };
  const nobody = await browser.post("/settings/directory/test", { user: "", password: "" });
  expect(asked.at(-1)).toEqual({ user: null, password: null, every: true });
  expect(nobody.html).toMatch(
    /Check the name, the base DN and the user filter under <a href="\/settings\/directory">/,
  );
});

test("a person's password is left to the directory, and set here again; a new person can start with the directory's", async () => {
  expect((await browser.get("/settings/people/ann")).html).not.toContain("Use the directory");
  expect((await browser.get("/settings/people/new")).html).not.toContain('name="directory"');
  await save();
  expect((await browser.get("/settings/people/ann")).html).toContain("Use the directory");
  expect((await browser.post("/settings/people/ann/directory", {})).to).toBe("/settings/people/ann");
  const { html } = await browser.get("/settings/people/ann");
  expect(html).toContain("The directory now checks their password");
  expect(html).not.toContain("Use the directory");
  await browser.post("/settings/people/ann/password", { password: "a password of her own" });
  expect(desk.record.view.user(userName("ann"))?.directory).toBe(false);

  await browser.get("/settings/people/admin");
  const refused = await browser.post("/settings/people/admin/directory", {});
  expect([refused.status, refused.html]).toEqual([
    422,
    expect.stringContaining("At least one administrator"),
  ]);

  await browser.get("/settings/people/new");
  const person = { user: "eve", name: "Eve", email: "", role: "agent", password: "", directory: "yes" };
  expect((await browser.post("/settings/people/new", person)).to).toBe("/settings/people");
  expect(desk.record.view.user(userName("eve"))).toMatchObject({ directory: true, password: "" });
  expect((await browser.get("/settings/people")).html).toMatch(/Eve<\/bdi><\/a><span class="kind">directory/);
});

test("people log in with the directory, and get a message if it does not answer", async () => {
  await save();
  outcome = { kind: "person", person: { ...ann, account: "bob" }, password: "right" };
  const other = desk.browser();
  expect((await other.post("/login", { user: "bob", password: "bob's secret" })).to).toBe("/tickets");
  const account = await other.get("/account");
  expect(account.html).toContain("Ann &lt;Able&gt;");
  expect(account.html).not.toContain('name="current"');
  expect((await other.post("/account/password", { current: "bob's secret", password })).html).toContain(
    "You log in with your password from the company",
  );
  outcome = { kind: "failed", problem: { kind: "silent", why: problemOf("ETIMEDOUT 192.0.2.7") } };
  const page = await desk.browser().post("/login", { user: "bob", password: "bob's secret" });
  expect(page.status).toBe(503);
  expect(page.html).toContain(
    "The directory did not answer, so your password could not be checked. Try again",
  );
  expect(page.html).not.toContain("192.0.2.7");
  expect((await desk.browser().post("/login", { user: "admin", password })).to).toBe("/tickets");
});
