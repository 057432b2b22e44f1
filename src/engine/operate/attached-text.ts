import { sha256 } from "../../base/ids.ts";
import type { Log } from "../../base/log.ts";
import type { Attachment } from "../../domain/mail/index.ts";
import type { AttachedText, RecordStore } from "../../record/record.ts";
import type { ReadFileTexts } from "../intake/reader.ts";

interface Parts {
  readonly record: Pick<RecordStore, "view" | "blob">;
  readonly log: Log;
  readonly fileTexts?: ReadFileTexts | undefined;
}

/** The most bytes of a file that is read for search. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Reads the text in attachments for the search index: of a received mail from its bytes, of a reply from its files. A file
 * that cannot be read is found by its name only.
 */
export function createAttachedText({ record, log, fileTexts }: Parts): AttachedText {
  if (fileTexts === undefined) return async () => "";
  return async ({ event }, most) => {
    if (event.type === "MessageReceived") {
      if (!event.attachments.some(mayHaveText)) return "";
      const row = event.mail ? record.view.mail(event.mail) : null;
      const raw = row && (await record.blob(sha256(row.sha256.toString("hex"))));
      return raw ? textIn(raw, null, most, row.id) : "";
    }
    if (event.type !== "ReplyWritten") return "";
    let text = "";
    for (const file of event.attachments.filter(mayHaveText)) {
      if (text.length >= most) break;
      const bytes = await record.blob(file.sha256);
      const { name, type } = file;
      const own = bytes ? await textIn(bytes, { name, type }, most - text.length, event.message) : "";
      if (own === null) return null;
      text += `${own}\n`;
    }
    return text;
  };

  async function textIn(
    bytes: Uint8Array,
    of: Pick<Attachment, "name" | "type"> | null,
    most: number,
    what: string,
  ): Promise<string | null> {
    const text = await fileTexts?.(bytes, of, most);
    if (text === undefined || text.ok) return text?.value ?? "";
    if (text.error.code === "system.stopping") return null;
    log.warn("attachments cannot be read for search", {
      of: what,
      reason: text.error.reason ?? text.error.code,
    });
    return "";
  }
}

/** Not pictures, sound and film, and nothing very large. */
const mayHaveText = ({ type, size, inline }: Attachment): boolean =>
  !inline && size <= MOST_BYTES && !/^(?:image|audio|video)\//.test(type);
