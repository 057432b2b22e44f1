import { textIn } from "../../../text/web.ts";
import { Fault, Form, Input } from "../parts/form.tsx";
import { Mark } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import type { LoginView } from "./view.ts";

/** /login */
export function LoginPage({ view }: { view: LoginView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("login.title")} width="narrow">
      <div class="door">
        <Brand />
        <h1 class="visually-hidden">{t("login.title")}</h1>
        <Form action="/login" class="stack">
          <Fault fault={view.fault} inSight />
          <input type="hidden" name="next" value={view.next} />
          <Input
            name="user"
            label={t("login.user")}
            value={view.user}
            autocomplete="username"
            required
            autofocus={view.user === ""}
            maxlength={200}
          />
          <Input
            name="password"
            label={t("login.password")}
            value=""
            type="password"
            autocomplete="current-password"
            required
            autofocus={view.user !== ""}
          />
          <button type="submit" class="button primary wide">
            {t("login.go")}
          </button>
        </Form>
        <p class="hint">
          {t("login.forgot")}
          <code>mailmanager user reset-password</code>
        </p>
        <p class="hint">
          <a href="/help/logging-in">{t("login.help")}</a>
        </p>
      </div>
    </Page>
  );
}

/** The product's name above the log-in form. */
export function Brand() {
  return (
    <p class="door-brand">
      <Mark />
      <span class="wordmark">
        Mail<b>Manager</b>
      </span>
    </p>
  );
}
