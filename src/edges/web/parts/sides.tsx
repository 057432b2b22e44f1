/** The left columns: lists of tickets, and the parts of Mail, Settings and Help. */
import type { Kind } from "../../../domain/lifecycle/index.ts";
import type { TextKey } from "../../../text/web.ts";
import type { TicketFilter, TicketNav } from "../tickets/view.ts";
import type { Frame } from "../view.ts";
import { useFrame, useText } from "./context.ts";
import { count } from "./format.ts";
import { kindIn, stateName } from "./state.ts";

/** The URL of a list of tickets; null values are left out. */
export function ticketsPath(filter: Partial<TicketFilter>, cursor: string | null = null): string {
  const query = new URLSearchParams();
  for (const name of ["state", "view", "saved", "agent", "mailbox"] as const) {
    const value = filter[name];
    if (value) query.set(name, value);
  }
  if (cursor) query.set("cursor", cursor);
  const text = query.toString();
  return text ? `/tickets?${text}` : "/tickets";
}

/** The lists by state, with the overdue tickets after those that wait for us. */
function listsOf({ byState, overdue }: TicketNav["counts"], states: Frame["states"]) {
  const all = byState.map(({ state, n }) => ({ state, n, kind: kindIn(states, state) }));
  const isOurs = ({ kind }: { readonly kind: Kind }) => kind === "initial" || kind === "active";
  return [
    ...all.filter(isOurs),
    { state: "overdue", n: overdue, kind: null },
    ...all.filter((one) => !isOurs(one)),
  ];
}

/** The lists with their counts, and the filters. */
export function TicketSide({ nav, here }: { nav: TicketNav; here: boolean }) {
  const t = useText();
  const { filter, counts } = nav;
  const lists = listsOf(counts, useFrame().states);
  const firstActive = lists.find(({ kind }) => kind === "active")?.state;
  const keep = { agent: filter.agent, mailbox: filter.mailbox };
  const views = nav.inGroup ? (["mine", "groups", "unassigned"] as const) : (["mine", "unassigned"] as const);
  return (
    <nav class="side" aria-label={t("nav.lists")}>
      <ul class="lists">
        <SideLink
          to={ticketsPath(keep)}
          name={t("view.todo")}
          kind="todo"
          n={counts.todo}
          current={here && filter.state === null && filter.view === null && !filter.saved}
        />
        {lists.map(({ state, n, kind }) => (
          <SideLink
            to={ticketsPath({ ...keep, state })}
            name={stateName(t, state)}
            kind={state}
            n={n}
            current={here && filter.state === state}
            go={kind === "initial" ? "n" : state === firstActive ? "o" : undefined}
          />
        ))}
        <SideLink
          to={ticketsPath({ ...keep, view: "all" })}
          name={t("state.all")}
          kind="all"
          n={counts.all}
          go="a"
          current={here && filter.view === "all"}
        />
      </ul>
      <ul class="lists">
        {views.map((view) => (
          <SideLink
            to={ticketsPath({ ...keep, view })}
            name={t(`view.${view}`)}
            kind={view}
            n={counts[view]}
            go={view === "mine" ? "i" : undefined}
            current={here && filter.view === view}
          />
        ))}
      </ul>
      <SavedList nav={nav} here={here} />
      <Filters nav={nav} />
    </nav>
  );
}

/** Saved views: one's own, then those that are shared. */
function SavedList({ nav, here }: { nav: TicketNav; here: boolean }) {
  const t = useText();
  if (nav.saved.length === 0) return null;
  const own = nav.saved.filter(({ shared }) => shared.with === "nobody");
  const others = nav.saved.filter(({ shared }) => shared.with !== "nobody");
  return (
    <section aria-labelledby="side-saved">
      <h2 class="side-name" id="side-saved">
        {t("views.title")}
      </h2>
      <ul class="lists">
        {[...own, ...others].map(({ id, name, counted }) => (
          <SideLink
            to={ticketsPath({ saved: id })}
            name={name}
            kind={`saved-${id}`}
            n={counted?.n ?? null}
            more={counted?.more}
            current={here && nav.filter.saved === id}
          />
        ))}
      </ul>
    </section>
  );
}

function SideLink(props: {
  readonly to: string;
  readonly name: string;
  readonly kind: string;
  /** Null if it is not counted. */
  readonly n: number | null;
  /** Whether there may be more. */
  readonly more?: boolean | undefined;
  readonly current: boolean;
  readonly go?: string | undefined;
}) {
  const { language } = useFrame();
  return (
    <li>
      <a
        href={props.to}
        class={`list-${props.kind}`}
        aria-current={props.current ? "page" : undefined}
        data-go={props.go}
      >
        <bdi>{props.name}</bdi>
        {props.n === null ? null : (
          <span class={`n ${props.n === 0 && !props.more ? "zero" : ""}`} data-count={props.kind}>
            {count(props.n, language)}
            {props.more ? "+" : null}
          </span>
        )}
      </a>
    </li>
  );
}

function Filters({ nav }: { nav: TicketNav }) {
  const t = useText();
  const { filter } = nav;
  const active = filter.agent !== null || filter.mailbox !== null;
  return (
    <details class="filters" open={active}>
      <summary>{t("nav.filter")}</summary>
      <form method="get" action="/tickets" data-submit-on-change>
        {filter.state ? <input type="hidden" name="state" value={filter.state} /> : null}
        {filter.view ? <input type="hidden" name="view" value={filter.view} /> : null}
        <label for="filter-agent">{t("nav.agents")}</label>
        <select id="filter-agent" name="agent">
          <option value="">{t("nav.everyone")}</option>
          {nav.agents.map((agent) => (
            <option value={agent.user} selected={agent.user === filter.agent}>
              {agent.name}
            </option>
          ))}
        </select>
        <label for="filter-mailbox">{t("nav.mailboxes")}</label>
        <select id="filter-mailbox" name="mailbox">
          <option value="">{t("nav.allMailboxes")}</option>
          {nav.mailboxes.map((mailbox) => (
            <option value={mailbox.address} selected={mailbox.address === filter.mailbox}>
              {mailbox.name || mailbox.address}
            </option>
          ))}
        </select>
        <button type="submit" class="button small">
          {t("nav.apply")}
        </button>
      </form>
    </details>
  );
}

interface Entry {
  readonly to: string;
  readonly name: TextKey;
  readonly badge?: number;
  /** Whether the badge counts problems. */
  readonly bad?: boolean;
}

function PlainSide(props: {
  readonly entries: readonly Entry[];
  readonly current: string;
  /** A second group with its own heading. */
  readonly more?: { readonly name: TextKey; readonly entries: readonly Entry[] };
}) {
  const t = useText();
  const { entries, current, more } = props;
  return (
    <nav class="side" aria-label={t("nav.section")}>
      <PlainList entries={entries} current={current} />
      {more ? (
        <section aria-labelledby="side-more">
          <h2 class="side-name" id="side-more">
            {t(more.name)}
          </h2>
          <PlainList entries={more.entries} current={current} />
        </section>
      ) : null}
    </nav>
  );
}

function PlainList({ entries, current }: { entries: readonly Entry[]; current: string }) {
  const t = useText();
  return (
    <ul class="lists">
      {entries.map((entry) => (
        <li>
          <a href={entry.to} aria-current={entry.to === current ? "page" : undefined}>
            <span>{t(entry.name)}</span>
            {entry.badge === undefined ? null : (
              <span class={`n ${entry.badge === 0 ? "zero" : entry.bad ? "bad" : ""}`}>{entry.badge}</span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The parts of Mail. */
export function MailSide({ current }: { current: string }) {
  const frame = useFrame();
  const entries: readonly Entry[] = [
    { to: "/mails/held", name: "mail.held", badge: frame.held },
    { to: "/mails/queue", name: "mail.queue" },
    { to: "/outgoing", name: "mail.outgoing" },
    { to: "/caught", name: "mail.caught" },
  ];
  return <PlainSide current={current} entries={entries} />;
}

/** The parts of Settings, and those about the machine and the program. */
export function SettingsSide({ current }: { current: string }) {
  const { problems, box } = useFrame();
  const entries: readonly Entry[] = [
    { to: "/settings/mailboxes", name: "settings.mailboxes" },
    { to: "/settings/imap", name: "settings.imap" },
    { to: "/settings/incoming", name: "settings.incoming" },
    { to: "/settings/outgoing", name: "settings.outgoing" },
    { to: "/settings/service", name: "settings.service" },
    { to: "/settings/oauth", name: "settings.oauth" },
    { to: "/settings/domains", name: "settings.domains" },
    { to: "/settings/people", name: "settings.people" },
    { to: "/settings/directory", name: "settings.directory" },
    { to: "/settings/groups", name: "settings.groups" },
    { to: "/settings/rules", name: "settings.rules" },
    { to: "/settings/templates", name: "settings.templates" },
    { to: "/settings/tokens", name: "settings.tokens" },
    { to: "/settings/webhooks", name: "settings.webhooks" },
  ];
  const system: readonly Entry[] = [
    { to: "/system/health", name: "system.health", badge: problems, bad: true },
    { to: "/system/certificate", name: "system.certificate" },
    { to: "/system/backups", name: "system.backups" },
    ...(box
      ? ([
          { to: "/system/network", name: "system.network" },
          { to: "/system/updates", name: "system.updates" },
          { to: "/system/console", name: "system.console" },
          { to: "/system/support", name: "system.support" },
        ] as const)
      : []),
  ];
  return <PlainSide current={current} entries={entries} more={{ name: "nav.system", entries: system }} />;
}
