import { ok } from "../../src/base/result.ts";
import type { Handler } from "../handler.ts";

/** The most actions in one answer: with the longest texts they fit into one line of the protocol. */
const MOST = 400;

export const actions: Handler<"actions"> = {
  run: async (box, { after }) => ok([...box.actions.after(after, MOST)]),
};
