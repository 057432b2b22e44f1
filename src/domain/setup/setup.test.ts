import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkedAdministrator,
  checkedHostname,
  checkedMailbox,
  completed,
  emptyPlan,
  isAnswered,
  nextStep,
  type Plan,
  passwordEase,
  stepNames,
} from "./index.ts";

const full: Plan = {
  zone: "Europe/Berlin",
  language: "en",
  admin: { user: "ann", name: "Ann", email: null, password: "hash" },
  hostname: "desk.example",
  mailbox: { address: "help@desk.example", name: "" },
  incoming: { kind: "smtp" },
  outgoing: { kind: "later" },
  certificate: { kind: "self" },
  oauth: [],
};

describe("the order of the steps", () => {
  it("begins with the first unanswered step", () => {
    expect(nextStep(emptyPlan)).toBe("zone");
    expect(nextStep({ ...full, mailbox: null, outgoing: null })).toBe("mailbox");
    expect(nextStep(full)).toBe("finish");
  });

  it("every step is answered in the full plan, and none in the empty one", () => {
    expect(stepNames.filter((step) => isAnswered(full, step))).toEqual([...stepNames]);
    expect(stepNames.filter((step) => isAnswered(emptyPlan, step))).toEqual([]);
  });

  it("administrator, name and mailbox are enough to begin", () => {
    const { admin, hostname, mailbox } = full;
    expect(completed({ ...emptyPlan, admin, hostname, mailbox })).not.toBeNull();
    for (const lacking of ["admin", "hostname", "mailbox"] as const)
      expect(completed({ ...full, [lacking]: null }), lacking).toBeNull();
    const nameless = { user: "ann", name: "Ann", email: null, password: null };
    expect(completed({ ...full, admin: nameless })).toBeNull();
    expect(nextStep({ ...full, admin: nameless })).toBe("admin");
  });
});

describe("the answers", () => {
  it.each([
    ["Mail.Example.COM.", "mail.example.com"],
    ["localhost", "localhost"],
    [" a-1.b2 ", "a-1.b2"],
  ])("%j is the host %s", (text, name) => expect(checkedHostname(text)).toEqual({ ok: true, value: name }));

  it.each(["", ".", "a..b", "-a.b", "a-.b", "no host", "1.2.3.4", "a_b.c", "größe.example", "a".repeat(64)])(
    "%j is not a host name",
    (text) => expect(checkedHostname(text)).toMatchObject({ ok: false, error: { field: "hostname" } }),
  );

  it.each([
    [
      { user: "Ann", name: "", email: " ann@x.example " },
      { user: "ann", name: "ann", email: "ann@x.example" },
    ],
    [
      { user: "a.b", name: " A B ", email: "" },
      { user: "a.b", name: "A B", email: null },
    ],
  ])("%j is an administrator", (given, kept) =>
    expect(checkedAdministrator(given)).toEqual({ ok: true, value: kept }),
  );

  it.each([
    [{ user: "", name: "A", email: null }, "user"],
    [{ user: "a b", name: "A", email: null }, "user"],
    [{ user: "a", name: "A\nB", email: null }, "name"],
    [{ user: "a", name: "A", email: "a@" }, "email"],
  ])("%j is refused", (given, field) =>
    expect(checkedAdministrator(given)).toMatchObject({ ok: false, error: { field } }),
  );

  it.each([
    [{ address: "help", name: "" }, "address"],
    [{ address: "a+b@x.example", name: "" }, "address"],
    [{ address: "a@x.example", name: "\u0007" }, "name"],
  ])("the mailbox %j is refused", (given, field) =>
    expect(checkedMailbox(given)).toMatchObject({ ok: false, error: { field } }),
  );
  it("an address is stored in lower case", () => {
    expect(checkedMailbox({ address: " Help@X.Example ", name: " Help " })).toEqual({
      ok: true,
      value: { address: "help@x.example", name: "Help" },
    });
  });
});

describe("a password", () => {
  it.each([
    ["", "short"],
    ["correct", "short"],
    ["passwordpassword", "easy"],
    ["aaaaaaaaaaaa", "easy"],
    ["12345678901234", "easy"],
    ["AnnWhitfield1!", "easy"],
    ["hvmq9drkwz", "fair"],
    ["correct horse battery", "good"],
    ["Tr4m-k9Lu-w", "fair"],
    ["Hx7!pT-zM2wR", "good"],
  ])("%j is %s", (password, ease) =>
    expect(passwordEase(password, ["Ann Whitfield", "ann@whitfield.example"])).toBe(ease),
  );

  it("any text has a rating, and fewer than ten characters are refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (password, word) => {
        const ease = passwordEase(password, [word]);
        if ([...password].length < 10) expect(ease).toBe("short");
        else expect(ease).not.toBe("short");
      }),
    );
  });
});
