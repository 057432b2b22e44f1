/** What is written and not sent: the reader's own draft, and those of colleagues. */
import { short } from "../bounds.ts";
import { Ago, MessageText } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import type { DraftMark, DraftView } from "./view.ts";

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

/** What a form knows of its draft: a script goes on with it. */
export const DraftInputs = ({ draft, nonce }: { draft: DraftMark | null; nonce: string }) => (
  <>
    <input type="hidden" name="draftAt" value={String(draft?.savedAt ?? "")} />
    <input type="hidden" name="writer" value={nonce} />
  </>
);

/**
 * Within the form: since when it is saved, and the buttons to save it without scripts and to discard it.
 * @param to the address of its draft
 * @param fields of the form that are kept
 * @param files whether the form takes files, which are not kept
 */
export function DraftFoot(props: {
  draft: DraftMark | null;
  to: string;
  fields: readonly string[];
  files?: boolean;
}) {
  const t = useText();
  const { draft, to } = props;
  const saved = t("draft.saved");
  return (
    <p
      class="draft-foot"
      data-draft-foot={`${to}/quiet`}
      data-fields={props.fields.join(" ")}
      data-saved-at={draft?.savedAt ?? ""}
      data-saved-by={draft?.writer ?? ""}
      data-saved={saved}
      data-saved-without={props.files ? t("draft.saved.files") : undefined}
      data-unsaved={t("draft.unsaved")}
      data-elsewhere={t("draft.elsewhere")}
    >
      <noscript>
        <button type="submit" class="button small quiet" formaction={`${to}/save`} formnovalidate>
          {t("draft.save")}
        </button>
      </noscript>
      <span class="hint" role="status" data-draft-said>
        {draft === null ? null : (
          <>
            {saved} <Ago at={draft.savedAt} />
          </>
        )}
      </span>
      <span class="draft-choice" data-draft-choice hidden>
        <button type="button" class="button small" data-draft-this>
          {t("draft.this")}
        </button>
        <button type="button" class="button small" data-draft-other>
          {t("draft.other")}
        </button>
      </span>
      <button
        type="submit"
        class="button small quiet"
        formaction={`${to}/discard`}
        formnovalidate
        data-draft-discard
        hidden={draft === null}
      >
        {t("draft.discard")}
      </button>
    </p>
  );
}
