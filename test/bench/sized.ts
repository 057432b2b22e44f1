/**
 * `make bench SIZE=N`: measures pages, search, intake and start in a demonstration of N tickets, beside one of 1,000, and prints
 * one line of JSON for each figure. The data stays in a temporary folder until it ends: 7 KB a ticket.
 */
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Peer } from "../../src/edges/smtp/testing.ts";
import { type Api, apiAt } from "../support/api.ts";
import { expectDone, type Program, portOf, serve } from "../support/program.ts";
import { dataFolder } from "../support/record.ts";
import { burst, figure, median } from "./burst.ts";
import { logIn } from "./pages.ts";
import { room } from "./room.ts";

/** What each size is compared with. */
const SMALL = 1000;
/** Requests of each kind, by the number of clients. */
const REQUESTS = 300;
const CLIENTS = [1, 10] as const;
/** A mailbox and an agent of the demonstration. */
const MAILBOX = "support@larkspur.example";
const AGENT = "maya";

const wanted = Number(process.argv[2]);
if (!Number.isInteger(wanted) || wanted < SMALL) throw new Error(`SIZE has to be ${SMALL} or more`);
for (const tickets of wanted === SMALL ? [SMALL] : [SMALL, wanted]) await measured(tickets);

async function measured(tickets: number): Promise<void> {
  const folder = dataFolder();
  const data = join(folder.path, "data");
  const running: Program[] = [];
  try {
    const began = performance.now();
    const { stdout } = await expectDone(["demo", "--data", data, "--tickets", String(tickets)]);
    figure("demonstration made", (performance.now() - began) / 1000, "s", { tickets });
    const password = /^password: (\S+)$/m.exec(stdout)?.[1] ?? "";
    const token = (await expectDone(["token", "create", "--data", data, "--name", "bench"])).stdout.trim();
    const started = performance.now();
    const program = serve(data);
    running.push(program);
    const { http, smtp } = await program.serving;
    if (http === null) throw new Error("it does not listen");
    await new Peer(portOf(smtp)).line();
    figure("from the start to the first 220", performance.now() - started, "ms", { tickets });
    const { bytes, goal, parts, mails } = await room(data);
    figure("room of a mail", bytes, "bytes", { goal, mails, parts, tickets });
    const api = apiAt(http, token);
    await pages(http, await logIn(http, password), await paths(data, api, tickets), tickets);
    figure("memory after the pages", program.memory() / 1024 ** 2, "MB", { tickets });
    const { perSecond, ...more } = await burst({
      ...{ smtp: portOf(smtp), api, program, to: MAILBOX },
      highest: inData(data, (sqlite) =>
        Number(sqlite.prepare("SELECT max(number) FROM ticket").pluck().get()),
      ),
    });
    figure("mails made into tickets that are listed and found", perSecond, "tickets/s", { tickets, ...more });
    await program.stop();
  } finally {
    for (const program of running) await program.kill();
    folder.remove();
  }
}

type Paths = Readonly<Record<string, (n: number) => string>>;

async function pages(http: string, cookie: string, all: Paths, tickets: number): Promise<void> {
  for (const [what, path] of Object.entries(all)) {
    for (const clients of CLIENTS) {
      const times: number[] = [];
      let next = 0;
      const client = async () => {
        for (let n = next++; n < REQUESTS; n = next++) {
          const began = performance.now();
          const response = await fetch(`http://${http}${path(n)}`, {
            headers: { cookie },
            redirect: "manual",
          });
          await response.arrayBuffer();
          if (response.status !== 200) throw new Error(`${path(n)}: ${response.status}`);
          times.push(performance.now() - began);
        }
      };
      // Warm up: the first requests compile code and fill caches.
      for (let n = 0; n < 10; n++) await fetch(`http://${http}${path(n)}`, { headers: { cookie } });
      const began = performance.now();
      await Promise.all(Array.from({ length: clients }, client));
      const seconds = (performance.now() - began) / 1000;
      const [p50, p99] = [
        median(times),
        times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0,
      ];
      figure(what, p50, "ms", {
        p99: Number(p99.toPrecision(3)),
        perSecond: Math.round(REQUESTS / seconds),
        clients,
        tickets,
      });
    }
  }
}

/** What is asked for, by name; tickets and deep pages spread over all there are. */
async function paths(data: string, api: Api, tickets: number): Promise<Paths> {
  const number = (n: number) => 1 + ((n * 7919) % tickets);
  const cursors: string[] = [];
  for (let n = 0; n < 20; n++) {
    const { updatedAt } = JSON.parse(JSON.stringify(await api.json(`/api/v1/tickets/${number(n)}`)));
    cursors.push(`${Date.parse(updatedAt)}-${number(n)}`);
  }
  const deep = (n: number) => `cursor=${cursors[n % cursors.length]}`;
  const found = (words: string) => () => `/search?q=${encodeURIComponent(words)}`;
  const { rare, middling, common, next } = inData(data, wordsOf);
  const { items } = JSON.parse(JSON.stringify(await api.json("/api/v1/tickets?limit=1")));
  const phrase = String(items[0]?.subject).split(" ").slice(0, 2).join(" ");
  return {
    "list page": () => "/tickets",
    "list of one agent": () => `/tickets?agent=${AGENT}`,
    "list of one mailbox": () => `/tickets?mailbox=${encodeURIComponent(MAILBOX)}`,
    "list of the closed": () => "/tickets?state=closed",
    "page deep in the list": (n) => `/tickets?${deep(n)}`,
    "page deep in the list of one agent": (n) => `/tickets?agent=${AGENT}&${deep(n)}`,
    "ticket page": (n) => `/tickets/${number(n)}`,
    "search, a rare word": found(rare),
    "search, a middling word": found(middling),
    "search, a common word": found(common),
    "search, two common words": found(`${common} ${next}`),
    "search, a phrase": found(`"${phrase}"`),
  };
}

/** Words of the index: in a few messages, in one of a hundred, and the two in most. */
function wordsOf(sqlite: Sqlite.Database) {
  sqlite.exec("CREATE VIRTUAL TABLE temp.lexicon USING fts5vocab(main, search, row)");
  const near = sqlite
    .prepare<[number], string>(
      "SELECT term FROM temp.lexicon WHERE length(term) > 4 AND term GLOB '[a-z]*' ORDER BY abs(doc - ?) LIMIT 1",
    )
    .pluck();
  const [common = "", next = ""] = sqlite
    .prepare<[], string>("SELECT term FROM temp.lexicon WHERE length(term) > 2 ORDER BY doc DESC LIMIT 2")
    .pluck()
    .all();
  const messages = Number(sqlite.prepare("SELECT count(*) FROM message").pluck().get());
  return { rare: near.get(3) ?? "", middling: near.get(messages / 100) ?? "", common, next };
}

function inData<T>(data: string, use: (sqlite: Sqlite.Database) => T): T {
  const sqlite = new Sqlite(join(data, "mailmanager.db"), { readonly: true });
  try {
    return use(sqlite);
  } finally {
    sqlite.close();
  }
}
