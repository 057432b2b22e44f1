/** Gives the parts of a page access to its frame without passing it to each. */
import { createContext, useContext } from "hono/jsx";
import { type Text, textIn } from "../../../text/web.ts";
import type { Frame } from "../view.ts";

export const FrameContext = createContext<Frame | null>(null);

/** The frame of the page being rendered. */
export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error("a part was rendered outside of a page");
  return frame;
}

/** Texts in the reader's language. */
export const useText = (): Text => textIn(useFrame().language);
