import { Icon } from "../parts/icons.tsx";

/**
 * Says that another form of the page has changes that a button here does not send; the stylesheet shows it if there are
 * any. With scripts nothing is lost: properties are saved as they are changed, and texts are kept.
 */
export const Unsaved = (props: { class: "unsaved-properties" | "unsaved-text"; text: string }) => (
  <noscript>
    <p class={`flash ${props.class}`}>
      <Icon name="warn" />
      <span>{props.text}</span>
    </p>
  </noscript>
);
