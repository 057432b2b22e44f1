/**
 * Every page and every route of the API that leads to a ticket, mail, reply or delivery, asked by an agent who is limited to
 * another mailbox. For the engine's commands see src/engine/tickets/scope.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type MailId, type MessageKey, mailId, messageKey, ticketNumber } from "../src/base/ids.ts";
import { type Caller, system, type UserCaller } from "../src/domain/policy/index.ts";
import { must } from "../src/edges/web/testing/server.ts";
import { api, pages, rowsOf } from "./support/matrix.ts";
import { type Fields, type MatrixServer, openMatrixServer } from "./support/matrix-server.ts";

/** What the paths and forms of requests name. */
interface Named {
  readonly ticket: number;
  readonly message: MessageKey;
  readonly reply: MessageKey;
  readonly mail: MailId;
}

const green = "sales@example.org";
const secret = "Zanzibar";
const ghosts: Named = {
  ...{ ticket: 997, message: messageKey("0".repeat(26)), reply: messageKey("1".repeat(26)) },
  mail: mailId("2".repeat(26)),
};

let all: MatrixServer;
let hidden: Named;
let cookie: string;
let bearer: Fields;
/** Whether requests are those of the limited agent, or of one who sees everything. */
let limiting = true;

beforeAll(async () => {
  all = await openMatrixServer();
  const { server } = all;
  const { people, settings, commands } = server.engine;
  must(await settings.saveMailbox(system("test"), { address: green }));
  const from = { name: secret, address: "rita@customer.example" };
  const first = { from, subject: secret, text: secret, messageId: "<a@customer.example>" };
  const message = messageKey(await server.mail(first));
  await server.mail({ ...first, messageId: "<b@customer.example>", references: ["<a@customer.example>"] });
  const mail = await server.mail({ ...first, subject: "unreadable", messageId: "<c@customer.example>" });
  const later = { text: secret, sendAt: server.clock + 3_600_000 };
  const { message: reply } = must(await commands.reply(system("test"), ticketNumber(1), later));
  hidden = { ticket: 1, message, reply: reply ?? messageKey(""), mail };

  const [session, token] = [people.session, people.bearer];
  vi.spyOn(people, "session").mockImplementation((shown) => {
    const found = session(shown);
    return found && { ...found, caller: limited(found.caller) };
  });
  vi.spyOn(people, "bearer").mockImplementation((shown) => {
    const found = token(shown);
    return found && limited(found);
  });
  cookie = await all.session("ann");
  bearer = { Authorization: `Bearer ${await all.token("ann", "write")}` };
});
afterAll(() => all.close());

function limited(caller: Caller): Caller {
  if (caller.kind !== "user" || !limiting) return caller;
  return { ...caller, mailboxes: [green] } satisfies UserCaller;
}

async function asEveryone<T>(act: () => Promise<T>): Promise<T> {
  limiting = false;
  try {
    return await act();
  } finally {
    limiting = true;
  }
}

/** Routes that name something of a mailbox; what was caught belongs to none. */
const names = /\/tickets\/[:{]number|\/mails\/[:{]id|\/outgoing\/:key/;
const naming = (route: string) => names.test(route);
const [pageRoutes, apiRoutes] = [pages, api].map((table) => [...rowsOf(table).keys()]);

describe("what is outside someone's scope is not found, and stays as it is:", () => {
  test.each((pageRoutes ?? []).filter(naming))("%s", async (route) => {
    const before = await all.server.record.journal.head();
    const refused = await page(route, hidden);
    expect(refused).toEqual(await page(route, ghosts));
    expect(refused.status).toBe(/\/mails\/:id\/(?:join|open|file)$/.test(route) ? 422 : 404);
    expect(await all.server.record.journal.head()).toBe(before);
    // No rules ran there, nor has the mail files or a form of its own.
    if (route.startsWith("GET") && !/\/(?:html|files|text|rules\/:position)/.test(route))
      expect([200, 302]).toContain((await asEveryone(() => page(route, hidden))).status);
  });

  test.each((apiRoutes ?? []).filter(naming))("%s of the API", async (route) => {
    const before = await all.server.record.journal.head();
    const refused = await program(route, hidden);
    expect(refused).toEqual(await program(route, ghosts));
    expect(refused).toMatchObject({ status: 404, code: "thing.not-found" });
    expect(await all.server.record.journal.head()).toBe(before);
    if (route.startsWith("GET") && !route.includes("{attachment}"))
      expect((await asEveryone(() => program(route, hidden))).status).toBe(200);
  });

  test("and is in no list", async () => {
    const lists = ["/tickets", `/search?q=${secret}`, "/mails/held", "/mails/queue", "/outgoing"];
    for (const path of lists) {
      const read = async () => (await all.page("GET", path, cookie, {})).text();
      expect([path, shows(await read())]).toEqual([path, false]);
    }
    for (const path of ["/tickets", `/tickets?q=${secret}`, "/mails"]) {
      const read = async () => (await all.api("GET", path, bearer)).text();
      expect([path, shows(await read())]).toEqual([path, false]);
      expect([path, shows(await asEveryone(read))]).toEqual([path, true]);
    }
  });
});

/** The search page says what was searched. */
const shows = (text: string): boolean =>
  text.replaceAll(/<input[^>]*>|<title>.*?<\/title>|\?q=\w+/g, "").includes(secret) ||
  text.includes(hidden.mail);

async function page(route: string, named: Named) {
  const [method = "", path = ""] = route.split(" ");
  const does = path.startsWith("/outgoing") ? "retry" : "close";
  const fields = {
    into: "997",
    to: "",
    message: named.message,
    ticket: "997",
    do: does,
    text: "x",
    verdict: "forged",
  };
  const answer = await all.page(method, filled(path, named), cookie, { fields });
  const text = await answer.text();
  if (limiting) expect(text).not.toContain(secret);
  return { status: answer.status, says: /<h1>.*?<\/h1>/s.exec(text)?.[0] ?? "" };
}

async function program(route: string, named: Named) {
  const [method = "", path = ""] = route.split(" ");
  const bodies: { readonly [end: string]: object } = {
    ...{ replies: { text: "x" }, notes: { text: "x" }, merge: { into: 997 }, join: { ticket: 997 } },
    ...{ split: { messages: [named.message] }, "{number}": { priority: "high" } },
    ...{ participants: { address: "bob@else.example" }, held: { what: "file" } },
    verdict: { verdict: "forged" },
  };
  const answer = await all.api(method, filled(path, named), bearer, bodies[path.split("/").at(-1) ?? ""]);
  const text = await answer.text();
  if (limiting) expect(text).not.toContain(secret);
  const { code, title } = answer.status < 400 ? { code: "", title: "" } : JSON.parse(text);
  return { status: answer.status, code, title };
}

const filled = (path: string, { ticket, message, reply, mail }: Named): string =>
  path
    .replace(/:number\{[^}]*\}|\{number\}/, `${ticket}`)
    .replace(/(replies\/)\{id\}|(outgoing\/):key/, `$1$2${reply}`)
    .replace(/(messages\/)(?:\{id\}|:key)/, `$1${message}`)
    .replace(/(mails\/)(?:\{id\}|:id)/, `$1${mail}`)
    .replace(/:kind\{[^}]*\}\/:what\{[^}]*\}/, "note/quiet")
    .replace(/:position\{[^}]*\}/, "1")
    .replace("{address}", "bob@else.example")
    .replace(/:part|\{attachment\}/, "1");
