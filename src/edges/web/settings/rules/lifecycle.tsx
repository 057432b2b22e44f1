/** A lifecycle as a picture and, for all that the picture cannot say, a table. */
import {
  kinds,
  type Lifecycle,
  type LifecycleState,
  type Only,
  type State,
} from "../../../../domain/lifecycle/index.ts";
import { listText } from "../../../../text/lists.ts";
import type { Text } from "../../../../text/web.ts";
import { short } from "../../bounds.ts";
import { useFrame, useText } from "../../parts/context.ts";
import { stateName } from "../../parts/state.ts";
import { drawn, type Picture } from "./picture.ts";

export function LifecyclePart({ lifecycle }: { lifecycle: Lifecycle }) {
  const t = useText();
  return (
    <section class="part">
      <h2>{t("lifecycle.title")}</h2>
      <p class="hint">{t("lifecycle.hint")}</p>
      <Drawing picture={drawn(lifecycle)} />
      <table class="plain-table" id="lifecycle-table" tabindex={0}>
        <caption class="visually-hidden">{t("lifecycle.table")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("lifecycle.state")}</th>
            <th scope="col">{t("lifecycle.kind")}</th>
            <th scope="col">{t("lifecycle.ways")}</th>
            <th scope="col">{t("lifecycle.itself")}</th>
          </tr>
        </thead>
        <tbody>
          {lifecycle.states.map((state) => (
            <StateRow state={state} />
          ))}
          {lifecycle.dropped.map(({ name, kind }) => (
            <tr>
              <td>
                <b>{stateName(t, name)}</b>
              </td>
              <td>{t(`lifecycle.kind.${kind}`)}</td>
              <td colspan={2}>{t("lifecycle.dropped")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function StateRow({ state }: { state: LifecycleState }) {
  const t = useText();
  const { language } = useFrame();
  const ways = state.ways.map(({ to, only }) =>
    only ? t("lifecycle.only", { state: stateName(t, to), who: whoOf(t, only) }) : stateName(t, to),
  );
  return (
    <tr>
      <td>
        <b>{stateName(t, state.name)}</b>
      </td>
      <td>{t(`lifecycle.kind.${state.kind}`)}</td>
      <td>{ways.length === 0 ? t("lifecycle.nowhere") : listText(language, ways)}</td>
      <td>
        {itself(t, state).map((line) => (
          <div>{line}</div>
        ))}
      </td>
    </tr>
  );
}

const whoOf = (t: Text, { administrators, groups }: Only): string =>
  [
    ...(administrators ? [t("lifecycle.administrators")] : []),
    ...groups.map((group) => short(group, 100)),
  ].join(", ");

/** What happens to a ticket in the state by itself, a line each. */
function itself(t: Text, { onMail, onReply, returns }: LifecycleState): readonly string[] {
  const name = (state: State) => stateName(t, state);
  const lines: string[] = [];
  if (onMail.within === 0) lines.push(t("lifecycle.mail.new"));
  else if (onMail.to !== null && onMail.within !== null)
    lines.push(t("lifecycle.mail.within", { state: name(onMail.to), time: timeOf(t, onMail.within) }));
  else if (onMail.to !== null) lines.push(t("lifecycle.mail", { state: name(onMail.to) }));
  else if (onMail.within !== null) lines.push(t("lifecycle.mail.late", { time: timeOf(t, onMail.within) }));
  if (onReply !== null) lines.push(t("lifecycle.reply", { state: name(onReply) }));
  if (returns !== null)
    lines.push(t("lifecycle.returns", { state: name(returns.to), time: timeOf(t, returns.after) }));
  return lines;
}

/** A time in the largest unit of which it is a whole number. @param time milliseconds */
function timeOf(t: Text, time: number): string {
  const minutes = time / 60_000;
  if (minutes % 1440 === 0) return t("lifecycle.days", { n: minutes / 1440 });
  return minutes % 60 === 0
    ? t("lifecycle.hours", { n: minutes / 60 })
    : t("lifecycle.minutes", { n: minutes });
}

function Drawing({ picture: { width, height, boxes, arrows } }: { picture: Picture }) {
  const t = useText();
  const used = kinds.filter((kind) => boxes.some((box) => box.kind === kind));
  return (
    <figure class="lifecycle">
      <section class="scrolls" tabindex={0} aria-label={t("lifecycle.picture")}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
          role="img"
          aria-label={t("lifecycle.picture")}
          aria-details="lifecycle-table"
        >
          <defs>
            <marker
              id="lifecycle-tip"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
            >
              <path class="tip" d="M0 .5 8 4 0 7.5z" />
            </marker>
          </defs>
          {arrows.map(({ path, itself: alone }) => (
            <path class={alone ? "arrow itself" : "arrow"} d={path} marker-end="url(#lifecycle-tip)" />
          ))}
          {boxes.map(({ state, kind, x, y, width: wide, height: high }) => (
            <g class={`box ${kind}`}>
              <rect x={x} y={y} width={wide} height={high} rx="8" />
              <text x={x + wide / 2} y={y + high / 2 + 5} text-anchor="middle">
                {short(stateName(t, state), 16)}
              </text>
            </g>
          ))}
        </svg>
      </section>
      <figcaption class="hint">
        {t("lifecycle.legend", { kinds: used.map((kind) => t(`lifecycle.kind.${kind}`)).join(", ") })}
      </figcaption>
    </figure>
  );
}
