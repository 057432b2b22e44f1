/** What is written and not sent: the reader's own draft, and those of colleagues. */
import { short } from "../bounds.ts";
import { Ago, MessageText } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import type { DraftView, TicketView } from "./view.ts";

/** Above the form: who else is writing what. */
export function Drafts({ drafts }: { drafts: readonly DraftView[] }) {
  const t = useText();
  return drafts.map(({ who, kind, at, to, text }) => (
    <details class="draft-of">
      <summary>
        <span>{t(kind === "note" ? "draft.of.note" : "draft.of", { who: short(who) })}</span> <Ago at={at} />
      </summary>
      {to === "" ? null : (
        <p class="hint">
          {t("reply.to")} <bdi>{short(to, 300)}</bdi>
        </p>
      )}
      <MessageText text={text} />
    </details>
  ));
}

/** Within the form: since when it is saved, and the buttons to save it without scripts and to discard it. */
export function DraftFoot({ view, kind }: { view: TicketView; kind: "reply" | "note" }) {
  const t = useText();
  const { savedAt } = view[kind];
  const to = `/tickets/${view.number}/draft/${kind}`;
  return (
    <p
      class="draft-foot"
      data-draft-foot={`${to}/quiet`}
      data-saved-at={savedAt ?? ""}
      data-saved={t("draft.saved")}
      data-unsaved={t("draft.unsaved")}
    >
      <noscript>
        <button type="submit" class="button small quiet" formaction={`${to}/save`} formnovalidate>
          {t("draft.save")}
        </button>
      </noscript>
      <span class="hint" role="status" data-draft-said>
        {savedAt === null ? null : (
          <>
            {t("draft.saved")} <Ago at={savedAt} />
          </>
        )}
      </span>
      <button
        type="submit"
        class="button small quiet"
        formaction={`${to}/discard`}
        formnovalidate
        data-discard
        hidden={savedAt === null}
      >
        {t("draft.discard")}
      </button>
    </p>
  );
}
