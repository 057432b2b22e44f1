// The editor of rules, in place of the field that is sent. See README.md.
import { autocompletion, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { rulesetProblemText } from "../../../text/ruleset.ts";
import { completionsAt } from "./complete.ts";
import { keptDraft } from "./draft.js";
import { findingMarks, findings, hasFindings } from "./findings.js";
import { marksIn } from "./highlight.ts";
import { problemsIn } from "./problems.js";

/** Characters up to which a text is coloured and read as one types; a longer one is only edited. */
const LONGEST = 300_000;
/** Errors shown at a time. */
const MOST = 100;

function edit(field) {
  const known = JSON.parse(field.dataset.known);
  const host = document.createElement("div");
  host.className = "editor";
  const root = host.attachShadow({ mode: "open" });
  field.before(host);
  const label = document.querySelector(`label[for="${field.id}"]`);
  const draft = keptDraft(field, known);
  field.value = draft.text;
  const said = document.createElement("p");
  said.className = "hint";
  said.role = "status";
  host.after(said);
  const view = new EditorView({
    root,
    parent: root,
    doc: field.value,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      EditorState.tabSize.of(2),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": label?.textContent ?? "" }),
      colours,
      // Within a shadow root, these go away before the mouse is on them: buttons are in those of the text.
      lintGutter({ tooltipFilter: (all) => all.map(({ actions: _, ...one }) => one) }),
      linter(({ state }) => [...errors(state, known), ...findingMarks(state, known.words)], {
        delay: 400,
        needsRefresh: hasFindings,
      }),
      findings(field.form, { known, longest: LONGEST, said }),
      autocompletion({ override: [(context) => completions(context, known)], icons: false }),
      keymap.of([...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap]),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        field.value = update.state.doc.toString();
        draft.changed(field.value);
        field.dispatchEvent(new Event("input", { bubbles: true }));
        if (afterWord(update)) startCompletion(update.view);
      }),
      look,
    ],
  });
  const notice = draft.notice((saved) =>
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: saved } }),
  );
  if (notice) host.before(notice);
  label?.addEventListener("click", (event) => {
    event.preventDefault();
    view.focus();
  });
  const hadFocus = document.activeElement === field;
  // Out of sight, but still part of the form.
  field.hidden = true;
  if (hadFocus) view.focus();
}

const classes = Object.fromEntries(
  ["head", "key", "text", "number", "comment"].map((kind) => [
    kind,
    Decoration.mark({ class: `is-${kind}` }),
  ]),
);

const colours = StateField.define({
  create: (state) => coloured(state),
  update: (before, { docChanged, state }) => (docChanged ? coloured(state) : before),
  provide: (of) => EditorView.decorations.from(of),
});

function coloured({ doc }) {
  if (doc.length > LONGEST) return Decoration.none;
  return Decoration.set(marksIn(doc.toString()).map(({ kind, from, to }) => classes[kind].range(from, to)));
}

/** Whether a blank was typed after a word: what can follow is offered then. */
function afterWord({ state, transactions }) {
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  const typed = transactions.some((one) => one.isUserEvent("input.type"));
  return typed && /\S $/.test(line.text.slice(0, head - line.from));
}

function errors({ doc }, known) {
  if (doc.length > LONGEST) return [];
  return problemsIn(doc.toString(), known)
    .slice(0, MOST)
    .map((one) => ({
      from: Math.min(one.from, doc.length),
      to: Math.min(one.to, doc.length),
      severity: "error",
      message: rulesetProblemText(document.documentElement.lang, one),
    }));
}

function completions({ state: { doc }, pos, explicit }, known) {
  const found = completionsAt(doc.sliceString(0, pos), pos, known);
  if (!found || (!explicit && doc.lineAt(pos).text.trim() === "")) return null;
  return { from: found.from, options: found.options.map((label) => ({ label })) };
}

const look = EditorView.theme({
  "&": {
    fontSize: "0.875rem",
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": {
    fontFamily: "var(--mono, ui-monospace, monospace)",
    lineHeight: "1.5",
    maxHeight: "40rem",
    minHeight: "16rem",
    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    color: "var(--ink-3)",
    backgroundColor: "var(--surface)",
    borderRight: "1px solid var(--line)",
  },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selected)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
  },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--surface)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--selected)" },
  ".cm-panel pre": { margin: "0.375rem 0", whiteSpace: "pre-wrap" },
  ".cm-tooltip pre": { margin: "0.375rem 0", whiteSpace: "pre-wrap" },
  ".cm-diagnosticAction": {
    color: "var(--on-accent)",
    backgroundColor: "var(--accent)",
    borderRadius: "var(--radius)",
    padding: "0.125rem 0.625rem",
    cursor: "pointer",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    color: "var(--ink)",
    backgroundColor: "var(--selected)",
  },
  ".is-head": { color: "var(--accent)", fontWeight: "600" },
  ".is-key": { color: "var(--accent)" },
  ".is-text": { color: "var(--new)" },
  ".is-number": { color: "var(--new)" },
  ".is-comment": { color: "var(--ink-3)", fontStyle: "italic" },
});

// Last, when everything above is defined.
for (const field of document.querySelectorAll("textarea[data-editor]")) edit(field);
