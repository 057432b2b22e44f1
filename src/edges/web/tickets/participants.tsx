/** Who takes part in a ticket besides its requester. */
import { short } from "../bounds.ts";
import { FullAddress } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Form } from "../parts/form.tsx";
import type { TicketView } from "./view.ts";

/** The participants, each with a button to remove them; on a merged ticket without. */
export function Participants({ view }: { view: TicketView }) {
  const t = useText();
  return (
    <>
      <h3>{t("participants.title")}</h3>
      {view.participants.length === 0 ? (
        <p class="hint">{t("participants.none")}</p>
      ) : (
        <ul class="participants">
          {view.participants.map((one) => (
            <li>
              <FullAddress of={one} />
              {view.mergedInto === null ? (
                <Form action={`/tickets/${view.number}/participants/remove`} class="inline">
                  <input type="hidden" name="address" value={one.address} />
                  <input type="hidden" name="version" value={String(view.version)} />
                  <button
                    type="submit"
                    class="button quiet"
                    aria-label={t("participants.removeWho", { who: short(one.name || one.address) })}
                  >
                    {t("participants.remove")}
                  </button>
                </Form>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
