import { ticketNumber } from "../../../base/ids.ts";
import { type Text, type TextKey, textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Empty, PriorityMark, Tags } from "../parts/bits.tsx";
import { useFrame, useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { TicketSide, ticketsPath } from "../parts/sides.tsx";
import { kindIn, stateName } from "../parts/state.ts";
import type { Frame, Person } from "../view.ts";
import { selectedText } from "./bulk.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { Cells, Heads, StateCell } from "./list-columns.tsx";
import { ListHead } from "./list-head.tsx";
import type { TicketFilter, TicketRow, TicketsView } from "./view.ts";

/** /tickets: one list of tickets. */
export function TicketsPage({ view }: { view: TicketsView }) {
  const t = textIn(view.frame.language);
  const { filter } = view.nav;
  const name = view.shown?.view.name ?? listName(filter, view.nav.agents, t);
  return (
    <Page
      frame={view.frame}
      title={t("list.title.filter", { filter: name })}
      side={<TicketSide nav={view.nav} here />}
    >
      <ListHead view={view} name={name} />
      <p class="visually-hidden" role="status" data-live-status />
      {view.rows.length > 0 ? (
        <Rows view={view} />
      ) : (
        <div data-empty-list>
          <EmptyList view={view} />
        </div>
      )}
    </Page>
  );
}

/** The title of a list: its state or view, and the agent or mailbox. */
function listName(filter: TicketFilter, agents: readonly Person[], t: Text): string {
  const first = filter.state
    ? stateName(t, filter.state)
    : filter.view === "all"
      ? t("state.all")
      : t(`view.${filter.view ?? "todo"}`);
  const agent = agents.find(({ user }) => user === filter.agent)?.name ?? filter.agent;
  return [first, agent, filter.mailbox].filter((part) => part !== null).join(" · ");
}

function Rows({ view }: { view: TicketsView }) {
  const t = textIn(view.frame.language);
  return (
    <>
      <Form action="/tickets/bulk" class="bulk">
        <input type="hidden" name="list" value={view.here} />
        <table class="tickets" data-cursor>
          <thead>
            <Heads view={view} />
          </thead>
          <tbody>
            {view.rows.map((row) => (
              <Row row={row} view={view} />
            ))}
          </tbody>
        </table>
        <BulkBar view={view} />
      </Form>
      <nav class="pages">
        {view.later ? <a href={ticketsPath(view.nav.filter)}>{t("list.newest")}</a> : <span />}
        {view.next ? (
          <a class="button" rel="next" href={ticketsPath(view.nav.filter, view.next)}>
            {t("list.older")}
          </a>
        ) : null}
      </nav>
    </>
  );
}

function Row({ row, view }: { row: TicketRow; view: TicketsView }) {
  const t = useText();
  const { columns } = view.choice;
  const kind = kindIn(useFrame().states, row.state);
  return (
    <tr class={`ticket ${kind} ${row.unread ? "unread" : ""}`} data-row>
      <td class="c-select">
        <input
          type="checkbox"
          name="ticket"
          value={selectedText({ number: ticketNumber(row.number), version: row.version })}
          aria-label={t("list.select", { number: String(row.number) })}
        />
      </td>
      <StateCell row={row} view={view} />
      <td class="c-subject">
        <div class="line">
          {kind === "final" ? null : <Turn of={row.waitingFor} />}
          <a href={`/tickets/${row.number}`} class="subject" data-open>
            {row.unread ? <span class="visually-hidden">{t("list.unread")} </span> : null}
            <span class="number">#{row.number}</span>{" "}
            <bdi>{short(row.subject || t(row.erased ? "list.erased" : "list.noSubject"))}</bdi>
          </a>
          {row.messages > 1 ? (
            <span class="messages" title={t("list.messages", { n: row.messages })}>
              {row.messages}
            </span>
          ) : null}
          <bdi class="preview">{short(row.preview, 300)}</bdi>
          {columns.includes("priority") ? <PriorityMark priority={row.priority} /> : null}
          {row.category && columns.includes("category") ? (
            <bdi class="category">{short(row.category, 100)}</bdi>
          ) : null}
          {columns.includes("tags") ? <Tags tags={row.tags} /> : null}
          {row.undelivered > 0 ? (
            <span class="undelivered">
              <Icon name="warn" />
              {t("list.undelivered")}
            </span>
          ) : null}
        </div>
      </td>
      <Cells row={row} view={view} />
    </tr>
  );
}

/** Whose turn it is: who wrote last waits for the other. */
function Turn({ of }: { of: TicketRow["waitingFor"] }) {
  const text = useText()(`list.turn.${of}`);
  return (
    <span class={`turn ${of}`} title={text}>
      <span class="visually-hidden">{text}</span>
    </span>
  );
}

function EmptyList({ view }: { view: TicketsView }) {
  const t = textIn(view.frame.language);
  const { filter } = view.nav;
  if (!view.any) return <NoTicketYet frame={view.frame} mailbox={view.firstMailbox} />;
  const [title, text] = emptyWords(filter, view.frame);
  return (
    <Empty title={t(title)}>
      {text === null ? null : <p>{t(text)}</p>}
      <p>
        <a class="button" href="/tickets?view=all">
          {t("list.empty.all")}
        </a>
      </p>
    </Empty>
  );
}

function NoTicketYet({ frame, mailbox }: { frame: Frame; mailbox: string | null }) {
  const t = textIn(frame.language);
  return (
    <Empty title={t("list.empty.none")}>
      {mailbox ? (
        <p>
          {t("list.empty.none.how")} <b>{mailbox}</b>.
        </p>
      ) : null}
      <p class="head-actions">
        <a class="button" href="/help/mail-routes">
          {t("list.empty.none.help")}
        </a>
        <a class="button" href="/tickets/new">
          {t("nav.new")}
        </a>
      </p>
    </Empty>
  );
}

function emptyWords(
  filter: TicketFilter,
  { states }: Frame,
): readonly [title: TextKey, text: TextKey | null] {
  const filtered = filter.agent !== null || filter.mailbox !== null;
  if (filtered) return ["list.empty.filter", "list.empty.filter.text"];
  if (filter.view === "mine") return ["list.empty.mine", "list.empty.mine.text"];
  if (filter.view === "groups") return ["list.empty.groups", "list.empty.groups.text"];
  if (filter.view === null && filter.state === null) return ["list.empty.todo", "list.empty.todo.text"];
  if (filter.state !== null && kindIn(states, filter.state) === "initial")
    return ["list.empty.new", "list.empty.new.text"];
  if (filter.state === "overdue") return ["list.empty.overdue", "list.empty.overdue.text"];
  return ["list.empty.here", null];
}
