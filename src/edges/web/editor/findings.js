// What analysis finds, beside the lines: the server is asked once the writer pauses, and again until it is done.
import { StateEffect, StateField } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";
import { problemsIn } from "./problems.js";

/** Milliseconds without a change before the server is asked, and before it is asked again about the same text. */
const PAUSE = 1_000;
const AGAIN = 1_500;

const setFindings = StateEffect.define();

/** What was found last, at its places in the text as it is now. */
const found = StateField.define({
  create: () => [],
  update(before, { changes, docChanged, effects }) {
    const fresh = effects.find((one) => one.is(setFindings));
    if (fresh) return fresh.value;
    if (!docChanged) return before;
    return before.map((one) => ({
      ...one,
      ...{ from: changes.mapPos(one.from, 1), to: changes.mapPos(one.to, -1) },
    }));
  },
});

/** Whether marks have to be drawn again. */
export const hasFindings = ({ transactions }) =>
  transactions.some(({ effects }) => effects.some((one) => one.is(setFindings)));

/** The findings as marks of the editor. @param words those of the page */
export const findingMarks = (state, words) =>
  state.field(found).flatMap(({ from, to, severity, text, example }) => {
    const end = Math.min(to, state.doc.length);
    if (from > end) return [];
    const plain = { from, to: end, severity, message: text };
    if (example === null) return [plain];
    const run = { name: words.run, apply: () => window.open(example.run, "_blank", "noopener") };
    return [{ ...plain, renderMessage: () => withExample(text, example.lines), actions: [run] }];
  });

function withExample(text, lines) {
  const box = document.createElement("div");
  const mail = document.createElement("pre");
  mail.textContent = lines;
  box.append(text, mail);
  return box;
}

/**
 * Asks for findings as the text changes.
 * @param form the editor's, with its token and the ruleset
 * @param known what the page knows
 * @param said the element that says how far it is, and how much was found
 */
export const findings = (form, { known, longest, said }) => [
  found,
  ViewPlugin.define((view) => {
    let timer = setTimeout(ask, PAUSE);
    let former = "";
    let asked = 0;
    return {
      update({ docChanged }) {
        if (docChanged) later(PAUSE);
      },
      destroy: () => clearTimeout(timer),
    };

    function later(pause) {
      asked += 1;
      clearTimeout(timer);
      timer = setTimeout(ask, pause);
    }

    async function ask() {
      const { doc } = view.state;
      const text = doc.toString();
      // Its errors stand beside the lines already.
      if (doc.length > longest || problemsIn(text, known).length > 0) return show([], "");
      asked += 1;
      const mine = asked;
      const reply = await replyTo(text);
      // The text has changed meanwhile, or the page is closed.
      if (mine !== asked) return;
      // The server is away, or the session is over: saving will say so.
      if (reply === null) return show([], "");
      former = reply.checked;
      said.textContent = reply.said;
      if (reply.done) show(reply.findings, reply.said);
      else later(AGAIN);
    }

    async function replyTo(text) {
      const [csrf, ruleset] = ["csrf", "ruleset"].map((name) => form.elements.namedItem(name).value);
      const body = new URLSearchParams({ csrf, ruleset, text, former });
      try {
        const response = await fetch(known.findings, { method: "POST", body });
        return response.ok ? await response.json() : null;
      } catch {
        return null;
      }
    }

    function show(list, words) {
      said.textContent = words;
      view.dispatch({ effects: setFindings.of(list) });
    }
  }),
];
