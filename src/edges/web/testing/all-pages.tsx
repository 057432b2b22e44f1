/** Every page once, with sample contents: rendered by the tests and by the preview. */

import { CaughtPage } from "../caught/page.tsx";
import { HelpPage } from "../help/page.tsx";
import { LoginPage } from "../log-in/page.tsx";
import { MailDocument } from "../mails/document-page.tsx";
import { HeldPage } from "../mails/held-page.tsx";
import { HeadersPage, MailPage } from "../mails/page.tsx";
import { QueuePage } from "../mails/queue-page.tsx";
import { OutgoingPage } from "../outgoing/page.tsx";
import { SearchPage } from "../search/page.tsx";
import { ErrorPage } from "../server/error-page.tsx";
import { TicketsPage } from "../tickets/list-page.tsx";
import { NewTicketPage } from "../tickets/new-page.tsx";
import { TicketPage } from "../tickets/page.tsx";
import { ExplainPage } from "../tickets/rules-page.tsx";
import { TargetPage } from "../tickets/target-page.tsx";
import { TextPage } from "../tickets/text-page.tsx";
import { wrong } from "./sample-people.ts";
import { explained, explainedEvent } from "./sample-rules.ts";
import { setupPages } from "./sample-setup.tsx";
import { merging, moving } from "./sample-target.ts";
import { ticket } from "./sample-ticket.ts";
import { frame, held, mailPage, nav, now, outgoing, savedView, search, tickets } from "./samples.ts";
import { settingsPages } from "./settings-pages.tsx";

const outside = frame({ reader: null, section: null });
const mail = frame({ section: "mail", catching: true });
/**
 * @param as changes each view model before it is rendered
 * @returns name and HTML of each page, in an order worth reading
 */
export function allPages(
  helpText: string,
  as: <V>(view: V) => V = (view) => view,
): readonly (readonly [name: string, html: string])[] {
  const pages: readonly (readonly [string, unknown])[] = [
    ["login", <LoginPage view={as({ frame: outside, user: "", next: "/tickets", fault: null })} />],
    [
      "login-wrong",
      <LoginPage
        view={as({
          frame: outside,
          user: "marta",
          next: "/tickets",
          fault: { text: "Name or password is wrong", field: null, hint: null },
        })}
      />,
    ],
    ...setupPages(as),
    ["tickets", <TicketsPage view={as(tickets())} />],
    [
      "tickets-empty",
      <TicketsPage
        view={as(tickets({ rows: [], any: false, frame: frame({ catching: true }), next: null }))}
      />,
    ],
    ["tickets-view", <TicketsPage view={as(tickets(savedView))} />],
    ["tickets-unsaved", <TicketsPage view={as(tickets({ frame: frame({ unsaved: true }) }))} />],
    [
      "tickets-mine",
      <TicketsPage view={as(tickets({ rows: [], nav: nav({ view: "mine" }), next: null, later: true }))} />,
    ],
    ["ticket", <TicketPage view={as(ticket())} />],
    ["ticket-rules", <ExplainPage view={as(explained)} />],
    ["ticket-rules-event", <ExplainPage view={as(explainedEvent)} />],
    [
      "ticket-unknown",
      <TicketPage view={as(ticket({ requester: { name: "Scanner", address: "" }, others: [] }))} />,
    ],
    [
      "ticket-may-belong",
      <TicketPage view={as(ticket({ mayBelongTo: { number: 1301, subject: "Delivery to Bergen" } }))} />,
    ],
    [
      "ticket-moved",
      <TicketPage
        view={as(
          ticket({
            frame: frame({ flash: { kind: "done", text: "Saved." } }),
            moved: { who: "Jonas Lindqvist replied", text: "The tablet is signed out." },
            tab: "note",
            note: {
              text: "What was typed",
              nonce: "",
              draft: null,
              fault: { text: "Too long", field: "text", hint: null },
            },
          }),
        )}
      />,
    ],
    ["ticket-merged", <TicketPage view={as(ticket({ state: "closed", mergedInto: 1306 }))} />],
    ["ticket-merge", <TargetPage view={as(merging())} />],
    ["ticket-merge-none", <TargetPage view={as(merging({ candidates: [] }))} />],
    ["ticket-move", <TargetPage view={as(moving)} />],
    [
      "new-ticket",
      <NewTicketPage
        view={as({
          frame: frame(),
          nav: nav(),
          mailboxes: nav().mailboxes,
          form: {
            mailbox: "support@harbour.example",
            requester: "ann",
            subject: "",
            text: "",
            assignee: "me",
            send: false,
            nonce: "",
            draft: null,
            fault: { ...wrong, field: "requester" },
          },
        })}
      />,
    ],
    ["search", <SearchPage view={as(search())} />],
    ["search-none", <SearchPage view={as(search({ hits: [], count: null, next: null }))} />],
    ["held", <HeldPage view={as(held())} />],
    [
      "held-none",
      <HeldPage
        view={as(held({ mails: [], floodGroups: [], frame: frame({ section: "mail", held: 0 }) }))}
      />,
    ],
    [
      "queue",
      <QueuePage
        view={as({
          frame: mail,
          depth: 1412,
          oldest: now - 4000,
          entries: [
            {
              mail: "01jd000000000000000000000c",
              receivedAt: now - 4000,
              mailbox: "support@harbour.example",
              from: "ann@whitfield.example",
              size: 4100,
            },
          ],
        })}
      />,
    ],
    ["outgoing", <OutgoingPage view={as(outgoing())} />],
    [
      "outgoing-held",
      <OutgoingPage
        view={as(
          outgoing({
            show: "held",
            next: null,
            entries: outgoing()
              .entries.slice(1, 2)
              .map((entry) => ({ ...entry, delivery: { ...entry.delivery, status: "held" } })),
          }),
        )}
      />,
    ],
    [
      "caught",
      <CaughtPage
        view={as({
          frame: mail,
          own: true,
          mails: [
            {
              key: "01jd0000000000000000000008",
              time: now - 3_600_000,
              from: "support@harbour.example",
              to: ["tomasz@nordwind.example"],
              subject: "Re: Cannot log in after the password change",
              ticket: 1308,
            },
          ],
        })}
      />,
    ],
    ["mail", <MailPage view={as(mailPage())} />],
    [
      "mail-held",
      <MailPage
        view={as(
          mailPage({
            base: "/mails/01jd000000000000000000000a",
            back: "held",
            ticket: null,
            decisions: {
              ...{ mail: "01jd000000000000000000000a", at: "?cursor=7", candidate: 1306 },
              ...{ sends: false, onlyArchive: false },
              problem: {
                mail: "01jd000000000000000000000a",
                typed: "77",
                fault: { text: "Ticket 77 not found", field: null, hint: null },
              },
            },
          }),
        )}
      />,
    ],
    ["ticket-older", <TicketPage view={as(ticket({ frame: frame(), older: 17, earlier: true }))} />],
    [
      "text",
      <TextPage
        view={as({
          frame: frame(),
          title: "Cannot log in after the password change",
          back: { href: "/tickets/1308", label: "#1308 Cannot log in after the password change" },
          author: "Tomasz Zieliński",
          time: now - 3_600_000,
          base: "/tickets/1308/messages/01jd0000000000000000000001",
          text: "What stands in the second part.\n\nSee https://id.nordwind.example/log for the rest.",
          piece: 2,
          pieces: 3,
        })}
      />,
    ],
    [
      "headers",
      <HeadersPage
        view={as({
          frame: mail,
          base: "/mails/x",
          lines: "From: Ann <ann@whitfield.example>\nSubject: Hello",
        })}
      />,
    ],
    ...settingsPages(as),
    [
      "help",
      <HelpPage
        view={as({
          frame: frame({ section: "help" }),
          page: "first-steps",
          contents: [
            { page: "first-steps", title: "First steps" },
            { page: "keys", title: "Keyboard shortcuts" },
          ],
          markdown: helpText,
        })}
      />,
    ],
    [
      "error",
      <ErrorPage
        view={as({
          frame: frame(),
          status: 403,
          title: "The form has expired",
          text: "You were logged out and in again since the page was opened.",
          hint: null,
          typed: [{ name: "text", label: "Message", value: "Dear Ann,\n\nthank you" }],
          back: "/tickets/1308",
        })}
      />,
    ],
    [
      "error-rebuilding",
      <ErrorPage
        view={as({
          frame: outside,
          status: 503,
          title: "Being rebuilt",
          text: "Mail is received; 40 % is done.",
          hint: null,
          typed: [],
          back: null,
        })}
      />,
    ],
    [
      "mail-document",
      <MailDocument
        view={as({
          language: "en",
          css: "/assets/mail.css",
          html: "<p>Hello <b>there</b></p>",
          cut: true,
          problem: null,
          blocked: true,
          withPictures: "?pictures=1",
        })}
      />,
    ],
    [
      "mail-document-problem",
      <MailDocument
        view={as({
          language: "en",
          css: "/assets/mail.css",
          html: null,
          cut: false,
          problem: "The message could not be read: reading it takes longer than 5 s",
          blocked: false,
          withPictures: "?pictures=1",
        })}
      />,
    ],
  ];
  return pages.map(([name, page]) => [name, `<!doctype html>${String(page)}`]);
}
