/** The frame of every page: document, top bar, message about what was just done. */
import type { Child } from "hono/jsx";
import { directionOf, type Language } from "../../../text/index.ts";
import { type TextKey, textIn } from "../../../text/web.ts";
import { type Frame, type Section, themes } from "../view.ts";
import { FrameContext, useFrame, useText } from "./context.ts";
import { WithFaults } from "./faults.tsx";
import { Form } from "./form.tsx";
import { Icon, Mark } from "./icons.tsx";
import { KeysDialog, Palette } from "./keys.tsx";

interface PageProps {
  readonly frame: Frame;
  readonly title: string;
  /** The title's language, if it is not the page's. */
  readonly titleLanguage?: Language;
  /** The left column. */
  readonly side?: Child;
  /** "narrow" for forms and reading, "wide" for lists. */
  readonly width?: "narrow" | "wide";
  /** Whether problems with the program are shown at the top; not if the page itself is about them. */
  readonly banner?: boolean;
  readonly children?: Child;
}

/** A complete page, from <html> on. */
export function Page({ frame, title, side, width = "wide", banner = true, children, ...more }: PageProps) {
  const t = textIn(frame.language);
  return (
    <FrameContext.Provider value={frame}>
      <html
        lang={frame.language}
        dir={directionOf(frame.language)}
        data-theme={frame.theme}
        data-keys={frame.keys ? "on" : "off"}
        data-zone={frame.zone}
        {...liveTexts(frame)}
      >
        <head>
          <meta charset="utf-8" />
          <title lang={more.titleLanguage}>{`${title} · ${t("app.name")}`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="icon" href={frame.assets.icon} type="image/svg+xml" />
          <link rel="manifest" href={frame.assets.manifest} />
          <link rel="stylesheet" href={frame.assets.css} />
          <script type="module" src={frame.assets.js} />
        </head>
        <body>
          <a class="skip" href="#main">
            {t("app.skip")}
          </a>
          {frame.reader ? <Bar /> : null}
          <Unsaved />
          {banner ? <Banner /> : null}
          <div class={side ? "layout" : "layout alone"}>
            {side ?? null}
            <main id="main" class={width} tabindex={-1}>
              <Flash />
              <WithFaults>{children}</WithFaults>
            </main>
          </div>
          {frame.reader ? (
            <>
              <KeysDialog />
              <Palette />
            </>
          ) : null}
        </body>
      </html>
    </FrameContext.Provider>
  );
}

/** What the script that follows changes needs, on pages of tickets: where its worker is, how far the page has seen, and what it says. */
function liveTexts({ reader, section, assets, seen, language }: Frame): Readonly<Record<string, string>> {
  if (reader === null || section !== "tickets") return {};
  const t = textIn(language);
  return {
    "data-live-worker": assets.live,
    "data-seen": seen,
    "data-looking": t("live.looking", { name: "#" }),
    "data-replying": t("live.replying", { name: "#" }),
    "data-icon": assets.icon,
    "data-close": t("notice.close"),
    "data-news": t("live.news"),
    "data-show": t("live.show"),
    "data-new-one": t("live.new.one"),
    "data-new-many": t("live.new.many", { count: "#" }),
  };
}

/** What was just done, or why it was not. */
function Flash() {
  const { flash } = useFrame();
  const t = useText();
  if (flash === null) return null;
  const problem = flash.kind === "problem";
  return (
    <div
      class={`flash ${flash.kind}`}
      role={problem ? "alert" : "status"}
      data-flash={flash.kind}
      {...(problem ? { tabindex: -1, autofocus: true } : {})}
    >
      <Icon name={problem ? "warn" : "check"} />
      <span>{flash.text}</span>
      {flash.undo ? (
        <span data-within={flash.undo.within}>
          <Form action={flash.undo.action} class="inline">
            {Object.entries(flash.undo.fields).map(([name, value]) => (
              <input type="hidden" name={name} value={value} />
            ))}
            <button type="submit" class="button small" aria-keyshortcuts="z">
              {t(flash.undo.label)}
            </button>
          </Form>
        </span>
      ) : null}
    </div>
  );
}

/** A line for everyone while nothing can be saved. */
function Unsaved() {
  const { unsaved } = useFrame();
  const t = useText();
  if (!unsaved) return null;
  return (
    <div class="banner" role="status">
      <Icon name="warn" />
      <span>{t("app.unsaved")}</span>
    </div>
  );
}

/** A line about problems with the program, for administrators. */
function Banner() {
  const { problems } = useFrame();
  const t = useText();
  if (problems === 0) return null;
  return (
    <aside class="banner" aria-label={t("system.health")}>
      <Icon name="warn" />
      <span>{t("health.banner", { n: problems })}</span>
      <a href="/system/health">{t("health.banner.go")}</a>
    </aside>
  );
}

function Bar() {
  const frame = useFrame();
  const t = useText();
  return (
    <header class="bar">
      <a class="brand" href="/tickets" aria-label={t("app.name")}>
        <Mark />
        <span class="wordmark">
          Mail<b>Manager</b>
        </span>
      </a>
      <nav class="main-nav" aria-label={t("nav.main")}>
        <BarLink to="/tickets" section="tickets" name="nav.tickets" go="t" />
        <BarLink to="/search" section="search" name="nav.search" go="s" />
        <BarLink to="/mails/held" section="mail" name="nav.mail" go="m" badge={frame.held} />
        {frame.reader?.settings ? (
          <BarLink to="/settings/mailboxes" section="settings" name="nav.settings" go="e" />
        ) : null}
        {frame.reader?.system && frame.box ? (
          <BarLink to="/system/updates" section="system" name="nav.system" go="y" />
        ) : null}
        <BarLink to={frame.help} section="help" name="nav.help" go="h" />
      </nav>
      {frame.catching ? (
        <a class="catching" href="/caught">
          {t("app.catching")}
        </a>
      ) : null}
      <search class="find">
        <form action="/search" method="get">
          <Icon name="search" />
          <input
            type="search"
            name="q"
            value={frame.words}
            placeholder={t("app.search")}
            aria-label={t("app.search")}
            aria-keyshortcuts="/"
            autocomplete="off"
            maxlength={500}
          />
          <button type="submit" class="visually-hidden">
            {t("app.search.go")}
          </button>
        </form>
      </search>
      <a class="button bar-new" href="/tickets/new" aria-keyshortcuts="c" title={t("nav.new")}>
        <Icon name="plus" />
        <span>{t("nav.new")}</span>
      </a>
      <ReaderMenu />
    </header>
  );
}

function BarLink(props: {
  readonly to: string;
  readonly section: Section;
  readonly name: TextKey;
  readonly go: string;
  readonly badge?: number;
}) {
  const frame = useFrame();
  // Only on an appliance is System large enough to be a section of its own.
  const section = frame.section === "system" && !frame.box ? "settings" : frame.section;
  const t = useText();
  return (
    <a href={props.to} data-go={props.go} aria-current={section === props.section ? "true" : undefined}>
      {t(props.name)}
      {props.badge ? <span class="badge">{props.badge}</span> : null}
    </a>
  );
}

function ReaderMenu() {
  const frame = useFrame();
  const t = useText();
  if (!frame.reader) return null;
  return (
    <div class="reader">
      <button type="button" class="reader-button" popovertarget="reader-menu">
        <span class="initials">{initials(frame.reader.name)}</span>{" "}
        <span class="visually-hidden">{t("app.menu", { name: frame.reader.name })}</span>
        <Icon name="down" />
      </button>
      <div id="reader-menu" class="menu" popover="auto">
        <p class="menu-name">
          <b>{frame.reader.name}</b>
          <span>{frame.reader.user}</span>
        </p>
        <a href="/account">{t("menu.profile")}</a>
        <a href="/help/keys" data-show-keys>
          {t("menu.keys.show")}
        </a>
        <Form action="/preferences" class="menu-form">
          <span class="menu-label" id="menu-theme">
            {t("menu.theme")}
          </span>
          <fieldset class="segments" aria-labelledby="menu-theme">
            {themes.map((theme) => (
              <button type="submit" name="theme" value={theme} aria-pressed={String(frame.theme === theme)}>
                {t(`theme.${theme}`)}
              </button>
            ))}
          </fieldset>
          <span class="menu-label" id="menu-keys">
            {t("menu.keys")}
          </span>
          <button type="submit" name="keys" value={frame.keys ? "off" : "on"} aria-describedby="menu-keys">
            {t(frame.keys ? "menu.keys.off" : "menu.keys.on")}
          </button>
        </Form>
        <Form action="/logout">
          <button type="submit" class="menu-out">
            {t("menu.logout")}
          </button>
        </Form>
      </div>
    </div>
  );
}

/** The initials of a name's first and last word; "?" for none. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = words.at(0);
  const last = words.length > 1 ? words.at(-1) : undefined;
  const letter = (word: string | undefined) => (word ? String.fromCodePoint(word.codePointAt(0) ?? 63) : "");
  return (letter(first) + letter(last)).toUpperCase() || "?";
}
