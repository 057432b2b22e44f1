import { Fault, Form, Input } from "../parts/form.tsx";
import { Mark } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import { textIn } from "../text.ts";
import type { Frame, LoginView } from "../view.ts";

/** /login */
export function LoginPage({ view }: { view: LoginView }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("login.title")} width="narrow">
      <div class="door">
        <Brand />
        <h1 class="visually-hidden">{t("login.title")}</h1>
        <Form action="/login" class="stack">
          <Fault fault={view.fault} />
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
      </div>
    </Page>
  );
}

/** /setup: what to do on a server that has no user yet. */
export function SetupPage({ view }: { view: { readonly frame: Frame; readonly done: boolean } }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("setup.title")} width="narrow">
      <div class="door roomy">
        <Brand />
        {view.done ? (
          <p>{t("setup.done")}</p>
        ) : (
          <>
            <h1>{t("setup.title")}</h1>
            <p>{t("setup.lead")}</p>
            <p>{t("setup.run")}</p>
            <pre class="command">
              <code>
                {
                  "mailmanager setup --data DIR \\\n  --hostname mail.example.org \\\n  --mailbox support@example.org"
                }
              </code>
            </pre>
            <p>{t("setup.then")}</p>
            <details>
              <summary>{t("setup.demo")}</summary>
              <pre class="command">
                <code>mailmanager demo --data DIR</code>
              </pre>
            </details>
          </>
        )}
        <a class="button primary" href="/login">
          {t("setup.login")}
        </a>
      </div>
    </Page>
  );
}

function Brand() {
  return (
    <p class="door-brand">
      <Mark />
      <span class="wordmark">
        Mail<b>Manager</b>
      </span>
    </p>
  );
}
