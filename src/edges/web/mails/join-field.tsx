import { useText } from "../parts/context.ts";

interface JoinFieldProps {
  readonly id: string;
  /** The ticket's number as typed or suggested; "" for none. */
  readonly ticket: string;
  /** What the button says. */
  readonly join: string;
  readonly primary: boolean;
}

/** The number of the ticket that held mails are added to, and the button that does it. */
export function JoinField({ id, ticket, join, primary }: JoinFieldProps) {
  const t = useText();
  return (
    <>
      <label for={id} class="visually-hidden">
        {t("held.ticket")}
      </label>
      <span class="joined">
        <span class="prefix" aria-hidden="true">
          #
        </span>
        <input
          id={id}
          name="ticket"
          value={ticket}
          inputmode="numeric"
          pattern="#?[0-9]{1,10}"
          required
          size={6}
        />
        <button type="submit" class={primary ? "button primary" : "button"}>
          {join}
        </button>
      </span>
    </>
  );
}
