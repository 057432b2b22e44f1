/** Above a list: its name, how it is shown, and saving it as a view. */
import { listOrders } from "../../../domain/ticket/index.ts";
import { LONGEST_NAME, LONGEST_QUERY, listColumns } from "../../../domain/views/index.ts";
import { useText } from "../parts/context.ts";
import { Fault, Form } from "../parts/form.tsx";
import type { TicketsView } from "./view.ts";

/** The id of the form that chooses how lists are shown: the heads of columns belong to it. */
export const DISPLAY_FORM = "display";

export function ListHead({ view, name }: { view: TicketsView; name: string }) {
  const t = useText();
  const { shown } = view;
  return (
    <header class="list-head">
      <h1 class="list-title">
        <bdi>{name}</bdi>
      </h1>
      <div class="list-tools">
        {shown === null || shown.mayChange ? (
          <details class="drop">
            <summary class="button small">{t("list.display")}</summary>
            <Display view={view} />
          </details>
        ) : null}
        {shown === null ? (
          <details class="drop" open={view.unsaved !== null}>
            <summary class="button small">{t("views.save")}</summary>
            <ViewForm view={view} />
          </details>
        ) : shown.mayChange ? (
          <details class="drop" open={view.unsaved !== null}>
            <summary class="button small">{t("views.edit")}</summary>
            <ViewForm view={view} />
          </details>
        ) : null}
      </div>
    </header>
  );
}

/** The order and the columns of lists, of a saved view its own. */
function Display({ view }: { view: TicketsView }) {
  const t = useText();
  const { order, columns } = view.choice;
  return (
    <Form action="/tickets/display" id={DISPLAY_FORM} class="drop-form">
      <input type="hidden" name="list" value={view.here} />
      <label class="field">
        <span>{t("list.order")}</span>
        <select name="order">
          {listOrders.map((one) => (
            <option value={one} selected={one === order}>
              {t(`order.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <fieldset>
        <legend>{t("list.columns")}</legend>
        {listColumns.map((one) => (
          <label class="check">
            <input type="checkbox" name="column" value={one} checked={columns.includes(one)} />
            <span>{t(`column.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="button primary">
        {t("list.display.go")}
      </button>
    </Form>
  );
}

/** A new view of the list, or the view that it is. */
function ViewForm({ view }: { view: TicketsView }) {
  const t = useText();
  const saved = view.shown?.view ?? null;
  const typed = view.unsaved ?? {
    ...{ name: saved?.name ?? "", query: saved?.query ?? view.query, fault: null },
    shared: saved === null ? "nobody" : sharedText(saved.shared),
  };
  const groups = view.myGroups.map((group) => ({ value: `group:${group}`, label: group }));
  const known = ["nobody", "everyone", ...groups.map(({ value }) => value)];
  // A group's view that an administrator changes may be of a group that they are not in.
  const other = known.includes(typed.shared) ? [] : [{ value: typed.shared, label: typed.shared.slice(6) }];
  return (
    <Form action="/tickets/views" class="drop-form">
      <Fault fault={typed.fault} inSight />
      <input type="hidden" name="list" value={view.here} />
      <input type="hidden" name="id" value={saved?.id ?? ""} />
      <label class="field">
        <span>{t("views.name")}</span>
        <input
          type="text"
          name="name"
          value={typed.name}
          required
          maxlength={LONGEST_NAME}
          autocomplete="off"
        />
      </label>
      <label class="field">
        <span>{t("views.query")}</span>
        <input
          type="text"
          name="query"
          value={typed.query}
          maxlength={LONGEST_QUERY}
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label class="field">
        <span>{t("views.shared")}</span>
        <select name="shared">
          <option value="nobody" selected={typed.shared === "nobody"}>
            {t("views.shared.nobody")}
          </option>
          {[...groups, ...other].map(({ value, label }) => (
            <option value={value} selected={typed.shared === value}>
              {t("views.shared.group", { group: label })}
            </option>
          ))}
          {view.forEveryone ? (
            <option value="everyone" selected={typed.shared === "everyone"}>
              {t("views.shared.everyone")}
            </option>
          ) : null}
        </select>
      </label>
      <p class="hint">
        <a href="/help/searching">{t("views.query.help")}</a>
      </p>
      <div class="drop-actions">
        <button type="submit" class="button primary" name="do" value="save">
          {t("views.save.go")}
        </button>
        {saved === null ? null : (
          <button type="submit" class="button danger" name="do" value="remove" formnovalidate>
            {t("views.remove")}
          </button>
        )}
      </div>
    </Form>
  );
}

/** Who sees a view, as a value of the form. */
const sharedText = (shared: NonNullable<TicketsView["shown"]>["view"]["shared"]): string =>
  shared.with === "group" ? `group:${shared.group}` : shared.with;
