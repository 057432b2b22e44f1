import type { Result } from "../../src/base/result.ts";
import { stepText } from "../../src/text/box-steps.ts";
import { faultRemedy, faultText } from "../../src/text/index.ts";
import type { AnswerTo, Arguments, Progress, VerbName } from "../protocol.ts";
import type { Trouble } from "./client.ts";
import type { Line } from "./paint.ts";
import { wrapped } from "./paint.ts";
import { read } from "./read.ts";
import { show, type Ui } from "./view.ts";

/** Sends a request, and shows its progress until it is answered. */
async function work<V extends VerbName>(
  ui: Ui,
  title: string,
  what: string,
  verb: V,
  args: Arguments<V>,
): Promise<Result<AnswerTo<V>, Trouble>> {
  const { screen, client, t, language, lock, live } = ui;
  const since = performance.now();
  let step: Progress["progress"] | null = null;
  const over = new AbortController();
  const asked = client.ask(verb, args, (next) => {
    step = next;
    screen.redraw();
  });
  // Someone is waiting for the result, even if no key is pressed.
  const answer = lock.during(asked).finally(() => live.wake());
  void answer.then(() => over.abort());
  // It may be answered before anything is drawn; Escape does not stop the work.
  while (!over.signal.aborted) {
    await show(
      ui,
      {
        title,
        stays: true,
        body: ({ width }) => [
          ...wrapped(what, width),
          "",
          ...(step === null ? [] : progressLines({ ...step, what: stepText(language, step.what) }, width)),
          "",
          t("work.since", { n: Math.floor((performance.now() - since) / 1000) }),
        ],
        foot: () => t("foot.wait"),
        key: () => {},
      },
      over.signal,
    );
  }
  return answer;
}

/** The same, but shows a failure and what to do about it. @returns null when it failed */
export async function workOrReport<V extends VerbName>(
  ui: Ui,
  title: string,
  what: string,
  verb: V,
  args: Arguments<V>,
): Promise<AnswerTo<V> | null> {
  const done = await work(ui, title, what, verb, args);
  if (done.ok) return done.value;
  await tell(ui, title, done.error);
  return null;
}

/** Shows a failure. */
export async function tell(ui: Ui, title: string, trouble: Trouble): Promise<void> {
  const { t, language } = ui;
  const lines: Line[] = [[{ text: t("trouble.title"), style: ["bold", "red"] }], ""];
  if ("unreachable" in trouble)
    lines.push(t("trouble.unreachable"), "", t("trouble.detail", { text: trouble.unreachable }));
  else {
    const todo = faultRemedy(language, trouble);
    lines.push(faultText(language, trouble), ...(todo === null ? [] : ["", t("trouble.todo", { todo })]));
  }
  await read(ui, title, lines);
}

function progressLines({ done, total, what }: Progress["progress"], width: number): readonly Line[] {
  if (total === null || total <= 0) return [what];
  const cells = Math.min(50, width - 10);
  const full = Math.round(cells * Math.min(1, done / total));
  const percent = Math.floor(100 * Math.min(1, done / total));
  return [what, `${"█".repeat(full)}${"░".repeat(cells - full)} ${String(percent).padStart(3)} %`];
}
