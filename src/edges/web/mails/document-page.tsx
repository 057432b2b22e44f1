import { raw } from "hono/html";
import type { Language } from "../../../text/index.ts";
import { textIn } from "../../../text/web.ts";

export interface MailDocumentView {
  readonly language: Language;
  readonly css: string;
  /** Already sanitised. */
  readonly html: string | null;
  /** Whether the rest of it was cut off. */
  readonly cut: boolean;
  /** Why it cannot be shown. */
  readonly problem: string | null;
  /** Whether remote images were removed. */
  readonly blocked: boolean;
  /** Address of the same mail with remote images. */
  readonly withPictures: string;
}

/**
 * The document in the frame that shows a mail's HTML. Links open outside the frame. It has its own content security
 * policy, which allows no scripts, and nothing remote except images on request.
 */
export function MailDocument({ view }: { view: MailDocumentView }) {
  const t = textIn(view.language);
  return (
    <html lang={view.language}>
      <head>
        <meta charset="utf-8" />
        <title>{t("message.frame")}</title>
        <base target="_blank" />
        <link rel="stylesheet" href={view.css} />
      </head>
      <body>
        {view.blocked ? (
          <p class="mm-pictures">
            {t("message.pictures.why")}{" "}
            <a href={view.withPictures} target="_self">
              {t("message.pictures")}
            </a>
          </p>
        ) : null}
        {view.cut ? <p class="mm-pictures">{t("message.cut.html")}</p> : null}
        {view.problem ? (
          <p class="mm-pictures">{t("message.noView", { why: view.problem })}</p>
        ) : view.html === null ? (
          <p>{t("message.empty")}</p>
        ) : (
          <div class="mm-mail">{raw(view.html)}</div>
        )}
      </body>
    </html>
  );
}
