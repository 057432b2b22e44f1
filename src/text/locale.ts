import { defaultLanguage, type Language, languageOfTag } from "./catalogue.ts";

/**
 * The language of a process: that of LC_ALL, LC_MESSAGES or LANG, the first that is set and not empty (POSIX.1-2017,
 * section 8.2), such as "de_DE.UTF-8". The default language where there is no catalogue of it.
 */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  const [tag = ""] = locale.replaceAll("_", "-").split(/[.@]/);
  return languageOfTag(tag) ?? defaultLanguage;
}
