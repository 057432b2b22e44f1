import { bytes } from "../format.ts";
import { segment } from "../links.ts";
import type { FileView } from "../view.ts";
import { useText } from "./context.ts";
import { Icon } from "./icons.tsx";

/** Attachments of a mail: pictures as small previews, everything as a download. */
export function Files({ base, files }: { base: string; files: readonly FileView[] }) {
  const t = useText();
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file) => {
        const address = `${base}/files/${segment(file.id)}`;
        return (
          <li class={`file ${file.picture ? "picture" : ""} ${file.inline ? "within" : ""}`}>
            <a
              href={address}
              title={t("message.download", { name: file.name, size: bytes(file.size) })}
              download
            >
              {file.picture ? (
                <img
                  src={`${address}?inline=1`}
                  alt={t("message.picture", { name: file.name })}
                  loading="lazy"
                />
              ) : (
                <Icon name="clip" />
              )}
              <span class="file-name">
                <bdi>{file.name}</bdi>
              </span>
              <span class="file-size">{bytes(file.size)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
