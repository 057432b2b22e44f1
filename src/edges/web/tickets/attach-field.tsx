import { Size } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { useFocus } from "../parts/faults.tsx";
import { FieldFault, faultText } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import type { StagedFile } from "../server/staged-files.ts";
import type { FormFault } from "../view.ts";

/** The most bytes of a reply's attachments. */
const MOST_ATTACHED = 25 * 1024 * 1024;

/**
 * Files to attach. Those of a form that was not accepted are still there, and can be left out; a script lists the chosen
 * ones, and says at once if they are too large.
 */
export function AttachField({ kept, fault }: { kept: readonly StagedFile[]; fault: FormFault | null }) {
  const t = useText();
  const own = fault?.field === "files" ? faultText(fault) : null;
  const focus = useFocus("reply-files", own);
  return (
    <div class="attach" data-files={String(MOST_ATTACHED)}>
      <label class="attach-pick">
        <Icon name="clip" />
        <span>{t("reply.files")}</span>
        <input
          type="file"
          name="files"
          id="reply-files"
          multiple
          autofocus={focus}
          aria-describedby={
            own === null ? "reply-files-too-large" : "reply-files-fault reply-files-too-large"
          }
          {...(own === null ? {} : { "aria-invalid": "true" })}
        />
      </label>
      {kept.length === 0 ? null : (
        <ul class="attached" aria-label={t("reply.kept")}>
          {kept.map(({ value, name, size }) => (
            <li>
              <label class="check">
                <input type="checkbox" name="kept" value={value} checked data-bytes={String(size)} />
                <span>
                  <bdi>{name}</bdi>{" "}
                  <span class="hint">
                    <Size of={size} />
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      )}
      <ul class="attached" data-chosen aria-label={t("reply.chosen")} />
      <template>
        <li>
          <bdi data-name /> <span class="hint" data-size />
          <button type="button" class="button small quiet">
            {t("reply.remove")}
          </button>
        </li>
      </template>
      {own === null ? null : <FieldFault id="reply-files-fault" text={own} />}
      <p class="field-fault" id="reply-files-too-large" role="alert" data-too-large hidden>
        <Icon name="warn" />
        {t("reply.tooLarge", { most: "25 MB" })}
      </p>
    </div>
  );
}
