/**
 * Shows a mail's HTML in a frame. The frame's sandbox allows no scripts, forms or navigation of ours. It keeps our
 * origin (`allow-same-origin`) for two reasons: the page's script can read the height of the mail and fit the frame to
 * it, and images inside the mail are loaded with the session. Without `allow-scripts` nothing in the frame can use that
 * origin. Without our script the frame has a fixed height and scrolls.
 */
import { useText } from "../parts/context.ts";

/** Switches between the text, which follows it in the page, and the frame; nothing in a closed frame is loaded. */
export function MailFrame({ base, open }: { base: string; open: boolean }) {
  const t = useText();
  return (
    <details class="formatted" open={open} data-formatted>
      <summary>
        <span class="when-closed">{t("message.formatted")}</span>
        <span class="when-open">{t("message.plain")}</span>
      </summary>
      <iframe
        class="mail-frame"
        src={`${base}/html`}
        title={t("message.frame")}
        loading="lazy"
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
      />
    </details>
  );
}
