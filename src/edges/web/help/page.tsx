import { textIn } from "../../../text/web.ts";
import { KeyList } from "../parts/keys.tsx";
import { Page } from "../parts/page.tsx";
import { Markdown } from "./markdown.tsx";
import type { HelpView } from "./view.ts";

/** /help/{page}: the pages themselves are in English. */
export function HelpPage({ view }: { view: HelpView }) {
  const t = textIn(view.frame.language);
  const title = view.contents.find(({ page }) => page === view.page)?.title ?? t("help.title");
  return (
    <Page
      frame={view.frame}
      title={title}
      titleLanguage="en"
      width="narrow"
      side={
        <nav class="side" aria-label={t("help.contents")}>
          <ul class="lists" lang="en">
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
      <article class="help" lang="en">
        <Markdown source={view.markdown} />
        {view.page === "keys" ? (
          <div lang={view.frame.language}>
            <KeyList language={view.frame.language} />
          </div>
        ) : null}
      </article>
    </Page>
  );
}
