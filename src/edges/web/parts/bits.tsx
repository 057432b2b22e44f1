/** Small elements of many pages: times, states, people. */
import type { Child } from "hono/jsx";
import type { Address } from "../../../domain/mail/index.ts";
import type { Priority, State } from "../../../domain/ticket/types.ts";
import { listText } from "../../../text/lists.ts";
import { isLong, most, short } from "../bounds.ts";
import type { CutView, Person } from "../view.ts";
import { useFrame, useText } from "./context.ts";
import { age, bytes, dayTime, distance, exact, iso, nearness } from "./format.ts";
import { Icon } from "./icons.tsx";
import { withLinks } from "./links.ts";
import { kindIn, stateName } from "./state.ts";

/** How long ago, exact on hover; a script updates it while the page is open. */
export function Ago({ at }: { at: number }) {
  const { now, zone, language } = useFrame();
  return (
    <time class="ago" datetime={iso(at)} title={exact(at, zone, language)} data-ago>
      {age(at, now, zone, language)}
    </time>
  );
}

/** Day and time, exact on hover. */
export function When({ at }: { at: number }) {
  const { now, zone, language } = useFrame();
  return (
    <time datetime={iso(at)} title={exact(at, zone, language)}>
      {dayTime(at, now, zone, language)}
    </time>
  );
}

/** A number of bytes. */
export function Size({ of }: { of: number }) {
  return <>{bytes(of, useFrame().language)}</>;
}

/** A due time, highlighted as it comes closer, or when people are warned of it; nothing in a final state, in which it no longer matters. */
export function Due({ at, state, soon = false }: { at: number; state: State; soon?: boolean }) {
  const { now, zone, language, states } = useFrame();
  const t = useText();
  if (kindIn(states, state) === "final") return null;
  const near = soon && at >= now ? "soon" : nearness(at, now);
  const time = distance(at, now, language);
  return (
    <time class={`due ${near}`} datetime={iso(at)} title={exact(at, zone, language)}>
      {near === "late" || near === "soon" ? <Icon name="clock" /> : null}
      {at < now ? t("due.late", { time }) : t("due.in", { time })}
    </time>
  );
}

/** The state as an icon of its kind with its name; kinds differ in shape as well as in colour. */
export function StateMark({ state, overdue = false }: { state: State; overdue?: boolean }) {
  const t = useText();
  const kind = kindIn(useFrame().states, state);
  return (
    <span class={`state ${kind} ${overdue ? "overdue" : ""}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
        <circle class="ring" cx="6" cy="6" r="4.5" />
        {kind === "initial" ? <circle class="fill" cx="6" cy="6" r="4.5" /> : null}
        {kind === "active" ? <path class="fill" d="M6 1.5a4.5 4.5 0 0 1 0 9z" /> : null}
        {kind === "waiting" ? <path class="stroke" d="M4.7 4v4M7.3 4v4" /> : null}
        {kind === "final" ? <path class="stroke" d="m3.9 6.2 1.5 1.5 2.8-3.2" /> : null}
      </svg>
      {stateName(t, state)}
    </span>
  );
}

/** The priority, unless it is normal. */
export function PriorityMark({ priority }: { priority: Priority }) {
  const t = useText();
  if (priority === "normal") return null;
  return <span class={`priority ${priority}`}>{t(`priority.${priority}`)}</span>;
}

/** A person's name, or "Nobody". */
export function Assignee({ person }: { person: Person | null }) {
  const t = useText();
  if (!person) return <span class="nobody">{t("list.nobody")}</span>;
  return <span title={short(person.user)}>{short(person.name)}</span>;
}

/** A ticket's requester by name, or that nobody knows whom to reply to. */
export function Requester({ of, full = false }: { of: Address; full?: boolean }) {
  const t = useText();
  if (of.address !== "") return full ? <FullAddress of={of} /> : <Name of={of} />;
  return (
    <span class="nobody">
      {of.name ? (
        <>
          <bdi>{short(of.name)}</bdi> ({t("ticket.requester.noAddress")})
        </>
      ) : (
        t("ticket.requester.unknown")
      )}
    </span>
  );
}

/** The name of an address, with the address on hover; the address if it has no name. */
function Name({ of }: { of: Address }) {
  return (
    <bdi title={short(of.address)} class="name">
      {short(of.name || of.address)}
    </bdi>
  );
}

/** Name and address, both visible: a name alone can be deceptive. */
export function FullAddress({ of }: { of: Address }) {
  if (!of.name || of.name === of.address) return <bdi class="address">{short(of.address)}</bdi>;
  return (
    <span class="address">
      <bdi>{short(of.name)}</bdi> <bdi class="addr">{`<${short(of.address)}>`}</bdi>
    </span>
  );
}

/** A list of addresses, limited to the first ones. */
export function Addresses({ of }: { of: readonly Address[] }) {
  return (
    <>
      {of.slice(0, most.addresses).map((address, i) => (
        <>
          {i > 0 ? ", " : null}
          <FullAddress of={address} />
        </>
      ))}
      <More of={of} shown={most.addresses} />
    </>
  );
}

/** How many of a list are left out; nothing if all are shown. */
export function More({ of, shown }: { of: readonly unknown[]; shown: number }) {
  const t = useText();
  if (of.length <= shown) return null;
  const n = of.length - shown;
  return <span class="hint"> {t("more", { n })}</span>;
}

/** Addresses without names, on one line. */
export function AddressLine({ of }: { of: readonly string[] }) {
  const { language } = useFrame();
  const shown = of.slice(0, most.addresses).map((address) => short(address));
  return (
    <>
      <bdi>{listText(language, shown)}</bdi>
      <More of={of} shown={most.addresses} />
    </>
  );
}

/** A note that only the beginning of a text is shown, with a link to all of it. */
export function Cut({ cut }: { cut: CutView | null }) {
  const t = useText();
  if (cut === null) return null;
  return (
    <p class="hint cut">
      {t("message.cut", { shown: cut.shown, of: cut.of })} <a href={cut.href}>{t("message.showAll")}</a>
    </p>
  );
}

/** A ticket's tags. */
export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <span class="tags">
      {tags.slice(0, most.tags).map((tag) => (
        <bdi class="tag">{short(tag, 100)}</bdi>
      ))}
      <More of={tags} shown={most.tags} />
    </span>
  );
}

/** The text of a mail or note, with web addresses as links. */
export function Prose({ text }: { text: string }) {
  return (
    <div class="prose" dir="auto">
      {withLinks(text).map((piece) =>
        piece.href ? (
          <a href={piece.href} rel="noreferrer noopener nofollow" target="_blank">
            {piece.text}
          </a>
        ) : (
          piece.text
        ),
      )}
    </div>
  );
}

/** The text of a message in its conversation: a long one scrolls in a box, so that the reply form stays in reach. */
export function MessageText({ text }: { text: string }) {
  const t = useText();
  if (!isLong(text)) return <Prose text={text} />;
  return (
    <section class="long" tabindex={0} aria-label={t("message.text")}>
      <Prose text={text} />
    </section>
  );
}

/** What an empty list shows: what that means, and what to do. */
export function Empty({ title, children }: { title: string; children?: Child }) {
  return (
    <section class="empty">
      <svg viewBox="0 0 64 48" width="64" height="48" aria-hidden="true" focusable="false">
        <rect x="6" y="8" width="52" height="36" rx="6" />
        <path d="m16 34V18l16 13 16-13v16" />
      </svg>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** The heading of a page with its actions. */
export function Head({ title, lead, children }: { title: string; lead?: string; children?: Child }) {
  return (
    <header class="head">
      <div>
        <h1>{title}</h1>
        {lead ? <p class="lead">{lead}</p> : null}
      </div>
      {children ? <div class="head-actions">{children}</div> : null}
    </header>
  );
}
