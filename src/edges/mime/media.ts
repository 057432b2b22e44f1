/** The screen for which it is decided what a mail hides: pixels. */
const [WIDTH, HEIGHT] = [1024, 768];

/**
 * Whether a media query applies to a screen of usual size with a light background (Media Queries Level 4).
 * @param media as in "@media" or in a media attribute; "" applies
 */
export function appliesTo(media: string): boolean {
  const queries = media
    .slice(0, 2_000)
    .toLowerCase()
    .replace(/^@media\b/, "")
    .split(",");
  return queries.some((query) => applies(query.trim()));
}

function applies(query: string): boolean {
  if (query === "") return true;
  const not = /^not\s/.test(query);
  const parts = query.replace(/^(?:not|only)\s+/, "").split(/\band\b/);
  return parts.every((part) => holds(part.trim())) !== not;
}

function holds(part: string): boolean {
  if (part === "screen" || part === "all" || part === "") return true;
  const [feature = "", value = ""] =
    /^\(([^()]{1,100})\)$/
      .exec(part)?.[1]
      ?.split(":")
      .map((one) => one.trim()) ?? [];
  const number = Number.parseFloat(value);
  const pixels = /em/.test(value) ? number * 16 : number;
  switch (feature) {
    case "min-width":
    case "min-device-width":
      return pixels <= WIDTH;
    case "max-width":
    case "max-device-width":
      return pixels >= WIDTH;
    case "min-height":
    case "min-device-height":
      return pixels <= HEIGHT;
    case "max-height":
    case "max-device-height":
      return pixels >= HEIGHT;
    case "orientation":
      return value === "landscape";
    case "prefers-color-scheme":
      return value === "light";
    case "-webkit-min-device-pixel-ratio":
    case "min-resolution":
      return number <= 1;
    case "hover":
      return value !== "none";
    default:
      return false;
  }
}
