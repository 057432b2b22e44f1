import { textIn } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Prose, When } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Page } from "../parts/page.tsx";
import type { TextPageView } from "./view.ts";

/** /tickets/{number}/messages/{id} and /mails/{id}/text: the whole text, in parts if it is very long. */
export function TextPage({ view }: { view: TextPageView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={short(view.title)} width="narrow">
      <header class="ticket-head">
        <p class="crumbs">
          <a href={view.back.href} aria-keyshortcuts="u">
            <bdi>{short(view.back.label, 300)}</bdi>
          </a>
        </p>
        <h1>
          <bdi>{short(view.author)}</bdi>
        </h1>
        <p class="facts">
          <When at={view.time} />
        </p>
      </header>
      <Pieces view={view} />
      <article class="message whole">
        <div class="body">
          <div class="plain">
            {view.text === "" ? <p class="hint">{t("message.empty")}</p> : <Prose text={view.text} />}
          </div>
        </div>
      </article>
      <Pieces view={view} />
    </Page>
  );
}

function Pieces({ view }: { view: TextPageView }) {
  const t = useText();
  const { base, piece, pieces } = view;
  if (pieces === 1) return null;
  return (
    <nav class="pages" aria-label={t("textpage.piece", { n: piece, of: pieces })}>
      {piece > 1 ? (
        <a class="button" rel="prev" href={`${base}?part=${piece - 1}`}>
          {t("textpage.previous")}
        </a>
      ) : (
        <span />
      )}
      <span class="hint">{t("textpage.piece", { n: piece, of: pieces })}</span>
      {piece < pieces ? (
        <a class="button" rel="next" href={`${base}?part=${piece + 1}`}>
          {t("textpage.next")}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}
