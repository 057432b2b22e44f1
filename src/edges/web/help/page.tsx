import { textIn } from "../../../text/web.ts";
import { KeyList } from "../parts/keys.tsx";
import { Page } from "../parts/page.tsx";
import { Markdown } from "./markdown.tsx";
import type { HelpView } from "./view.ts";

/** /help/{page} */
export function HelpPage({ view }: { view: HelpView }) {
  const t = textIn(view.frame.language);
  const title = view.contents.find(({ page }) => page === view.page)?.title ?? t("help.title");
  return (
    <Page
      frame={view.frame}
      title={title}
      width="narrow"
      side={
        <nav class="side" aria-label={t("help.contents")}>
          <ul class="lists">
            {view.contents.map((entry) => (
              <li>
                <a href={`/help/${entry.page}`} aria-current={entry.page === view.page ? "page" : undefined}>
                  {entry.title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      }
    >
      <article class="help">
        <Markdown source={view.markdown} />
        {view.page === "keys" ? <KeyList language={view.frame.language} /> : null}
      </article>
    </Page>
  );
}
