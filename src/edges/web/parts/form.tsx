/** Forms and their fields: label, hint and fault belong to the field they describe. */
import type { Child } from "hono/jsx";
import type { Language } from "../../../text/index.ts";
import type { FormFault } from "../view.ts";
import { useFrame } from "./context.ts";
import { FaultBlock, useFocus } from "./faults.tsx";
import { Icon } from "./icons.tsx";

interface FormProps {
  readonly action: string;
  readonly class?: string;
  readonly id?: string;
  /** The name under which a script replaces it when something else on the page was saved. */
  readonly live?: string;
  /** For forms with files. */
  readonly files?: boolean;
  /** The name under which a script keeps what is typed until it is sent. */
  readonly draft?: string;
  /** The values as stored: a script saves each field as it is changed. */
  readonly saved?: { readonly [name: string]: string };
  readonly children?: Child;
}

/** A form that changes something: always POST, always with the session's token. */
export function Form(props: FormProps) {
  const frame = useFrame();
  return (
    <form
      action={props.action}
      method="post"
      id={props.id}
      class={props.class}
      enctype={props.files ? "multipart/form-data" : undefined}
      data-live={props.live}
      data-draft={props.draft}
      data-saved={props.saved ? JSON.stringify(props.saved) : undefined}
    >
      <input type="hidden" name="csrf" value={frame.csrf} />
      {props.children}
    </form>
  );
}

/**
 * The fault of a form as a whole, or of a field that is not shown.
 * @param fields those that show their own
 * @param inSight the form is so small that all of it is seen with its fault, and one of its fields has the focus
 */
export function Fault(props: { fault: FormFault | null; fields?: readonly string[]; inSight?: boolean }) {
  const { fault, fields = [], inSight = false } = props;
  if (!fault || (fault.field !== null && fields.includes(fault.field))) return null;
  const text = faultText(fault);
  if (!inSight) return <FaultBlock text={text} />;
  return (
    <p class="flash problem" role="alert">
      <Icon name="warn" />
      <span>{text}</span>
    </p>
  );
}

/** A fault with what to do about it. */
export const faultText = ({ text, hint }: FormFault): string =>
  hint === null ? text : `${text}${/[.!?]$/.test(text) ? "" : "."} ${hint}`;

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly fault?: FormFault | null;
  /** Makes ids unique if a page has several forms with the same field. */
  readonly scope?: string;
  readonly class?: string;
}
interface InputProps extends FieldProps {
  readonly value: string;
  readonly type?: "text" | "email" | "password" | "date" | "datetime-local" | "number" | "search";
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly list?: readonly string[];
  readonly keys?: string;
  readonly maxlength?: number;
  readonly autofocus?: boolean;
  readonly placeholder?: string;
  readonly readonly?: boolean;
}

/** One line of text with its label. */
export function Input(props: InputProps) {
  const ids = idsOf(props);
  const focus = useFocus(ids.id, ownText(props), props.autofocus);
  return (
    <Labelled {...props}>
      <input
        id={ids.id}
        name={props.name}
        type={props.type ?? "text"}
        value={props.value}
        required={props.required}
        readonly={props.readonly}
        autocomplete={props.autocomplete ?? "off"}
        maxlength={props.maxlength ?? 1000}
        placeholder={props.placeholder}
        autofocus={focus}
        list={props.list ? `${ids.id}-list` : undefined}
        aria-keyshortcuts={props.keys}
        {...describedBy(props)}
      />
      {props.list ? (
        <datalist id={`${ids.id}-list`}>
          {props.list.map((value) => (
            <option value={value} />
          ))}
        </datalist>
      ) : null}
    </Labelled>
  );
}

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly rows?: number;
  readonly required?: boolean;
  readonly autofocus?: boolean;
  /** Whether it is written in a formal language. */
  readonly code?: boolean;
  /** A script that puts an editor in its place, and what it has to know. */
  readonly editor?: { readonly url: string; readonly known: object };
}

/** Several lines of text with their label. */
export function TextArea(props: TextAreaProps) {
  const focus = useFocus(idsOf(props).id, ownText(props), props.autofocus);
  return (
    <Labelled {...props}>
      <textarea
        id={idsOf(props).id}
        name={props.name}
        rows={props.rows ?? 4}
        required={props.required}
        autofocus={focus}
        dir={props.code ? "ltr" : "auto"}
        class={props.code ? "code-input" : undefined}
        spellcheck={props.code ? false : undefined}
        data-editor={props.editor?.url}
        data-known={props.editor && JSON.stringify(props.editor.known)}
        {...describedBy(props)}
      >
        {/* the parser drops a line end right after the tag, so add one */}
        {`\n${props.value}`}
      </textarea>
    </Labelled>
  );
}

interface SelectProps extends FieldProps {
  readonly value: string;
  /** One with a value has to be chosen. */
  readonly required?: boolean;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    /** The label's language, if it is not the page's. */
    readonly language?: Language;
  }[];
  readonly keys?: string;
}

/** A list with one choice. */
export function Select(props: SelectProps) {
  const focus = useFocus(idsOf(props).id, ownText(props));
  return (
    <Labelled {...props}>
      <select
        id={idsOf(props).id}
        name={props.name}
        required={props.required}
        autofocus={focus}
        aria-keyshortcuts={props.keys}
        {...describedBy(props)}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value} lang={option.language}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface CheckProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly value?: string;
  readonly hint?: string;
  readonly type?: "checkbox" | "radio";
  readonly fault?: FormFault | null;
}

/** A checkbox or radio button with its label. */
export function Check(props: CheckProps) {
  const fault = props.fault?.field === props.name ? faultText(props.fault) : null;
  // Of radio buttons, which share a name, their group shows the fault.
  const own = props.type === "radio" ? null : fault;
  const focus = useFocus(props.name, own);
  const ids = { id: props.name, fault: `${props.name}-fault` };
  return (
    <>
      <label class="check">
        <input
          type={props.type ?? "checkbox"}
          name={props.name}
          value={props.value ?? "yes"}
          checked={props.checked}
          {...(own === null
            ? {}
            : { id: ids.id, autofocus: focus, "aria-invalid": "true", "aria-describedby": ids.fault })}
        />
        <span>
          {props.label}
          {props.hint ? <small class="hint">{props.hint}</small> : null}
        </span>
      </label>
      {own === null ? null : <FieldFault id={ids.fault} text={own} />}
    </>
  );
}

/** The fault of a field, below it. */
export function FieldFault({ id, text }: { id: string; text: string }) {
  return (
    <p class="field-fault" id={id}>
      <Icon name="warn" />
      {text}
    </p>
  );
}

function Labelled(props: FieldProps & { readonly children?: Child }) {
  const ids = idsOf(props);
  const fault = ownFault(props);
  return (
    <div class={`field ${props.class ?? ""}`}>
      <label for={ids.id}>{props.label}</label>
      {props.children}
      {fault ? <FieldFault id={ids.fault} text={faultText(fault)} /> : null}
      {props.hint ? (
        <p class="hint" id={ids.hint}>
          {props.hint}
        </p>
      ) : null}
    </div>
  );
}

const idsOf = (props: FieldProps) => {
  const id = `${props.scope ? `${props.scope}-` : ""}${props.name}`;
  return { id, hint: `${id}-hint`, fault: `${id}-fault` };
};
const ownFault = (props: FieldProps) => (props.fault?.field === props.name ? props.fault : null);
const ownText = (props: FieldProps): string | null => {
  const fault = ownFault(props);
  return fault && faultText(fault);
};

function describedBy(props: FieldProps): Record<string, string> {
  const ids = idsOf(props);
  const fault = ownFault(props);
  const by = [fault ? ids.fault : null, props.hint ? ids.hint : null].filter((id) => id !== null).join(" ");
  return { ...(by ? { "aria-describedby": by } : {}), ...(fault ? { "aria-invalid": "true" } : {}) };
}
