import { type Line, wrapped } from "./paint.ts";
import { show, type Ui } from "./view.ts";

/** Shows lines to read, with scrolling, until Enter or Escape. Long lines are wrapped. */
export async function read(
  ui: Ui,
  title: string,
  lines: readonly Line[],
  from: "top" | "bottom" = "top",
): Promise<void> {
  let at = from === "bottom" ? Number.POSITIVE_INFINITY : 0;
  let page = 1;
  let most = 0;
  await show<true>(ui, {
    title,
    body(room) {
      const broken = lines.flatMap((line): readonly Line[] =>
        typeof line === "string" ? wrapped(line, room.width) : [line],
      );
      page = room.height;
      most = Math.max(0, broken.length - page);
      at = Math.min(at, most);
      return broken.slice(at, at + page);
    },
    foot: () => ui.t(most > 0 ? "foot.read.more" : "foot.read", { at: at + 1, of: most + 1 }),
    key({ name }, done) {
      const by = { up: -1, down: 1, pageup: -page, pagedown: page, space: page }[name];
      if (by !== undefined) at = Math.min(Math.max(at + by, 0), most);
      else if (name === "home") at = 0;
      else if (name === "end") at = most;
      else if (name === "return") done(true);
    },
  });
}
