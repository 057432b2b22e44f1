import { textIn } from "../../../text/web.ts";
import { Head } from "../parts/bits.tsx";
import { Page } from "../parts/page.tsx";
import type { ErrorView } from "../view.ts";

/** Shows the fault, what to do, and what was typed, so that nothing is lost. */
export function ErrorPage({ view }: { view: ErrorView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={view.title} width="narrow">
      <div class="error">
        <p class="status" aria-hidden="true">
          {view.status}
        </p>
        <Head title={view.title} />
        <p>{view.text}</p>
        {view.hint ? <p class="hint">{view.hint}</p> : null}
        {view.typed.length > 0 ? (
          <section>
            <h2>{t("error.typed")}</h2>
            <p class="hint">{t("error.typed.why")}</p>
            {view.typed.map(({ name, label, value }) => (
              <div class="field">
                <label for={`typed-${name}`}>{label}</label>
                <textarea
                  id={`typed-${name}`}
                  readonly
                  rows={Math.min(12, value.split("\n").length + 1)}
                  dir="auto"
                >
                  {`\n${value}`}
                </textarea>
              </div>
            ))}
          </section>
        ) : null}
        <p>
          {view.back === null ? null : (
            <>
              <a class="button primary" href={view.back}>
                {t("error.form")}
              </a>{" "}
            </>
          )}
          <a class={view.back === null ? "button primary" : "button quiet"} href="/tickets">
            {t("error.back")}
          </a>
        </p>
      </div>
    </Page>
  );
}
