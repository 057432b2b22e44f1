/**
 * A page that shows a form again because it was refused: the first fault gets the focus, so that the browser scrolls to
 * it, and all are repeated at the top with links to them. `autofocus` does that without scripts as well.
 */

import { raw } from "hono/html";
import { type Child, createContext, useContext } from "hono/jsx";
import { Icon } from "./icons.tsx";

interface Shown {
  /** Id of the element with the fault. */
  readonly id: string;
  readonly text: string;
}

interface Faults {
  /** Those shown so far. */
  readonly shown: Shown[];
  /** Id of the first one; null while that is not known, or if there is none. */
  readonly first: string | null;
}

const FaultsContext = createContext<Faults | null>(null);

/** A page's content; if forms in it have faults, after a list of them. */
export function WithFaults({ children }: { children?: Child }) {
  const before = render(children, null);
  const first = before.shown[0]?.id;
  if (first === undefined) return raw(before.html);
  // Which one is the first is only known after all of it was rendered.
  const { html, shown } = render(children, first);
  if (shown.length === 1 && html.indexOf(`id="${first}"`) < NEAR_TOP) return raw(html);
  return (
    <>
      <div class="flash problem faults" role="alert" data-flash="problem">
        <Icon name="warn" />
        <ul>
          {shown.map(({ id, text }) => (
            <li>
              <a href={`#${id}`}>{text}</a>
            </li>
          ))}
        </ul>
      </div>
      {raw(html)}
    </>
  );
}

/** A fault that no more markup than this precedes is at the top already. */
const NEAR_TOP = 1_500;

function render(children: Child | undefined, first: string | null): { html: string; shown: Shown[] } {
  const shown: Shown[] = [];
  const html = String(<FaultsContext.Provider value={{ shown, first }}>{children}</FaultsContext.Provider>);
  return { html, shown };
}

/**
 * Whether a field gets the focus when the page is opened: the first with a fault, or else the one that wants it.
 * @param fault the text of its fault; null if it has none
 */
export function useFocus(id: string, fault: string | null, wanted = false): boolean {
  const faults = useContext(FaultsContext);
  if (fault !== null) faults?.shown.push({ id, text: fault });
  return faults?.first ? faults.first === id : wanted;
}

/**
 * A fault that belongs to no field that is shown.
 * @param text how it is repeated at the top
 */
export function FaultBlock({ text, children }: { text: string; children?: Child }) {
  const faults = useContext(FaultsContext);
  const id = `fault-${faults?.shown.length ?? 0}`;
  const focus = useFocus(id, text);
  return (
    <div class="flash problem" role="alert" id={id} tabindex={-1} autofocus={focus}>
      <Icon name="warn" />
      {children ?? <span>{text}</span>}
    </div>
  );
}
