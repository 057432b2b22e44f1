/** The list of keyboard shortcuts: the dialog behind "?", and the help page. */

import type { Language } from "../../../text/index.ts";
import { type TextKey, textIn } from "../../../text/web.ts";
import { useFrame, useText } from "./context.ts";

const keys: readonly (readonly [shown: string, what: TextKey])[] = [
  ["j k", "keys.next"],
  ["o Enter", "keys.open"],
  ["x", "keys.select"],
  ["u", "keys.back"],
  ["/", "keys.search"],
  ["c", "keys.new"],
  ["r", "keys.reply"],
  ["a", "keys.replyAll"],
  ["n", "keys.note"],
  ["e", "keys.closeTicket"],
  ["h", "keys.hold"],
  ["i", "keys.take"],
  ["m", "keys.template"],
  ["::", "keys.templateTyped"],
  ["s", "keys.state"],
  ["Shift+A", "keys.assign"],
  ["t", "keys.tags"],
  ["l", "keys.category"],
  ["z", "keys.undo"],
  ["Ctrl+Enter", "keys.send"],
  ["g then t n o i a s m e y h", "keys.go"],
  ["Ctrl+K", "keys.palette"],
  ["?", "keys.help"],
];

/** Part of every page, opened by a script. */
export function KeysDialog() {
  const t = useText();
  const frame = useFrame();
  return (
    <dialog id="keys" class="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">{t("keys.title")}</h2>
      <KeyList language={frame.language} />
      <form method="dialog">
        <button type="submit" class="button" autofocus>
          {t("keys.close")}
        </button>
      </form>
    </dialog>
  );
}

/** All commands and lists by name; part of every page, opened by a script. */
export function Palette() {
  const t = useText();
  return (
    <dialog
      id="palette"
      class="palette"
      aria-label={t("palette.title")}
      data-search={t("palette.search", { words: "#" })}
    >
      <input
        type="text"
        role="combobox"
        aria-label={t("palette.title")}
        aria-expanded="true"
        aria-controls="palette-list"
        placeholder={t("palette.title")}
        autocomplete="off"
        spellcheck={false}
      />
      <div id="palette-list" role="listbox" aria-label={t("palette.title")} />
    </dialog>
  );
}

/** All shortcuts with what they do. */
export function KeyList({ language }: { language: Language }) {
  const t = textIn(language);
  return (
    <dl class="key-list">
      {keys.map(([shown, what]) => (
        <div>
          <dt>
            {shown.split(" ").map((part) => (part === "then" ? ` ${t("keys.then")} ` : <kbd>{part}</kbd>))}
          </dt>
          <dd>{t(what)}</dd>
        </div>
      ))}
    </dl>
  );
}
