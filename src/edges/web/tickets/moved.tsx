import { Prose } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { FaultBlock } from "../parts/faults.tsx";
import type { MovedView } from "./view.ts";

/** The most characters of someone else's text shown above the form; all of it is in the conversation. */
const MOST_SHOWN = 10_000;

/** What others did meanwhile, directly above the form. */
export function Moved({ moved }: { moved: MovedView }) {
  const t = useText();
  const text = t("ticket.moved", { who: moved.who });
  return (
    <FaultBlock text={text}>
      <div>
        <p>{text}</p>
        {moved.text === null ? null : (
          <>
            <p>{t("ticket.moved.text")}</p>
            <blockquote class="moved">
              <Prose text={moved.text.slice(0, MOST_SHOWN)} />
            </blockquote>
          </>
        )}
      </div>
    </FaultBlock>
  );
}
