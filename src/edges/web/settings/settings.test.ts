import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userName } from "../../../base/ids.ts";
import { system } from "../../../domain/policy/index.ts";
import { type Browser, mailbox, openServer, password, type TestServer } from "../testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeEach(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
});
afterEach(() => desk.close());

describe("mailboxes", () => {
  const form = {
    address: "Billing@Example.org",
    name: "Billing",
    aliases: "invoices@example.org\naccounts@example.org",
    signature: "Yours",
    group: "",
    language: "de",
    enabled: "yes",
  };

  test("are added and changed; the address stays", async () => {
    await browser.get("/settings/mailboxes/new");
    expect((await browser.post("/settings/mailboxes/new", form)).to).toBe("/settings/mailboxes");
    expect(desk.record.view.mailbox("billing@example.org")).toMatchObject({
      name: "Billing",
      aliases: ["invoices@example.org", "accounts@example.org"],
      language: "de",
      enabled: true,
      acknowledge: false,
      plusAddresses: false,
    });
    const { html } = await browser.get("/settings/mailboxes/billing%40example.org");
    expect(html).toContain("Yours</textarea>");
    await browser.post("/settings/mailboxes/billing%40example.org", {
      ...form,
      address: "x@y.example",
      enabled: "",
    });
    expect(desk.record.view.mailbox("billing@example.org")?.enabled).toBe(false);
    expect(desk.record.view.mailbox("x@y.example")).toBeNull();
  });

  test("an existing or invalid address is refused at its field, with everything that was typed", async () => {
    await browser.get("/settings/mailboxes/new");
    const taken = await browser.post("/settings/mailboxes/new", { ...form, address: mailbox });
    expect(taken.status).toBe(422);
    expect(taken.html).toMatch(/id="address"[^>]*aria-invalid="true"/);
    expect(taken.html).toContain("invoices@example.org");
    const alias = await browser.post("/settings/mailboxes/new", { ...form, aliases: mailbox });
    expect(alias.html).toContain(`${mailbox} belongs to`);
    expect((await browser.get("/settings/mailboxes/no%40example.org")).status).toBe(404);
  });
});

describe("outgoing mail", () => {
  const form = {
    kind: "smtp",
    host: "smtp.example.org",
    port: "587",
    tls: "starttls",
    user: "mm",
    password: "s3cret pass",
  };

  test("a smart host is stored; its password is never shown, stays if not typed, and can be removed", async () => {
    await browser.get("/settings/outgoing");
    expect((await browser.post("/settings/outgoing", form)).status).toBe(303);
    const stored = () => desk.record.view.outgoing();
    const expected = {
      kind: "smtp",
      host: "smtp.example.org",
      port: 587,
      tls: "starttls",
      user: "mm",
      password: "s3cret pass",
    };
    expect(stored()).toEqual(expected);
    expect((await browser.get("/settings/outgoing")).html).not.toContain("s3cret");
    await browser.post("/settings/outgoing", { ...form, password: "", port: "465", tls: "implicit" });
    expect(stored()).toEqual({ ...expected, port: 465, tls: "implicit" });
    for (const change of [{ host: "elsewhere.example" }, { user: "other" }, { tls: "none" }]) {
      const page = await browser.post("/settings/outgoing", { ...form, password: "", ...change });
      expect([page.status, page.html.includes("enter the password again")]).toEqual([422, true]);
    }
    expect(stored()).toEqual({ ...expected, port: 465, tls: "implicit" });
    await browser.post("/settings/outgoing", { ...form, password: "", user: "", forget: "yes" });
    expect(stored()).toMatchObject({ user: null, password: null });
    await browser.post("/settings/outgoing", { ...form, bareSender: "yes" });
    expect(stored()).toEqual({ ...expected, bareSender: true });
    expect((await browser.get("/settings/outgoing")).html).toMatch(/name="bareSender"[^>]* checked/);
    await browser.post("/settings/outgoing", { kind: "catch" });
    expect(stored()).toEqual({ kind: "catch" });
    expect((await browser.get("/tickets")).html).toContain("Replies are caught, not sent");
  });

  test("invalid settings are refused", async () => {
    await browser.get("/settings/outgoing");
    const wrong = async (fields: object) =>
      (await browser.post("/settings/outgoing", { ...form, ...fields })).html;
    expect(await wrong({ host: "" })).toContain("Enter the server&#39;s name");
    expect(await wrong({ host: "a b" })).toContain("Enter the server&#39;s name");
    expect(await wrong({ port: "70000" })).toContain("Enter a port number");
    expect(await wrong({ password: "" })).toContain("Enter a password for this user name");
    expect(desk.record.view.outgoing()).toBeNull();
  });

  test("a test mail is sent at once and shows the server's response", async () => {
    await browser.get("/settings/outgoing");
    const early = await browser.post("/settings/outgoing/test", { to: "ada@example.org" });
    expect(early.html).toContain("No outgoing mail server is set");
    await browser.post("/settings/outgoing", form);
    await browser.get("/settings/outgoing");
    expect((await browser.post("/settings/outgoing/test", { to: "ada" })).status).toBe(422);
    const good = await browser.post("/settings/outgoing/test", { to: "ada@example.org" });
    expect(good.html).toContain("Accepted by the server.");
    expect(good.html).toContain("mx.example.org:25");
    desk.answer = "failed";
    const bad = await browser.post("/settings/outgoing/test", { to: "ada@example.org" });
    expect(bad.html).toContain("Not accepted.");
    expect(bad.html).toContain("said failed");
  });

  test("how long replies can be taken back is shown, and changed; a wrong number is refused beside its field", async () => {
    const page = await browser.get("/settings/outgoing");
    expect(page.html).toMatch(/name="undoDelay"[^>]*value="0"/);
    const saved = await browser.post("/settings/outgoing/replies", { undoDelay: "12" });
    expect(saved.to).toBe("/settings/outgoing");
    expect(desk.record.view.replyPolicy()).toEqual({ undoDelay: 12_000 });
    await browser.get("/settings/outgoing");
    for (const undoDelay of ["", "121", "-1", "soon"]) {
      const refused = await browser.post("/settings/outgoing/replies", { undoDelay });
      expect(refused.status).toBe(422);
      expect(refused.html).toMatch(/id="undoDelay"[^>]*aria-invalid="true"/);
    }
    expect(desk.record.view.replyPolicy()).toEqual({ undoDelay: 12_000 });
  });

  test("a method given at the start is shown without its password and cannot be changed here", async () => {
    await desk.close();
    const outgoingOverride = {
      kind: "smtp",
      host: "smtp.x.example",
      port: 25,
      tls: "none",
      user: "u",
      password: "geheim",
    } as const;
    desk = await openServer({}, { outgoingOverride });
    browser = desk.browser();
    await browser.logIn();
    const { html } = await browser.get("/settings/outgoing");
    expect(html).toContain("smtp://u@smtp.x.example:25");
    expect(html).not.toContain("geheim");
    expect((await browser.post("/settings/outgoing", form)).status).toBe(400);
  });
});

describe("people", () => {
  const form = {
    user: "bob",
    name: "Bob B",
    email: "bob@example.org",
    role: "agent",
    password: "a long password",
  };
  const bob = () => desk.record.view.user(userName("bob"));

  test("are created, changed, given a password, disabled and enabled", async () => {
    await browser.get("/settings/people/new");
    expect((await browser.post("/settings/people/new", form)).to).toBe("/settings/people");
    expect(bob()).toMatchObject({ fullName: "Bob B", email: "bob@example.org", role: "agent" });
    await browser.get("/settings/people/bob");
    await browser.post("/settings/people/bob", { name: "Robert", email: "", role: "admin" });
    expect(bob()).toMatchObject({ fullName: "Robert", email: null, role: "admin" });
    expect((await browser.post("/settings/people/bob/password", { password: "short" })).status).toBe(422);
    expect(
      (await browser.post("/settings/people/bob/password", { password: "another long one" })).status,
    ).toBe(303);
    const other = desk.browser();
    expect((await other.post("/login", { user: "bob", password: "another long one" })).status).toBe(303);
    await browser.post("/settings/people/bob/disable", {});
    expect((await other.get("/tickets")).status).toBe(302);
    await browser.post("/settings/people/bob/enable", {});
    expect(bob()?.disabled).toBe(false);
  });

  test("invalid changes are refused; oneself and the last administrator stay", async () => {
    await browser.get("/settings/people/new");
    const wrong = async (fields: object) => browser.post("/settings/people/new", { ...form, ...fields });
    expect((await wrong({ user: "ann" })).html).toContain("A user ann already exists");
    expect((await wrong({ user: "a b" })).status).toBe(422);
    expect((await wrong({ email: "bob" })).html).toContain("“bob” is not a valid email address");
    const weak = await wrong({ password: "kurz-77" });
    expect(weak.html).toContain("A password has 10 to");
    expect(weak.html).not.toContain("kurz-77");
    expect((await browser.post("/settings/people/admin/disable", {})).status).toBe(422);
    const last = await browser.post("/settings/people/admin", { name: "Ada", email: "", role: "agent" });
    expect(last.html).toContain("At least one administrator must remain");
    expect((await browser.get("/settings/people/nobody")).status).toBe(404);
  });

  test("choose their notifications, if they have an address", async () => {
    const told = () => {
      const { notifyAssigned, notifyWrote } = desk.record.view.user(userName("ann")) ?? {};
      return [notifyAssigned, notifyWrote];
    };
    expect(told()).toEqual([true, false]);
    const ann = desk.browser();
    await ann.logIn("ann");
    expect((await ann.get("/account")).html).toContain("Notifications");
    expect((await ann.post("/account/notifications", { wrote: "yes" })).to).toBe("/account");
    expect(told()).toEqual([false, true]);
    const before = await desk.record.journal.head();
    await ann.post("/account/notifications", { wrote: "yes" });
    expect(await desk.record.journal.head()).toBe(before);
    await browser.post("/settings/people/ann", { name: "Ann", email: "", role: "agent" });
    expect((await ann.get("/account")).html).not.toContain('name="wrote"');
  });

  test("change their own password with the current one, and stay logged in", async () => {
    const ann = desk.browser();
    await ann.logIn("ann");
    const other = desk.browser();
    await other.logIn("ann");
    await ann.get("/account");
    const wrong = await ann.post("/account/password", {
      current: "wrong password",
      password: "a new password",
    });
    expect(wrong.html).toContain("This is not your current password");
    expect((await ann.post("/account/password", { current: password, password: "a new password" })).to).toBe(
      "/account",
    );
    expect((await ann.get("/account")).html).toContain("Password set.");
    expect((await other.get("/tickets")).status).toBe(302);
  });
});

describe("groups and tokens", () => {
  test("a group is created once, and its members are set", async () => {
    await browser.get("/settings/groups");
    expect((await browser.post("/settings/groups/new", { name: "First line" })).status).toBe(303);
    expect((await browser.post("/settings/groups/new", { name: "First line" })).status).toBe(422);
    await browser.post("/settings/groups", { name: "First line", members: ["ann", "admin"] });
    expect(desk.record.view.group("First line")).toEqual(["ann", "admin"]);
    expect((await browser.post("/settings/groups", { name: "Nobody" })).status).toBe(404);
  });

  test("a member who is disabled stays a member", async () => {
    await browser.get("/settings/groups");
    await browser.post("/settings/groups/new", { name: "First line" });
    await browser.post("/settings/groups", { name: "First line", members: ["ann"] });
    await browser.post("/settings/people/ann/disable", {});
    await browser.post("/settings/groups", { name: "First line", members: ["admin"] });
    expect(desk.record.view.group("First line")).toEqual(["admin", "ann"]);
  });

  test("a template is created once, changed and removed", async () => {
    await browser.get("/settings/templates");
    const create = (name: string, text: string) => browser.post("/settings/templates/new", { name, text });
    expect((await create("Thanks", "We have it.")).status).toBe(303);
    expect((await create("Thanks", "We have it.")).status).toBe(422);
    const wrong = await create("Other", "{{what}}");
    expect([wrong.status, wrong.html.includes("cannot name what")]).toEqual([422, true]);
    const change = (more: Readonly<Record<string, string>>) =>
      browser.post("/settings/templates", { name: "Thanks", do: "save", ...more });
    expect((await change({ text: "Thank you, {{sender.name}}." })).status).toBe(303);
    expect(desk.record.view.template("Thanks")?.text).toBe("Thank you, {{sender.name}}.");
    const unsaved = await change({ text: "{{what}} is kept" });
    expect([unsaved.status, unsaved.html.includes("{{what}} is kept")]).toEqual([422, true]);
    expect((await change({ name: "Nobody", text: "x" })).status).toBe(404);
    await change({ do: "remove" });
    expect(desk.record.view.templates()).toEqual([]);
  });

  test("a token is shown once, works, and is revoked", async () => {
    await browser.get("/settings/tokens");
    const made = await browser.post("/settings/tokens/new", { name: "shop", scope: "read" });
    const token = /value="(mm_[^"]+)"/.exec(made.html)?.[1] ?? "";
    expect(desk.engine.people.bearer(token)?.user).toBe("admin");
    const list = await browser.get("/settings/tokens");
    expect(list.html).not.toContain(token);
    expect(list.html).toContain("shop");
    const id = /tokens\/([^/"]+)\/revoke/.exec(list.html)?.[1] ?? "";
    expect((await browser.post(`/settings/tokens/${id}/revoke`, {})).status).toBe(303);
    expect(desk.engine.people.bearer(token)).toBeNull();
    expect((await browser.post("/settings/tokens/new", { name: " ", scope: "read" })).status).toBe(422);
  });
});

describe("help", () => {
  test("has every page, and keys listed", async () => {
    expect((await browser.get("/help")).html).toContain("<h1>First steps</h1>");
    expect((await browser.get("/help/keys")).html).toContain("<kbd>j</kbd>");
    expect((await browser.get("/help/nothing")).status).toBe(404);
  });
});

test("every address that a form is sent to can be opened", async () => {
  for (const what of ["groups", "templates", "tokens", "people", "mailboxes", "imap"]) {
    const page = await browser.get(`/settings/${what}/new`);
    expect([what, page.status]).toEqual([what, 200]);
    expect(page.html).toContain(`action="/settings/${what}/new"`);
  }
});

test("a person's API tokens are shown where their password is set, and revoked with it if wanted", async () => {
  const { engine, record } = desk;
  const ann = userName("ann");
  const made = async (name: string) => {
    const token = await engine.people.createToken(system("test"), { name, user: ann, scope: "read" });
    return token.ok ? token.value : "";
  };
  const [first, second] = [await made("Nightly export"), await made("Phone system")];
  const page = (await browser.get("/settings/people/ann")).html;
  for (const shown of ["Nightly export", "Phone system", "Also revoke their 2 API tokens"])
    expect(page).toContain(shown);
  const [token] = record.view.tokensOf(ann);
  expect(page).toContain(`action="/settings/tokens/${token?.id}/revoke"`);
  await browser.post("/settings/people/ann/password", { password: "a first new password" });
  expect(engine.people.bearer(first)).not.toBeNull();
  await browser.get("/settings/people/ann");
  await browser.post("/settings/people/ann/password", { password: "another new one", revokeTokens: "yes" });
  expect([engine.people.bearer(first), engine.people.bearer(second)]).toEqual([null, null]);
  expect(record.view.tokensOf(ann)).toEqual([]);
});
