import { type Language, languages } from "./catalogue.ts";

/**
 * The language of a process: that of LC_ALL, LC_MESSAGES or LANG, the first that is set and not empty (POSIX.1-2017,
 * section 8.2), such as "de_DE.UTF-8". English where there is no catalogue of it.
 */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  const [tag = ""] = locale.replaceAll("_", "-").split(/[.@]/);
  const wanted = [tag, tag.split("-")[0]];
  return languages.find((language) => wanted.includes(language)) ?? "en";
}
