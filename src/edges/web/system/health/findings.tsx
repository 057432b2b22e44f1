/** Findings about the program and its surroundings. */
import type { Finding } from "../../../../domain/finding.ts";
import { checkTitle, findingRemedy, findingText } from "../../../../text/findings.ts";
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
            <Remedy text={findingRemedy(language, finding)} />
            {finding.line === null ? null : <pre class="record">{finding.line}</pre>}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Remedy({ text }: { text: string | null }) {
  return text === null ? null : (
    <p class="todo">
      <WithLinks text={sentence(text)} />
    </p>
  );
}

/** Capitalised, unless it begins with a name or a command. */
const sentence = (text: string): string =>
  /^(?:[a-z]+(?:-[a-z]+)?[ :;]|none$)/.test(text) && !/^(?:mailmanager |ch(?:mod|own) |ldaps?:)/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;

/** The names of our pages in texts. */
const places: ReadonlyMap<string, string> = new Map([
  ["Settings, Mailboxes", "/settings/mailboxes"],
  ["Settings, Fetching mail", "/settings/imap"],
  ["Settings, OAuth accounts", "/settings/oauth"],
  ["Settings, Outgoing mail", "/settings/outgoing"],
  ["Settings, Domains", "/settings/domains"],
  ["Settings, Directory", "/settings/directory"],
  ["Settings, People", "/settings/people"],
  ["System, Certificate", "/system/certificate"],
  ["/mails/held", "/mails/held"],
  ["/outgoing", "/outgoing"],
  ["/caught", "/caught"],
]);
const named = new RegExp(`(${[...places.keys()].join("|")})`);

/** The text with the names of our pages as links. */
function WithLinks({ text }: { text: string }) {
  return (
    <>
      {text.split(named).map((piece) => {
        const to = places.get(piece);
        return to === undefined ? piece : <a href={to}>{piece}</a>;
      })}
    </>
  );
}
