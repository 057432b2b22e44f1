import { stepText } from "../../../../text/box-steps.ts";
import { faultText } from "../../../../text/index.ts";
import { textIn } from "../../../../text/web.ts";
import { Empty, Head, When } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Fault, Form, Input } from "../../parts/form.tsx";
import { bytes, exact } from "../../parts/format.ts";
import { Icon } from "../../parts/icons.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { UpdatesView } from "./view.ts";

/** /system/updates: the installed releases, and how to install another. */
export function UpdatesPage({ view }: { view: UpdatesView }) {
  const t = textIn(view.frame.language);
  return (
    <Page
      frame={view.frame}
      title={t("system.updates")}
      width="narrow"
      side={<SettingsSide current="/system/updates" />}
    >
      <Head title={t("system.updates")} lead={t("updates.lead")} />
      {view.state === null ? (
        <Empty title={t("updates.absent")}>
          <p>{t("updates.absent.text")}</p>
        </Empty>
      ) : (
        <>
          <State state={view.state} />
          <Fault fault={view.fault} fields={["url"]} />
          <Job job={view.job} />
          {view.job !== null && view.job.installed === null && view.job.fault === null ? null : (
            <Ways view={view} />
          )}
          <History history={view.history} />
        </>
      )}
    </Page>
  );
}

/** The page shown while the appliance restarts. */
export function RestartingPage({ view }: { view: Pick<UpdatesView, "frame"> }) {
  const t = textIn(view.frame.language);
  return (
    <Page frame={view.frame} title={t("system.updates")} width="narrow">
      <Head title={t("system.updates")} lead={t("updates.restarting")} />
      <p>
        <a class="button" href="/system/updates">
          {t("system.updates")}
        </a>
      </p>
    </Page>
  );
}

function State({ state }: { state: NonNullable<UpdatesView["state"]> }) {
  const t = useText();
  const { language } = useFrame();
  const { running, other, fellBack, developmentKey } = state;
  const waiting = other?.state === "trying" && running?.trying === false;
  return (
    <section class="part">
      {fellBack ? (
        <p class="flash problem" role="alert">
          <Icon name="warn" />
          <span>
            {t("updates.fellBack", {
              ...{ from: fellBack.from, to: fellBack.to },
              cause: fellBack.cause ? faultText(language, fellBack.cause) : t("updates.fellBack.unknown"),
            })}
          </span>
        </p>
      ) : null}
      {running ? (
        <p class={`flash ${running.trying ? "" : "done"}`}>
          <Icon name={running.trying ? "warn" : "check"} />
          <span>
            {t("updates.runs", { version: running.version })} {running.trying ? t("updates.trying") : null}
          </span>
        </p>
      ) : null}
      <p>
        {other === null
          ? t("updates.none")
          : t(waiting ? "updates.waiting" : other.state === "bad" ? "updates.other.bad" : "updates.other", {
              version: other.version,
            })}
      </p>
      {developmentKey ? <p class="hint">{t("updates.development")}</p> : null}
      {waiting ? <Restart /> : null}
      {other && !waiting ? (
        <Form action="/system/updates/rollback" class="stack tight">
          <p class="hint">{t("updates.rollback.hint")}</p>
          <div>
            <button type="submit" class="button">
              {t("updates.rollback", { version: other.version })}
            </button>
          </div>
        </Form>
      ) : null}
    </section>
  );
}

function Restart() {
  const t = useText();
  return (
    <Form action="/system/updates/restart" class="stack tight">
      <p class="hint">{t("updates.restart.hint")}</p>
      <div>
        <button type="submit" class="button primary">
          {t("updates.restart")}
        </button>
      </div>
    </Form>
  );
}

function Job({ job }: { job: UpdatesView["job"] }) {
  const t = useText();
  const { language } = useFrame();
  if (job === null) return null;
  if (job.fault) return <Fault fault={job.fault} />;
  if (job.installed !== null) {
    return (
      <p class="flash done" role="status">
        <Icon name="check" />
        <span>{t("updates.job.done", { version: job.installed })}</span>
      </p>
    );
  }
  const what = stepText(language, job.what) || t("updates.job.runs");
  return (
    <section class="part" aria-live="polite">
      <p>{job.percent === null ? what : t("updates.job.percent", { what, percent: String(job.percent) })}</p>
      <progress max={100} value={job.percent ?? undefined} />
    </section>
  );
}

function Ways({ view }: { view: UpdatesView }) {
  const t = useText();
  const { language, zone } = useFrame();
  const { found } = view;
  return (
    <>
      <section class="part">
        <h2>{t("updates.upload")}</h2>
        <Form action="/system/updates/upload" class="stack" files>
          <div class="field">
            <label for="update-file">{t("updates.upload.file")}</label>
            <input
              id="update-file"
              type="file"
              name="file"
              accept=".update"
              required
              aria-describedby="update-hint"
            />
            <p class="hint" id="update-hint">
              {t("updates.upload.hint")}
            </p>
          </div>
          <div>
            <button type="submit" class="button">
              {t("updates.upload.go")}
            </button>
          </div>
        </Form>
      </section>
      <section class="part" id="sticks">
        <h2>{t("updates.stick")}</h2>
        {view.sticks?.length === 0 ? <p role="status">{t("updates.stick.none")}</p> : null}
        <ul class="cards">
          {view.sticks?.map(({ source, name, label, bytes: size }) => (
            <li class="card">
              <p>
                <bdi>{name}</bdi>
              </p>
              <p class="facts">
                <bdi>{t("updates.stick.on", { label, size: bytes(size, language) })}</bdi>
              </p>
              <Form action="/system/updates/address">
                <input type="hidden" name="url" value={source} />
                <button type="submit" class="button primary" name="do" value="install">
                  {t("updates.address.go")}
                </button>{" "}
                <button type="submit" class="button" name="do" value="look">
                  {t("updates.address.look")}
                </button>
              </Form>
            </li>
          ))}
        </ul>
        <p>
          <a class="button" href="/system/updates?look=media#sticks">
            {t(view.sticks === null ? "updates.stick.look" : "updates.stick.again")}
          </a>
        </p>
      </section>
      <section class="part">
        <h2>{t("updates.address")}</h2>
        <Form action="/system/updates/address">
          <Input
            name="url"
            label={t("updates.address.url")}
            value={view.url}
            fault={view.fault}
            required
            maxlength={2000}
          />
          {found ? (
            <p class="flash done" role="status">
              <Icon name="check" />
              <span>
                {t("updates.found", {
                  version: found.version,
                  date: exact(found.builtAt, zone, language),
                  size: bytes(found.bytes, language),
                })}
              </span>
            </p>
          ) : null}
          <button type="submit" class="button" name="do" value="look">
            {t("updates.address.look")}
          </button>{" "}
          <button type="submit" class={`button ${found ? "primary" : ""}`} name="do" value="install">
            {t("updates.address.go")}
          </button>
        </Form>
      </section>
    </>
  );
}

function History({ history }: { history: UpdatesView["history"] }) {
  const t = useText();
  return (
    <section class="part">
      <h2>{t("updates.history")}</h2>
      {history.length === 0 ? <p class="hint">{t("updates.history.none")}</p> : null}
      <ul class="cards">
        {history.map((entry) => (
          <li class="card">
            <p>
              <Icon name={entry.ok ? "check" : "warn"} /> <span class="sentence">{entry.what}</span>
            </p>
            <p class="facts">
              <When at={entry.at} /> <bdi>{entry.actor}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
