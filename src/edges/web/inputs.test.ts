/** What no page of ours sends is refused, and never taken as something else: in every form, and in every address. */
import { Parser } from "htmlparser2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usualStates } from "../../domain/lifecycle/testing.ts";
import { stepNames } from "../../domain/setup/index.ts";
import { uploadPaths } from "./index.ts";
import { formRoutes } from "./server/takes.ts";
import { stepOptions } from "./setup/steps.ts";
import { allPages } from "./testing/all-pages.tsx";
import { type Browser, mailbox, must, openServer, type TestServer } from "./testing/server.ts";

let desk: TestServer;
let browser: Browser;
beforeAll(async () => {
  desk = await openServer();
  browser = desk.browser();
  await browser.logIn();
  const requester = { name: "Cora", address: "cora@customer.example" };
  const wanted = { mailbox, subject: "Lamp", requester, text: "It flickers.", send: false };
  must(await desk.engine.commands.openTicket(must(adminCaller()), wanted, {}));
});
afterAll(() => desk.close());

const adminCaller = () => {
  const token = [...browser.cookies].find(([name]) => name.endsWith("session"))?.[1] ?? "";
  const session = desk.engine.people.session(token);
  return session ? { ok: true as const, value: session.caller } : { ok: false as const, error: "no session" };
};

interface Field {
  readonly name: string;
  readonly kind: "number" | "select" | "radio" | "checkbox" | "button" | "text";
  /** Of a choice: all of its values. */
  readonly values: readonly string[];
  /** What the browser sends if nobody changes it; null for nothing. */
  readonly value: string | null;
}
interface SentForm {
  readonly action: string;
  readonly fields: ReadonlyMap<string, Field>;
}

/** The forms of a page that are sent as a POST, with their fields. */
function formsOf(html: string): readonly SentForm[] {
  const forms: { action: string; fields: Map<string, Field> }[] = [];
  const byId = new Map<string, (typeof forms)[number]>();
  let form: (typeof forms)[number] | null = null;
  let select: string | null = null;
  let area: string | null = null;
  const add = (name: string, kind: Field["kind"], value: string, chosen: boolean) => {
    const before = form?.fields.get(name);
    const values = [...new Set([...(before?.values ?? []), value])];
    form?.fields.set(name, { name, kind, values, value: chosen ? value : (before?.value ?? null) });
  };
  const parser = new Parser({
    onopentag(tag, of) {
      if (tag === "form") {
        form = of.method === "post" ? { action: of.action ?? "", fields: new Map() } : null;
        if (form) forms.push(form);
        if (form && of.id) byId.set(of.id, form);
      }
      const around = form;
      // A button may belong to a form above it.
      if (of.form !== undefined) form = byId.get(of.form) ?? null;
      const { name = "", type = "text", value = "" } = of;
      if (tag === "option" && select !== null) {
        const first = form?.fields.has(select) === false;
        add(select, "select", value, first || "selected" in of);
      }
      if (name === "") return;
      if (tag === "select") select = name;
      if (tag === "textarea") {
        area = name;
        add(name, "text", "", true);
      }
      if (tag === "button") add(name, "button", value, false);
      form = around;
      if (tag !== "input") return;
      if (type === "radio" || type === "checkbox") add(name, type, value, "checked" in of);
      else if (type !== "file") add(name, type === "number" ? "number" : "text", value, true);
    },
    ontext(text) {
      const before = area === null ? undefined : form?.fields.get(area);
      if (before) form?.fields.set(before.name, { ...before, value: (before.value ?? "") + text });
    },
    onclosetag(tag) {
      if (tag === "form") form = null;
      if (tag === "select") select = null;
      if (tag === "textarea") area = null;
    },
  });
  parser.end(html);
  return forms;
}

/** Choices whose values are not fixed, and what refuses others. */
const dynamic: { readonly [field: string]: string } = {
  // Engine: there is no such mailbox, user, group, OAuth account, message, ticket, backup.
  ...{ mailbox: "engine", assignee: "engine", group: "engine", oauth: "engine", members: "engine" },
  ...{ message: "engine", ticket: "engine", into: "engine", to: "engine", id: "engine" },
  // Groups that the reader is not in.
  shared: "engine",
  // States that the lifecycle does not allow.
  state: "engine",
  // Warnings of a ruleset: of those accepted, the engine takes the ones that there are.
  accept: "engine",
  // Targets that are not declared.
  target: "engine",
  // Whom a rule assigns mail to, and what it replies with: the check of the rules warns of what there is not.
  // Those of a reply: one that is gone is said.
  ...{ person: "check", template: "check", webhook: "check" },
  // Rulesets that a new one includes: the check says which are not active.
  include: "check",
  // Zones of the system's list; network cards of the appliance's.
  ...{ zone: "isZone", timezone: "appliance", card: "appliance" },
  ...{ ipv4: "readFields", ipv6: "readFields" },
  // Attached files that a refused reply kept: those that are gone are named.
  kept: "staged files",
};

describe("every form of every page", () => {
  const pages = allPages("# Help");
  /** The route of a form's address: one without parameters before one with. */
  const routeOf = (action: string) => {
    const path = action.split(/[?#]/)[0] ?? "";
    const routes = formRoutes(desk.web, uploadPaths);
    const pattern = (of: string) => of.replace(/:\w+(?:\{([^}]*)\})?/g, (_, kind = "[^/]+") => `(?:${kind})`);
    return (
      routes.find((route) => route.path === path) ??
      routes.find((route) => new RegExp(`^${pattern(route.path)}$`).test(path))
    );
  };

  test.each(pages.filter(([name]) => !name.startsWith("setup")))(
    "%s: its route lists the values of each choice",
    (_, html) => {
      for (const { action, fields } of formsOf(html)) {
        if (uploadPaths.includes(action)) continue;
        const route = routeOf(action);
        expect(route, action).toBeDefined();
        for (const { name, kind, values } of fields.values()) {
          if (!["select", "radio", "checkbox", "button"].includes(kind)) continue;
          const listed = route?.only[name];
          if (listed === undefined && Object.hasOwn(dynamic, name)) continue;
          expect(listed, `${action} ${name}`).toEqual(expect.arrayContaining([...values]));
        }
      }
    },
  );

  test.each(pages.filter(([name]) => name.startsWith("setup")))(
    "%s: its step lists the values of each choice",
    (_, html) => {
      for (const { action, fields } of formsOf(html)) {
        const step = stepNames.find((one) => action === `/setup/${one}`);
        for (const { name, kind, values } of fields.values()) {
          if (step === undefined || !["select", "radio", "checkbox", "button"].includes(kind)) continue;
          if (Object.hasOwn(dynamic, name)) continue;
          expect(stepOptions(step)[name], `${action} ${name}`).toEqual(expect.arrayContaining([...values]));
        }
      }
    },
  );

  test("refuses another value of each choice, and changes nothing", async () => {
    const before = await desk.record.journal.head();
    const routes = formRoutes(desk.web, uploadPaths).filter(({ only }) => Object.keys(only).length > 0);
    expect(routes.length).toBeGreaterThan(15);
    for (const { path, only } of routes) {
      const url = path.replace(/:number\{[^}]*\}/, "1").replace(/:\w+(?:\{[^}]*\})?/g, "x");
      for (const [name, values] of Object.entries(only)) {
        for (const value of [
          ...(values.includes("") ? ["no"] : [""]),
          "x",
          `${values[0]} `,
          values[0]?.toUpperCase() ?? "",
        ]) {
          const page = await browser.post(url, { [name]: value });
          expect([page.status, page.to], `${url} ${name}=${value}`).toEqual([400, null]);
          expect(page.html).toContain(`“${name}” must be one of`);
        }
      }
    }
    expect(await desk.record.journal.head()).toBe(before);
  });

  test("refuses a version that is not a number", async () => {
    const before = await desk.record.journal.head();
    for (const what of ["properties", "quick", "reply", "undo", "merge", "split", "participants/remove"]) {
      for (const version of ["", "x", "1.5", "1e0", "0x1"]) {
        const page = await browser.post(`/tickets/1/${what}`, { version, do: "close", state: "closed" });
        expect(page.status, `${what} ${version}`).toBe(400);
      }
    }
    expect(await desk.record.journal.head()).toBe(before);
  });
});

const wrongNumbers = ["1.5", "0x32", "1e2", "-1", "+1", "1,000", "٣", "x", "", "9999999999999999"];

describe("every field for a number", () => {
  /** Where each is, on a page of this server. */
  const places: { readonly [field: string]: string } = {
    messageSize: "/settings/service",
    nightlyBackups: "/settings/service",
    floodLimit: "/settings/incoming",
    undoDelay: "/settings/outgoing",
  };
  const ports = ["/settings/imap/new", "/settings/outgoing"];

  test("is known here", () => {
    const found = allPages("# Help").flatMap(([, html]) =>
      formsOf(html).flatMap(({ fields }) => [...fields.values()].filter(({ kind }) => kind === "number")),
    );
    expect([...new Set(found.map(({ name }) => name))].sort()).toEqual(
      [...Object.keys(places), "port"].sort(),
    );
  });

  test.each([
    ...Object.entries(places),
    ...ports.map((page) => ["port", page] as const),
    ["spamThreshold", "/settings/incoming"] as const,
  ])("%s of %s takes decimal digits only", async (name, page) => {
    const shown = await browser.get(page);
    const form = formsOf(shown.html).find(({ fields }) => fields.has(name));
    const to = form?.action ?? page;
    const values = Object.fromEntries(
      [...(form?.fields.values() ?? [])].flatMap(({ name, value }) =>
        value === null ? [] : [[name, value]],
      ),
    );
    const filled = { ...values, name: "shop", host: "mail.example.org", user: "u", password: "p", mailbox };
    const before = await desk.record.journal.head();
    const takes = name === "spamThreshold" ? ["", "1.5", "9999999999999999"] : [];
    for (const wrong of wrongNumbers.filter((one) => !takes.includes(one))) {
      const refused = await browser.post(to, { ...filled, [name]: wrong });
      expect([refused.status, refused.html.includes(`id="${name}-fault"`)], wrong).toEqual([422, true]);
    }
    expect(await desk.record.journal.head()).toBe(before);
    expect((await browser.post(to, { ...filled, [name]: "7" })).status).toBe(303);
  });

  test.each([
    ["/tickets/1/merge", "into"],
    ["/tickets/1/split", "to"],
    ["/mails/x/join", "ticket"],
    ["/mails/held/group", "ticket"],
  ])("%s takes %s as decimal digits only", async (path, name) => {
    const before = await desk.record.journal.head();
    for (const wrong of wrongNumbers.filter((one) => one !== "")) {
      const page = await browser.post(path, { [name]: wrong, what: "join" });
      expect([400, 422], `${name}=${wrong}`).toContain(page.status);
    }
    expect(await desk.record.journal.head()).toBe(before);
  });
});

describe("an address", () => {
  test.each([
    ...usualStates.map((state) => `/tickets?state=${state}`),
    ...[
      "/tickets?state=overdue",
      "/tickets?state=",
      "/tickets?view=mine",
      "/tickets?utm_source=mail",
      "/settings/oauth?state=x&code=y",
    ],
    ...["/outgoing?show=failed", "/mails/held?candidate=1", "/tickets/1?all=1", "/tickets?cursor=5-5"],
  ])("%s is shown", async (path) => {
    expect((await browser.get(path)).status).toBe(200);
  });

  test.each([
    ...["/tickets?state=opened", "/tickets?view=theirs", "/outgoing?show=sent", "/tickets/1?all=yes"],
    ...["/tickets?cursor=x", "/outgoing?cursor=1.5", "/search?q=lamp&cursor=0x5", "/tickets/1?before=1e2"],
    ...["/mails/held?candidate=0x1", "/mails/x/text?part=1.5", "/mails/x?files=1e1"],
    ...["/mails/x/html?pictures=true", "/mails/x/files/1?inline=yes", "/system/updates?look=disk"],
  ])("%s is refused, and says what is wrong", async (path) => {
    const page = await browser.get(path);
    expect(page.status).toBe(400);
    expect(page.html).toMatch(
      /“(?:state|view|show|all|cursor|before|candidate|part|files|pictures|inline|look)”/,
    );
  });
});
