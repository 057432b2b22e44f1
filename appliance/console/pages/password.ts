import { fill } from "../form.ts";
import { read } from "../read.ts";
import type { Ui } from "../view.ts";
import { workOrReport } from "../work.ts";

/** A new password for an administrator who lost theirs: physical access to the appliance is enough. */
export async function passwordPage(ui: Ui): Promise<void> {
  const { t } = ui;
  const title = t("menu.password");
  const values = await fill(ui, {
    title,
    above: [t("password.about")],
    go: t("password.go"),
    fields: [
      {
        key: "user",
        label: t("password.user"),
        value: "admin",
        hint: t("password.user.hint"),
        check: (value) => (value === "" || value.length > 320 ? t("password.user.wrong") : null),
      },
    ],
  });
  if (values === null) return;
  const user = values.user ?? "";
  const made = await workOrReport(ui, title, t("password.doing", { user }), "password.reset", { user });
  if (made === null) return;
  await read(ui, title, [
    t("password.done", { user: made.user }),
    "",
    [{ text: "    " }, { text: made.password, style: "bold" }],
    "",
    t("password.once"),
  ]);
}
