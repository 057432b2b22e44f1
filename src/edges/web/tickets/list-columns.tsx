/** The columns of a list: their heads, which change the order, and their cells. */
import type { Child } from "hono/jsx";
import type { ListOrder } from "../../../domain/ticket/index.ts";
import type { ListColumn } from "../../../domain/views/index.ts";
import type { TextKey } from "../../../text/web.ts";
import { short } from "../bounds.ts";
import { Ago, Assignee, Due, Requester, StateMark } from "../parts/bits.tsx";
import { useText } from "../parts/context.ts";
import { Icon } from "../parts/icons.tsx";
import { DISPLAY_FORM } from "./list-head.tsx";
import type { TicketRow, TicketsView } from "./view.ts";

interface Column {
  /** The class of its cells. */
  readonly is: string;
  readonly label: TextKey;
  /** The orders that its head leads to, one after the other. */
  readonly orders?: readonly ListOrder[];
  readonly end?: true;
  readonly cell: (row: TicketRow) => Child;
}

/** Columns with cells of their own, in order; priority, category and tags are shown with the subject. */
const columns: Partial<Record<ListColumn, Column>> = {
  requester: {
    ...{ is: "c-requester", label: "list.requester" },
    cell: ({ requester }) => <Requester of={requester} />,
  },
  assignee: {
    ...{ is: "c-assignee", label: "list.assignee" },
    cell: ({ assignee }) => <Assignee person={assignee} />,
  },
  group: {
    ...{ is: "c-group", label: "field.group" },
    cell: ({ group }) => (group === null ? null : <bdi title={short(group)}>{short(group)}</bdi>),
  },
  mailbox: {
    ...{ is: "c-mailbox", label: "field.mailbox" },
    cell: ({ mailbox }) => <bdi title={short(mailbox)}>{short(mailbox)}</bdi>,
  },
  due: {
    ...{ is: "c-due", label: "list.due", orders: ["due", "changed"] },
    cell: ({ dueAt, state, dueSoon }) =>
      dueAt === null ? null : <Due at={dueAt} state={state} soon={dueSoon} />,
  },
  opened: {
    ...{ is: "c-age", label: "list.opened", orders: ["newest", "oldest"], end: true },
    cell: ({ createdAt }) => <Ago at={createdAt} />,
  },
  changed: {
    ...{ is: "c-age", label: "list.age", orders: ["changed", "unchanged"], end: true },
    cell: ({ updatedAt }) => <Ago at={updatedAt} />,
  },
};

const chosen = (view: TicketsView): readonly Column[] =>
  view.choice.columns.flatMap((one) => columns[one] ?? []);

/** The heads of the columns that were chosen. */
export function Heads({ view }: { view: TicketsView }) {
  const t = useText();
  const { choice, shown } = view;
  return (
    <tr>
      <td class="c-select" data-select-page={t("list.selectAll")} />
      {choice.columns.includes("state") ? (
        <th scope="col" class="c-state">
          {t("list.state")}
        </th>
      ) : null}
      <th scope="col" class="c-subject">
        {t("list.ticket")}
      </th>
      {chosen(view).map(({ is, label, orders, end }) => {
        const now = orders?.indexOf(choice.order) ?? -1;
        const next = orders?.[(now + 1) % orders.length];
        const sorted = now < 0 || choice.order === "changed" ? undefined : rises(choice.order);
        return (
          <th scope="col" class={`${is} ${end ? "end" : ""}`} aria-sort={sorted}>
            {next === undefined || (shown !== null && !shown.mayChange) ? (
              t(label)
            ) : (
              <button type="submit" form={DISPLAY_FORM} name="head" value={next} title={t(`order.${next}`)}>
                {t(label)}
                {sorted === undefined ? null : <Icon name={sorted === "ascending" ? "up" : "down"} />}
              </button>
            )}
          </th>
        );
      })}
    </tr>
  );
}

const rises = (order: ListOrder): "ascending" | "descending" =>
  order === "newest" ? "descending" : "ascending";

/** The state of a row, if that column was chosen. */
export function StateCell({ row, view }: { row: TicketRow; view: TicketsView }) {
  if (!view.choice.columns.includes("state")) return null;
  return (
    <td class="c-state">
      <StateMark state={row.state} overdue={row.overdue} />
    </td>
  );
}

/** The other cells of a row. */
export function Cells({ row, view }: { row: TicketRow; view: TicketsView }) {
  return (
    <>
      {chosen(view).map(({ is, end, cell }) => (
        <td class={`${is} ${end ? "end" : ""}`}>{cell(row)}</td>
      ))}
    </>
  );
}
