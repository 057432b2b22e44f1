/** The clocks of a ticket's target: what is left of each, when it is due, and why it pauses. */

import { short } from "../bounds.ts";
import { useFrame, useText } from "../parts/context.ts";
import { dayTime, hours } from "../parts/format.ts";
import { stateName } from "../parts/state.ts";
import type { ClockView, TicketView } from "./view.ts";

export function Clocks({ view }: { view: Pick<TicketView, "target" | "undeclared" | "clocks" | "state"> }) {
  const t = useText();
  const { target, undeclared, clocks, state } = view;
  return (
    <div class="clocks" data-live="clocks">
      {undeclared === null ? null : (
        <span class="clocks-of">{t("clocks.undeclared", { target: short(undeclared, 100) })}</span>
      )}
      {target === null ? null : (
        <>
          <span class="clocks-of">{t("clocks.title", { target: short(target, 100) })}</span>
          <ul>
            {clocks.map((clock) => (
              <li class={`clock ${clock.is}`}>
                <b>{t(`clock.${clock.kind}`)}</b> <Standing clock={clock} state={state} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Standing({ clock, state }: { clock: ClockView; state: string }) {
  const t = useText();
  const { now, zone, language } = useFrame();
  const time = (at: number | null) => (at === null ? "" : dayTime(at, now, zone, language));
  const left = hours(clock.left, language);
  const [due, done] = [time(clock.dueAt), time(clock.doneAt)];
  switch (clock.is) {
    case "running":
      return <span>{t("clock.running", { left, due })}</span>;
    case "paused":
      return <span>{t("clock.paused", { left, state: stateName(t, state) })}</span>;
    case "late":
      return <span>{t("clock.late", { due })}</span>;
    case "kept":
      return <span>{t("clock.kept", { done })}</span>;
    case "missed":
      return <span>{t("clock.missed", { done, due })}</span>;
  }
}
