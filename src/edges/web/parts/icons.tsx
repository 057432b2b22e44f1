/** Inline SVG icons: the product's logo, and a few symbols. */

const paths = {
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14",
  reply: "M6.5 3 2.5 7l4 4M3 7h6.5a4 4 0 0 1 4 4v2",
  replyAll: "M5.5 3.5 2 7l3.5 3.5M9 3.5 5.5 7 9 10.5M6 7h4.5a3.5 3.5 0 0 1 3.5 3.5V13",
  note: "M3 2.5h10v7.5l-3.5 3.5H3ZM13 10H9.5v3.5M5.5 6h5M5.5 8.5h2.5",
  clip: "m13 7.5-5 5a3.2 3.2 0 0 1-4.5-4.5l5.3-5.3a2.1 2.1 0 0 1 3 3L6.7 10.8a1 1 0 0 1-1.5-1.5l4.6-4.6",
  warn: "M8 2 1.5 13.5h13ZM8 6.5v3.2M8 11.4v.4",
  check: "m3 8.5 3.3 3.3L13 4.5",
  clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.7V8l2.3 1.5",
  cross: "m4 4 8 8M12 4l-8 8",
  plus: "M8 3v10M3 8h10",
  down: "m4 6 4 4 4-4",
  up: "m4 10 4-4 4 4",
  user: "M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8ZM2.8 14c.5-2.7 2.6-4 5.2-4s4.7 1.3 5.2 4",
} as const;
export type IconName = keyof typeof paths;

/** An icon of 16 by 16 in the colour of the text. Hidden from screen readers: there is always text next to it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** The product's logo: an envelope whose folds form an M. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 28 24" width="28" height="24" aria-hidden="true" focusable="false">
      <rect class="mark-back" x="1" y="1" width="26" height="22" rx="5" />
      <path class="mark-fold" d="M6.5 18V7l7.5 7 7.5-7v11" />
    </svg>
  );
}
