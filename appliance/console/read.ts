import { type Line, wrapped } from "./paint.ts";
import { show, type Ui } from "./view.ts";

/** How lines are shown, where not as usual. */
export interface ReadOptions {
  /** Where it starts; "top" is usual. */
  readonly from?: "top" | "bottom";
  /** Whether "/" ends it as well, to search. */
  readonly search?: boolean;
}

/**
 * Shows lines to read, with scrolling, until Enter or Escape. Long lines are wrapped.
 * @returns "search" if it was left to search
 */
export async function read(
  ui: Ui,
  title: string,
  lines: readonly Line[],
  { from = "top", search = false }: ReadOptions = {},
): Promise<"back" | "search"> {
  let at = from === "bottom" ? Number.POSITIVE_INFINITY : 0;
  let page = 1;
  let most = 0;
  const left = await show<"back" | "search">(ui, {
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
    foot: () =>
      `${search ? `${ui.t("foot.search")}   ` : ""}${ui.t(most > 0 ? "foot.read.more" : "foot.read", { at: at + 1, of: most + 1 })}`,
    key({ name, char }, done) {
      const by = { up: -1, down: 1, pageup: -page, pagedown: page, space: page }[name];
      if (by !== undefined) at = Math.min(Math.max(at + by, 0), most);
      else if (name === "home") at = 0;
      else if (name === "end") at = most;
      else if (name === "return") done("back");
      else if (search && char === "/") done("search");
    },
  });
  return left ?? "back";
}
