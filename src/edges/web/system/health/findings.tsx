/** Findings about the program and its surroundings. */
import { isRemedyPage, type RemedyPage } from "../../../../base/remedy-codes.ts";
import type { Finding } from "../../../../domain/finding.ts";
import { checkTitle, findingRemedyPieces, findingText } from "../../../../text/findings.ts";
import { useFrame, useText } from "../../parts/context.ts";
import { Icon } from "../../parts/icons.tsx";

const icons = { ok: "check", warning: "warn", problem: "warn" } as const;

/** The findings, each with what to do about it. @param props.titled whether each has its check's name as a title */
export function Findings({ findings, titled = true }: { findings: readonly Finding[]; titled?: boolean }) {
  const t = useText();
  const { language } = useFrame();
  return (
    <ul class={titled ? undefined : "untitled"}>
      {findings.map((finding) => (
        <li class={finding.level}>
          <Icon name={icons[finding.level]} />
          <h3 class={titled ? undefined : "visually-hidden"}>
            <span class="visually-hidden">{t(`health.level.${finding.level}`)}: </span>
            {titled ? checkTitle(language, finding) : null}
          </h3>
          <div>
            <p class="what">
              <bdi>{sentence(findingText(language, finding))}</bdi>
            </p>
            <Remedy pieces={findingRemedyPieces(language, finding)} />
            {finding.line === null ? null : <pre class="record">{finding.line}</pre>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Remedy({ pieces }: { pieces: ReturnType<typeof findingRemedyPieces> }) {
  if (pieces === null) return null;
  return (
    <p class="todo">
      {pieces.map(({ text, page }, at) => {
        const words = at === 0 ? sentence(text) : text;
        return page !== null && isRemedyPage(page) ? <a href={places[page]}>{words}</a> : words;
      })}
    </p>
  );
}

/** Capitalised, unless it begins with a name or a command. */
const sentence = (text: string): string =>
  /^(?:[a-z]+(?:-[a-z]+)?[ :;]|none$)/.test(text) && !/^(?:mailmanager |ch(?:mod|own) |ldaps?:)/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;

/** Where the pages are that texts link to. */
const places: { readonly [page in RemedyPage]: string } = {
  mailboxes: "/settings/mailboxes",
  imap: "/settings/imap",
  oauth: "/settings/oauth",
  "outgoing-settings": "/settings/outgoing",
  service: "/settings/service",
  domains: "/settings/domains",
  directory: "/settings/directory",
  people: "/settings/people",
  certificate: "/system/certificate",
  backups: "/system/backups",
  held: "/mails/held",
  outgoing: "/outgoing",
  incoming: "/settings/incoming",
  "held-deliveries": "/outgoing?show=held",
  webhooks: "/settings/webhooks",
};
