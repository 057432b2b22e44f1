/** The button that sends, and the menu of what it can do as well. */
import { useText } from "../parts/context.ts";
import { Check } from "../parts/form.tsx";
import { Icon } from "../parts/icons.tsx";
import type { SendHow, TicketView } from "./view.ts";
import { WhenField } from "./when.tsx";

/** One button, which does what the reader chose last; the others are in its menu. Both work without scripts. */
export function Send({ view }: { view: TicketView }) {
  const t = useText();
  const { reply } = view;
  const anyway = view.moved !== null && view.tab === "reply";
  const plain = (["stay", "close", "next"] as const).filter((one) => one !== "close" || view.mayClose);
  const usual = plain.find((one) => one === reply.how) ?? "stay";
  const { fault } = reply;
  // What is refused is in sight, without scripts as well.
  const menuAgain = fault?.field === "holdUntil" || fault?.field === "sendAt";
  return (
    <span class="sends">
      <span class="split-button">
        <button type="submit" class="button primary" name="how" value={usual} data-default>
          {anyway && usual === "stay" ? t("reply.sendAnyway") : t(`send.${usual}`)}
        </button>
        <button
          type="button"
          class="button primary"
          popovertarget="send-menu"
          aria-label={t("send.choose")}
          title={t("send.choose")}
        >
          <Icon name="down" />
        </button>
      </span>
      <div id="send-menu" class="choices above" popover={menuAgain ? undefined : "auto"}>
        {plain
          .filter((one) => one !== usual)
          .map((one) => (
            <Choice how={one} />
          ))}
        {view.mayHold ? (
          <fieldset class="choice-box">
            <legend>{t("send.hold.title")}</legend>
            <WhenField
              name="holdUntil"
              scope="reply"
              label={t("send.hold.until")}
              value={reply.holdUntil || t("when.choice.days")}
              fault={fault}
            />
            <button type="submit" class="button" name="how" value="hold">
              {t("send.hold")}
            </button>
          </fieldset>
        ) : null}
        <fieldset class="choice-box">
          <legend>{t("send.later.title")}</legend>
          <WhenField
            name="sendAt"
            scope="reply"
            examples={false}
            label={t("send.later.at")}
            value={reply.sendAt || t("when.choice.tomorrow")}
            fault={fault}
          />
          <Check name="unlessAnswered" label={t("send.later.unless")} checked={reply.unlessAnswered} />
          <button type="submit" class="button" name="how" value="later">
            {t("send.later")}
          </button>
        </fieldset>
      </div>
    </span>
  );
}

function Choice({ how }: { how: Exclude<SendHow, "hold" | "later"> }) {
  const t = useText();
  return (
    <button type="submit" class="choice" name="how" value={how}>
      {t(`send.${how}`)}
    </button>
  );
}
