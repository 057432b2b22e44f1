import type { BackupEvent } from "../../../../domain/backup/index.ts";
import { faultWithRemedy, type Language } from "../../../../text/index.ts";
import { type Text, textIn } from "../../../../text/web.ts";
import { Ago, Head, Size, When } from "../../parts/bits.tsx";
import { useFrame, useText } from "../../parts/context.ts";
import { Fault, Form } from "../../parts/form.tsx";
import { bytes } from "../../parts/format.ts";
import { Icon } from "../../parts/icons.tsx";
import { Page } from "../../parts/page.tsx";
import { SettingsSide } from "../../parts/sides.tsx";
import type { BackupsView } from "./view.ts";

const here = "/system/backups";

/** /system/backups: the backups, and how to make another. */
export function BackupsPage({ view }: { view: BackupsView }) {
  const t = textIn(view.frame.language);
  const busy = view.job !== null && !view.job.done && view.job.fault === null;
  return (
    <Page
      frame={view.frame}
      title={t("system.backups")}
      width="narrow"
      side={<SettingsSide current={here} />}
    >
      <Head title={t("system.backups")} lead={t("backups.lead")} />
      <Fault fault={view.fault} />
      <section class="part">
        <Last at={view.lastAt} />
        {busy ? <Making job={view.job} /> : <Make fault={view.job?.fault ?? null} />}
      </section>
      <Ready backups={view.backups} />
      <section class="part">
        <h2>{t("backups.restore")}</h2>
        <p>
          {t("backups.restore.text")} <a href="/help/backups">{t("backups.restore.help")}</a>
        </p>
      </section>
      <History history={view.history} />
    </Page>
  );
}

/** A placeholder in a text, which is split there to insert an element. */
const PLACE = "\0";

function Last({ at }: { at: number | null }) {
  const t = useText();
  const [before = "", after = ""] = t("backups.last", { when: PLACE }).split(PLACE);
  return (
    <p class={`flash ${at === null ? "" : "done"}`}>
      <Icon name={at === null ? "warn" : "check"} />
      <span>
        {at === null ? (
          t("backups.last.none")
        ) : (
          <>
            {before}
            <When at={at} />
            {after}
          </>
        )}
      </span>
    </p>
  );
}

function Make({ fault }: { fault: NonNullable<BackupsView["job"]>["fault"] }) {
  const t = useText();
  return (
    <>
      <Fault fault={fault} />
      <Form action={here} class="stack tight">
        <p class="hint">{t("backups.make.hint")}</p>
        <div>
          <button type="submit" class="button primary">
            {t("backups.make")}
          </button>
        </div>
      </Form>
    </>
  );
}

function Making({ job }: { job: BackupsView["job"] }) {
  const t = useText();
  const what = job?.what || t("backups.job");
  const percent = job?.percent ?? null;
  return (
    <div aria-live="polite">
      <p>{percent === null ? what : t("backups.job.percent", { what, percent: String(percent) })}</p>
      <progress max={100} value={percent ?? undefined} />
    </div>
  );
}

function Ready({ backups }: Pick<BackupsView, "backups">) {
  const t = useText();
  return (
    <section class="part">
      <h2>{t("backups.ready")}</h2>
      <p class="hint">{t(backups.length === 0 ? "backups.ready.none" : "backups.secret")}</p>
      <ul class="cards">
        {backups.map((backup) => (
          <Backup backup={backup} />
        ))}
      </ul>
    </section>
  );
}

function Backup({ backup }: { backup: BackupsView["backups"][number] }) {
  const t = useText();
  const { name, createdAt, contents } = backup;
  return (
    <li class="card">
      <header>
        <h3>
          <When at={createdAt} />
        </h3>
        <Ago at={createdAt} />
      </header>
      <p class="facts">
        <span>
          <Size of={backup.bytes} />
        </span>
        <span>{t(backup.cause === "nightly" ? "backups.made.nightly" : "backups.made.asked")}</span>
        {contents ? (
          <>
            <span>{t("backups.tickets", { n: contents.tickets })}</span>
            <span>{t("backups.mails", { n: contents.mails })}</span>
          </>
        ) : null}
        <span>{t("backups.release", { version: backup.version })}</span>
      </p>
      <p class="facts">
        <bdi>{name}</bdi>
      </p>
      <div class="card-actions">
        <a class="button small" href={`${here}/${encodeURIComponent(name.toWellFormed())}`} download>
          {t("backups.download")}
        </a>
        <details class="sure">
          <summary class="button small quiet">{t("backups.delete")}</summary>
          <Form action={`${here}/delete`}>
            <input type="hidden" name="name" value={name} />
            <button type="submit" class="button small danger">
              {t("backups.delete.sure")}
            </button>
          </Form>
        </details>
      </div>
    </li>
  );
}

function History({ history }: Pick<BackupsView, "history">) {
  const t = useText();
  const { language } = useFrame();
  return (
    <section class="part">
      <h2>{t("backups.history")}</h2>
      {history.length === 0 ? <p class="hint">{t("backups.history.none")}</p> : null}
      <ul class="cards">
        {history.map(({ at, actor, event }) => (
          <li class="card">
            <p>
              <Icon name={event.type === "BackupFailed" ? "warn" : "check"} />{" "}
              <bdi>{told(event, t, language)}</bdi>
            </p>
            <p class="facts">
              <When at={at} /> <bdi>{actor}</bdi>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function told(event: BackupEvent, t: Text, language: Language): string {
  switch (event.type) {
    case "BackupMade":
      return t("backups.event.BackupMade", { file: event.file, size: bytes(event.bytes, language) });
    case "BackupFailed":
      return t("backups.event.BackupFailed", { problem: faultWithRemedy(language, event.fault) });
    case "BackupDownloaded":
      return t("backups.event.BackupDownloaded", { file: event.file });
    case "BackupRemoved":
      return t("backups.event.BackupRemoved", { file: event.file });
    case "BackupRestored": {
      const { file, hostname, held } = event;
      return held === 0
        ? t("backups.event.BackupRestored", { file, hostname })
        : t("backups.event.BackupRestored.held", { file, hostname, n: held });
    }
  }
}
