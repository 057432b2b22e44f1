import { lineWithout, queryParts, type SearchKey, searchKeys } from "../../../domain/search/index.ts";
import { LONGEST_NAME } from "../../../domain/views/index.ts";
import type { Language } from "../../../text/index.ts";
import { listText } from "../../../text/lists.ts";
import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Ago, Assignee, Empty, Requester, StateMark } from "../parts/bits.tsx";
import { useFrame, useText } from "../parts/context.ts";
import { Fault, Form } from "../parts/form.tsx";
import { count } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import type { Piece, SearchHit, SearchView } from "./view.ts";

/** /search */
export function SearchPage({ view }: { view: SearchView }) {
  const t = textIn(view.frame.language);
  const title = view.words ? t("search.titleFor", { words: view.words }) : t("search.title");
  return (
    <Page frame={view.frame} title={title} width="narrow">
      <h1 class="visually-hidden">{t("search.title")}</h1>
      <form class="search-form" action="/search" method="get">
        <input
          type="search"
          name="q"
          value={view.words}
          aria-label={t("search.words")}
          placeholder={t("search.words")}
          maxlength={500}
          autocomplete="off"
          autofocus={view.words === ""}
        />
        <button type="submit" class="button primary">
          {t("search.go")}
        </button>
      </form>
      <Fault fault={view.fault} />
      {view.fault === null && view.words !== "" ? <Understood view={view} /> : null}
      {view.indexed === undefined ? null : (
        <p class="hint" role="status">
          {t("search.indexing", view.indexed)}
        </p>
      )}
      {view.words === "" ? <p class="lead">{t("search.start")}</p> : <Hits view={view} />}
      <Filters open={view.words === "" || view.fault !== null} />
    </Page>
  );
}

/**
 * The filters of a search as they were understood, each with a link without it, and, where signs join them, everything else
 * as well; and saving the search as a view.
 */
function Understood({ view }: { view: SearchView }) {
  const t = useText();
  const parts = queryParts(view.words);
  const joined = parts.some((one) => one.is === "sign");
  const shown = parts.filter((one) => joined || one.is === "filter");
  return (
    <div class="understood">
      <ul class="chips" aria-label={t("search.chips")}>
        {shown.map((one) =>
          one.is === "sign" ? (
            <li class="sign">
              <bdi>{one.text}</bdi>
            </li>
          ) : (
            <li>
              <a
                class="chip"
                href={`/search?${new URLSearchParams({ q: lineWithout(parts, one) })}`}
                aria-label={t("search.chip.remove", { filter: short(one.text, 100) })}
              >
                <bdi>{short(one.text, 100)}</bdi>
                <Icon name="cross" />
              </a>
            </li>
          ),
        )}
      </ul>
      <div class="list-tools">
        <details class="drop">
          <summary class="button small">{t("views.save")}</summary>
          <Form action="/tickets/views" class="drop-form">
            <input type="hidden" name="list" value="/tickets" />
            <input type="hidden" name="id" value="" />
            <input type="hidden" name="query" value={view.words} />
            <input type="hidden" name="shared" value="nobody" />
            <label class="field">
              <span>{t("views.name")}</span>
              <input type="text" name="name" required maxlength={LONGEST_NAME} autocomplete="off" />
            </label>
            <button type="submit" class="button primary" name="do" value="save">
              {t("views.save.go")}
            </button>
          </Form>
        </details>
      </div>
    </div>
  );
}

function Hits({ view }: { view: SearchView }) {
  const t = textIn(view.frame.language);
  if (view.hits.length === 0) {
    if (view.fault) return null;
    return (
      <Empty title={t("search.none")}>
        <p>{t("search.none.text")}</p>
        {view.instead && view.instead.length > 0 ? (
          <>
            <p>{t("search.none.instead")}</p>
            <ul class="chips">
              {view.instead.map((line) => (
                <li>
                  <a class="chip" href={`/search?${new URLSearchParams({ q: line })}`}>
                    <bdi>{short(line, 200)}</bdi>
                  </a>
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </Empty>
    );
  }
  return (
    <>
      {view.count ? (
        <p class="hint" role="status">
          {counted(view.count, view.frame.language)}
        </p>
      ) : null}
      <ol class="hits" data-cursor>
        {view.hits.map((hit) => (
          <Hit hit={hit} />
        ))}
      </ol>
      {view.next ? (
        <p class="pages">
          <a
            class="button"
            rel="next"
            href={`/search?${new URLSearchParams({ q: view.words, cursor: view.next })}`}
          >
            {t("search.more")}
          </a>
        </p>
      ) : null}
    </>
  );
}

/** "5 messages in 2 tickets": what the rows below are, so that nobody looks for the rest. */
function counted({ tickets, messages }: NonNullable<SearchView["count"]>, language: Language): string {
  const t = textIn(language);
  const n = count(tickets.n, language);
  const shown = tickets.more ? t("search.ticketsMore", { n }) : t("search.tickets", { n: tickets.n });
  if (messages === null) return shown;
  const found = messages.more
    ? t("search.messagesMore", { n: count(messages.n, language) })
    : t("search.messages", { n: messages.n });
  return t("search.count", { messages: found, tickets: shown });
}

/** An example of each filter; those that are complete are links. */
const examples: Readonly<Record<SearchKey, { readonly example: string; readonly link?: true }>> = {
  state: { example: "state:open", link: true },
  waiting: { example: "waiting:desk", link: true },
  is: { example: "is:overdue", link: true },
  assignee: { example: "assignee:me", link: true },
  requester: { example: "requester:ann@example.org" },
  from: { example: "from:ann" },
  to: { example: "to:example.org" },
  subject: { example: "subject:invoice" },
  has: { example: "has:attachment", link: true },
  file: { example: "file:invoice.pdf" },
  mailbox: { example: "mailbox:support@example.org" },
  group: { example: 'group:"First line"' },
  priority: { example: "priority:urgent", link: true },
  category: { example: "category:Billing" },
  tag: { example: "tag:vip" },
  before: { example: "before:2026-03-01" },
  after: { example: "after:7d", link: true },
  number: { example: "number:12" },
};

function Filters({ open }: { open: boolean }) {
  const t = useText();
  return (
    <details class="search-filters" open={open}>
      <summary>{t("search.filters")}</summary>
      <dl>
        {searchKeys.map((key) => {
          const { example, link } = examples[key];
          const code = <code>{example}</code>;
          return (
            <div>
              <dt>{link ? <a href={`/search?${new URLSearchParams({ q: example })}`}>{code}</a> : code}</dt>
              <dd>{t(`search.filter.${key}`)}</dd>
            </div>
          );
        })}
      </dl>
      <p class="hint">
        {t("search.filters.more")} <a href="/help/searching">{t("search.filters.help")}</a>
      </p>
    </details>
  );
}

function Hit({ hit }: { hit: SearchHit }) {
  const t = useText();
  const { language } = useFrame();
  return (
    <li data-row>
      <p class="line">
        <a href={`/tickets/${hit.number}`} class="subject" data-open>
          <span class="number">#{hit.number}</span>{" "}
          <bdi>
            {hit.subject.length > 0 ? (
              <Marked pieces={hit.subject} />
            ) : (
              t(hit.erased ? "list.erased" : "list.noSubject")
            )}
          </bdi>
        </a>
      </p>
      <p class="snippet">
        <bdi>
          <Marked pieces={hit.snippet} />
        </bdi>
      </p>
      {hit.found && hit.found.files.length > 0 ? (
        <p class="snippet in-files">
          <Icon name="clip" /> {t("search.inFiles", { files: listText(language, hit.found.files) })}
        </p>
      ) : null}
      <p class="facts">
        <StateMark state={hit.state} />
        <Requester of={hit.requester} />
        <Assignee person={hit.assignee} />
        <Ago at={hit.found?.at ?? hit.updatedAt} />
      </p>
    </li>
  );
}

function Marked({ pieces }: { pieces: readonly Piece[] }) {
  return <>{pieces.map((piece) => (piece.hit ? <mark>{piece.text}</mark> : piece.text))}</>;
}
