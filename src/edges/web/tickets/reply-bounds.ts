import { bounds } from "../server/takes.ts";

/** The limits of a form with a reply and its files, with room for the markup around them. */
export const mostOfReply = {
  ...bounds.reply,
  ...{ fields: 200, files: 100, fileBytes: 26 * 1024 * 1024 },
};
