import { fault } from "../../src/base/fault.ts";
import { fill } from "./form.ts";
import type { Ui } from "./view.ts";
import { tell, workOrReport } from "./work.ts";

/** Asks for the PIN, if there is one and it was not entered yet. @returns whether the console is unlocked */
export async function unlocked(ui: Ui): Promise<boolean> {
  const { t, client, lock } = ui;
  const title = t("pin.title");
  for (;;) {
    const state = await client.ask("pin.state", {});
    if (!state.ok) {
      await tell(ui, title, state.error);
      return false;
    }
    const { set, unlocked, wait } = state.value;
    lock.arm(set);
    if (unlocked) return true;
    if (wait > 0) {
      await tell(ui, title, fault("box.pin.wait", { params: { seconds: wait } }));
      return false;
    }
    const values = await fill(ui, {
      title,
      above: [t("pin.ask"), t("pin.forgotten")],
      go: t("pin.go"),
      fields: [
        { key: "pin", label: t("pin.pin"), value: "", hint: t("pin.hint"), secret: true, check: digits(ui) },
      ],
    });
    if (values === null) return false;
    const entered = await workOrReport(ui, title, t("pin.checking"), "pin.unlock", { pin: values.pin ?? "" });
    if (entered !== null) return true;
  }
}

/** Checks that a field has what a PIN may be. */
export const digits =
  ({ t }: Pick<Ui, "t">) =>
  (value: string): string | null =>
    /^[0-9]{6,20}$/.test(value) ? null : t("pin.wrong");
