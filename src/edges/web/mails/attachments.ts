/** Attachments as pages show them. */
import type { Attachment } from "../../../domain/mail/index.ts";
import type { FileView } from "./view.ts";

const pictures = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"]);
/** Image types that browsers display and that contain only pixels. */
export const isPicture = (type: string): boolean => pictures.has(type);

/** The attachments of a mail for its page. */
export const filesOf = (attachments: readonly Attachment[]): readonly FileView[] =>
  attachments.map(({ id, name, type, size, inline }) => ({
    id,
    name,
    type,
    size,
    picture: isPicture(type),
    inline,
  }));
