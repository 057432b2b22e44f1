/** Sample view models, rendered by the tests of the pages and the preview. */

import { ticketNumber, userName } from "../../../base/ids.ts";
import { defaultLifecycle } from "../../../domain/lifecycle/index.ts";
import { listColumns, usualChoice } from "../../../domain/views/index.ts";
import type { HeldView, MailPageView } from "../mails/view.ts";
import type { OutgoingView } from "../outgoing/view.ts";
import type { SearchView } from "../search/view.ts";
import type { TicketNav, TicketRow, TicketsView } from "../tickets/view.ts";
import type { Frame } from "../view.ts";

export const minute = 60_000;
export const hour = 60 * minute;
const day = 24 * hour;
/** Monday, 23 November 2026, 14:20 UTC. */
export const now = Date.UTC(2026, 10, 23, 14, 20);

export function frame(more: Partial<Frame> = {}): Frame {
  return {
    now,
    zone: "Europe/London",
    language: "en",
    theme: "auto",
    keys: true,
    reader: { user: "marta", name: "Marta Okafor", settings: true, system: true },
    states: defaultLifecycle.states,
    csrf: "csrf-token",
    assets: {
      css: "/assets/app.css",
      js: "/assets/app.js",
      live: "/assets/live.js",
      icon: "/assets/icon.svg",
      manifest: "/assets/app.webmanifest",
    },
    section: "tickets",
    flash: null,
    held: 2,
    problems: 0,
    unsaved: false,
    catching: false,
    box: true,
    help: "/help/tickets",
    words: "",
    seen: "1-0",
    ...more,
  };
}

export const marta = { user: "marta", name: "Marta Okafor" };
export const jonas = { user: "jonas", name: "Jonas Lindqvist" };
export const priya = { user: "priya", name: "Priya Raman" };

export function nav(more: Partial<TicketNav["filter"]> = {}): TicketNav {
  return {
    filter: { state: null, view: null, agent: null, mailbox: null, ...more },
    counts: {
      byState: [
        { state: "new", n: 4 },
        { state: "open", n: 17 },
        { state: "hold", n: 6 },
        { state: "closed", n: 1283 },
      ],
      ...{ todo: 21, overdue: 2, all: 1310, mine: 5, groups: 3, unassigned: 7 },
    },
    inGroup: true,
    saved: [
      { id: "v1", name: "Lamps that wait", shared: { with: "nobody" }, counted: { n: 3, more: false } },
      { id: "v2", name: "Urgent, everywhere", shared: { with: "everyone" }, counted: { n: 99, more: true } },
    ],
    agents: [marta, jonas, priya],
    mailboxes: [
      { address: "support@harbour.example", name: "Harbour Support" },
      { address: "billing@harbour.example", name: "Harbour Billing" },
    ],
  };
}

function row(number: number, more: Partial<TicketRow>): TicketRow {
  return {
    number,
    version: 3,
    waitingFor: "desk",
    subject: "Question",
    preview: "",
    state: "open",
    requester: { name: "Ann Whitfield", address: "ann@whitfield.example" },
    assignee: null,
    mailbox: "support@harbour.example",
    group: null,
    priority: "normal",
    category: null,
    tags: [],
    createdAt: now - day,
    updatedAt: now - hour,
    dueAt: null,
    overdue: false,
    dueSoon: false,
    messages: 1,
    undelivered: 0,
    ...more,
  };
}

const rows: readonly TicketRow[] = [
  row(1310, {
    subject: "Printer on the 2nd floor prints everything twice",
    preview:
      "Hello, since this morning every page comes out twice, also from the tray of the big one next to the kitchen.",
    state: "new",
    updatedAt: now - 2 * minute,
  }),
  row(1309, {
    subject: "Rechnung 2026-1184 – Umsatzsteuer fehlt",
    preview:
      "Guten Tag, auf der beigefügten Rechnung ist keine Umsatzsteuer ausgewiesen. Können Sie uns bitte eine",
    requester: { name: "Größe & Söhne GmbH", address: "einkauf@groesse-soehne.example" },
    state: "new",
    updatedAt: now - 11 * minute,
    category: "Billing",
    tags: ["invoice"],
    dueAt: now + 3 * hour,
  }),
  row(1308, {
    subject: "Cannot log in after the password change",
    preview:
      "It says that my account is locked. I have a customer call at 15:00 and need the files from the shared drive,",
    requester: { name: "Tomasz Zieliński", address: "tomasz@nordwind.example" },
    assignee: marta,
    priority: "urgent",
    messages: 4,
    updatedAt: now - 26 * minute,
    dueAt: now - 40 * minute,
    overdue: true,
  }),
  row(1306, {
    subject: "Re: Delivery to the Bergen office",
    preview:
      "Thank you, that explains it. The parcel arrived at the old address, could you ask them to forward it?",
    requester: { name: "", address: "ingrid.solheim@fjordline.example" },
    assignee: jonas,
    waitingFor: "requester",
    messages: 7,
    updatedAt: now - 3 * hour,
    dueAt: now + 20 * hour,
    tags: ["delivery", "norway"],
  }),
  row(1301, {
    subject: "طلب عرض سعر لعشرين جهازًا",
    preview: "السلام عليكم، نرجو إرسال عرض سعر لعشرين جهازًا مع الضمان لمدة ثلاث سنوات.",
    requester: { name: "ليلى حداد", address: "layla@haddad.example" },
    assignee: priya,
    priority: "high",
    messages: 2,
    updatedAt: now - 5 * hour,
    dueAt: now + 3 * day,
  }),
  row(1297, {
    subject: "Contract renewal for the warehouse scanners",
    preview:
      "As discussed on the phone, we would like to renew for two more years, but only for eleven of the fourteen",
    requester: { name: "Beatriz Carvalho", address: "beatriz@lusolog.example" },
    assignee: marta,
    state: "hold",
    messages: 12,
    unread: true,
    updatedAt: now - 2 * day,
    category: "Contracts",
    undelivered: 1,
  }),
  row(1288, {
    subject:
      "Newsletter keeps coming although I unsubscribed three times already, the last time in September",
    preview: "Please remove me now.",
    requester: { name: "R. Dupont", address: "r.dupont@poste.example" },
    assignee: jonas,
    state: "hold",
    priority: "low",
    messages: 3,
    updatedAt: now - 4 * day,
    dueAt: now + 9 * day,
  }),
  row(1270, {
    subject: "",
    preview: "(sent from the scanner)",
    requester: { name: "", address: "scanner-3@harbour.example" },
    state: "closed",
    updatedAt: now - 12 * day,
  }),
];

export function tickets(more: Partial<TicketsView> = {}): TicketsView {
  return {
    frame: frame(),
    nav: nav(),
    rows,
    next: "abc",
    later: false,
    any: true,
    firstMailbox: "support@harbour.example",
    groups: ["Billing", "First line"],
    here: "/tickets",
    ...{ choice: usualChoice, query: "is:todo", shown: null, unsaved: null },
    ...{ myGroups: ["First line"], forEveryone: true },
    ...more,
  };
}

/** A list that is a saved view, whose change was refused. */
export const savedView: Partial<TicketsView> = {
  choice: { order: "due", columns: [...listColumns] },
  shown: {
    view: {
      ...{ id: "v1", name: "Lamps that wait", query: "is:todo tag:lamp", order: "due", columns: listColumns },
      ...{ owner: userName("marta"), shared: { with: "group", group: "Night" } },
    },
    mayChange: true,
  },
  nav: nav({ saved: "v1" }),
  unsaved: {
    ...{ name: "", query: "is:todo", shared: "nobody" },
    fault: { text: "A view’s name is one line of 1 to 60 characters", field: "name", hint: null },
  },
};

export const tomasz = { name: "Tomasz Zieliński", address: "tomasz@nordwind.example" };
export const support = { name: "Harbour Support", address: "support@harbour.example" };

const hit = (text: string) => ({ text, hit: true });
const plain = (text: string) => ({ text, hit: false });

export function search(more: Partial<SearchView> = {}): SearchView {
  return {
    frame: frame({ section: "search", words: "locked account" }),
    words: "locked account",
    hits: [
      {
        number: 1308,
        subject: [plain("Cannot log in after the password change")],
        snippet: [
          plain("…mail program keeps asking for it and now it says that my "),
          hit("account"),
          plain(" is "),
          hit("locked"),
          plain(". The page I used was"),
        ],
        state: "open",
        requester: tomasz,
        assignee: marta,
        updatedAt: now - 26 * minute,
      },
      {
        number: 866,
        subject: [hit("Account"), plain(" of a colleague who left")],
        snippet: [plain("…should be "), hit("locked"), plain(" at the end of the month, her mail goes to")],
        state: "closed",
        requester: { name: "Beatriz Carvalho", address: "beatriz@lusolog.example" },
        assignee: null,
        updatedAt: now - 230 * day,
      },
    ],
    count: { tickets: { n: 2, more: true }, messages: { n: 1000, more: true } },
    next: "c2",
    fault: null,
    ...more,
  };
}

export function held(more: Partial<HeldView> = {}): HeldView {
  return {
    frame: frame({ section: "mail" }),
    received: { queued: 0, ticket: 48_211, reply: 31_007, bounce: 412, filed: 98, held: 45, rejected: 3 },
    decided: { kind: "joined", ticket: 1306 },
    at: "",
    floodGroup: null,
    candidate: null,
    candidateGroups: [
      {
        candidate: ticketNumber(1306),
        ticket: "Delivery to the Bergen office",
        mails: 2,
        firstAt: now - 6 * hour,
        lastAt: now - 9 * minute,
        subject: "Re: Delivery to the Bergen office",
        fault: null,
      },
    ],
    floodGroups: [
      {
        from: "monitor@plant.example",
        mails: 43,
        firstAt: now - 14 * minute,
        lastAt: now - 2 * minute,
        subject: "Pressure of pump 17 is above its limit",
        cause: "monitor@plant.example has opened 20 tickets within 10 minutes; more than 20 are a flood",
        candidate: 1310,
        fault: null,
      },
    ],
    mails: [
      {
        mail: "01jd000000000000000000000a",
        receivedAt: now - 9 * minute,
        mailbox: "support@harbour.example",
        from: { name: "Sven Olsen", address: "sven@elsewhere.example" },
        envelopeFrom: "sven@elsewhere.example",
        subject: "Re: Delivery to the Bergen office",
        preview: "Ingrid forwarded this to me. I have the parcel here, who should I give it to?",
        reason: "possible-follow-up",
        cause: "It refers to a message of a ticket, but its sender takes no part in that ticket.",
        wouldSend: null,
        size: 18_204,
        candidate: { number: 1306, subject: "Re: Delivery to the Bergen office" },
      },
      {
        mail: "01jd000000000000000000000b",
        receivedAt: now - 5 * hour,
        mailbox: "billing@harbour.example",
        from: null,
        envelopeFrom: "bounce+81@bulk.example",
        subject: "",
        preview: "",
        reason: "unreadable",
        cause: "The message has more than 500 parts.",
        wouldSend: null,
        size: 9_182_041,
        candidate: null,
      },
      {
        mail: "01jd000000000000000000000c",
        receivedAt: now - 6 * hour,
        mailbox: "support@harbour.example",
        from: { name: "Jonas Berg", address: "jonas@harbour.example" },
        envelopeFrom: "jonas@harbour.example",
        subject: "Re: [#1306] Delivery to the Bergen office",
        preview: "",
        reason: "possible-follow-up",
        cause:
          "Jonas Berg replied to the notification about ticket 1306, but part of the quoted notification could not be told from the reply",
        wouldSend:
          "> Where is the parcel?\n\nIn Bergen since this morning.\n\n> You can turn these mails off under My account.",
        size: 6_120,
        candidate: { number: 1306, subject: "Re: Delivery to the Bergen office" },
      },
    ],
    next: null,
    fault: null,
    ...more,
  };
}

export function outgoing(more: Partial<OutgoingView> = {}): OutgoingView {
  return {
    frame: frame({ section: "mail" }),
    show: "waiting",
    counts: { waiting: 2, held: 1, failed: 1 },
    entries: [
      {
        key: "01jd0000000000000000000006",
        ticket: 1306,
        subject: "Re: Delivery to the Bergen office",
        recipients: ["ingrid.solheim@fjordline.example"],
        notified: null,
        queuedAt: now - 3 * hour,
        delivery: {
          status: "deferred",
          bounces: [],
          attempts: [
            {
              attempt: 1,
              time: now - 3 * hour,
              server: "smart.harbour.example:587",
              results: [
                {
                  recipient: "ingrid.solheim@fjordline.example",
                  outcome: "deferred",
                  response: "451 4.7.1 Greylisted, please try again in 5 minutes",
                },
              ],
            },
            {
              attempt: 2,
              time: now - 2.8 * hour,
              server: "smart.harbour.example:587",
              results: [
                {
                  recipient: "ingrid.solheim@fjordline.example",
                  outcome: "deferred",
                  response: "Connection refused",
                },
              ],
            },
          ],
          nextAt: now + 14 * minute,
        },
      },
      {
        key: "01jd0000000000000000000007",
        ticket: 1301,
        subject: "Re: طلب عرض سعر لعشرين جهازًا",
        recipients: ["layla@haddad.example"],
        notified: "Marta Okafor",
        queuedAt: now - 20_000,
        delivery: { status: "waiting", attempts: [], bounces: [], nextAt: null },
      },
      {
        key: "01jd0000000000000000000008",
        ticket: 1290,
        subject: "Re: Price list",
        recipients: ["purchasing@fjordline.example"],
        notified: null,
        queuedAt: now - 30 * hour,
        delivery: {
          status: "bounced",
          attempts: [
            {
              attempt: 1,
              time: now - 30 * hour,
              server: "smart.harbour.example:587",
              results: [
                {
                  recipient: "purchasing@fjordline.example",
                  outcome: "delivered",
                  response: "250 2.0.0 Ok: queued as 4Xz1",
                  tls: { version: "TLSv1.3", verified: true },
                },
              ],
            },
          ],
          bounces: [
            {
              time: now - 29 * hour,
              mail: "01jd0000000000000000000009",
              results: [
                {
                  recipient: "purchasing@fjordline.example",
                  status: "5.1.1",
                  diagnostic: "smtp; 550 5.1.1 User unknown",
                },
              ],
            },
          ],
          nextAt: null,
        },
      },
    ],
    next: null,
    ...more,
  };
}

export function mailPage(more: Partial<MailPageView> = {}): MailPageView {
  return {
    frame: frame({ section: "mail", catching: true }),
    base: "/caught/8",
    problem: null,
    subject: "Re: Cannot log in after the password change",
    from: support,
    to: [tomasz],
    cc: [],
    time: now - hour,
    size: 3_120,
    envelope: { from: "support@harbour.example", to: ["tomasz@nordwind.example"] },
    outcome: null,
    trust: null,
    spam: null,
    virus: null,
    ticket: 1308,
    cut: null,
    filesFrom: 0,
    text: "Dear Tomasz,\n\nplease try again now.\n\n-- \nHarbour Support",
    hasHtml: true,
    formatted: false,
    files: [],
    back: "caught",
    decisions: null,
    ...more,
  };
}
