import { most, short } from "../bounds.ts";
import type { FileView } from "../mails/view.ts";
import { useFrame, useText } from "../parts/context.ts";
import { bytes } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { segment } from "../parts/links.ts";

/**
 * A mail's attachments: images with small previews, everything as a download. Of very many, a page of them, with a link
 * to the next page.
 */
export function Files(props: { base: string; files: readonly FileView[]; from?: number }) {
  const t = useText();
  const { language } = useFrame();
  const { base, files, from = 0 } = props;
  if (files.length === 0) return null;
  const next = from + most.files;
  return (
    <ul class="files">
      {files.slice(from, next).map((file) => {
        const name = short(file.name);
        const address = `${base}/files/${segment(file.id)}`;
        return (
          <li class={`file ${file.picture ? "picture" : ""} ${file.inline ? "within" : ""}`}>
            <a
              href={address}
              title={t("message.download", { name, size: bytes(file.size, language) })}
              download
            >
              {file.picture ? (
                <img src={`${address}?inline=1`} alt={t("message.picture", { name })} loading="lazy" />
              ) : (
                <Icon name="clip" />
              )}
              <span class="file-name">
                <bdi>{name}</bdi>
              </span>
              <span class="file-size">{bytes(file.size, language)}</span>
            </a>
          </li>
        );
      })}
      {files.length > next ? (
        <li class="file">
          <a href={`${base}?files=${next}`}>{t("more", { n: files.length - next })}</a>
        </li>
      ) : null}
    </ul>
  );
}
