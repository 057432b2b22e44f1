import { stepText } from "../../../text/box-steps.ts";
import { textIn } from "../../../text/web.ts";
import { Brand } from "../log-in/page.tsx";
import { Head, Size, When } from "../parts/bits.tsx";
import { useFrame, useText } from "../parts/context.ts";
import { Fault, Form } from "../parts/form.tsx";
import { bytes, count } from "../parts/format.ts";
import { Icon } from "../parts/icons.tsx";
import { Page } from "../parts/page.tsx";
import type { SetupRestoreView } from "./view.ts";

const here = "/setup/restore";

/** /setup/restore: restores a backup, instead of the setup's steps. */
export function SetupRestorePage({ view }: { view: SetupRestoreView }) {
  const t = textIn(view.frame.language);
  const { state } = view;
  return (
    <Page frame={view.frame} title={`${t("restore.title")} · ${t("setup.title")}`} width="narrow">
      <div class="setup-alone">
        <Brand />
        <Head title={t("restore.title")} lead={t(`restore.lead.${state.step}`)} />
        {state.step === "choose" ? <Choose view={view} fault={state.fault} /> : null}
        {state.step === "working" ? <Working state={state} /> : null}
        {state.step === "ready" ? <Ready backup={state.backup} /> : null}
      </div>
    </Page>
  );
}

function Choose(props: {
  readonly view: SetupRestoreView;
  readonly fault: Extract<SetupRestoreView["state"], { step: "choose" }>["fault"];
}) {
  const t = useText();
  const { view, fault } = props;
  return (
    <>
      <Fault fault={fault} />
      <section class="part">
        <h2>{t("restore.upload")}</h2>
        <Upload room={view.room} />
      </section>
      {view.offered.length > 0 ? <Offered offered={view.offered} /> : null}
      <p class="setup-go">
        <a class="button quiet" href="/setup">
          {t("restore.fresh")}
        </a>
        {view.sticks ? (
          <a class="button quiet" href={here}>
            {t("restore.look")}
          </a>
        ) : null}
      </p>
    </>
  );
}

/** Works without a script; with one it shows progress, and does not send a file that is too large. */
function Upload({ room }: { room: number }) {
  const t = useText();
  const frame = useFrame();
  return (
    <form
      action={`${here}/upload`}
      method="post"
      enctype="multipart/form-data"
      class="stack"
      data-upload={here}
      data-room={String(room)}
    >
      <input type="hidden" name="csrf" value={frame.csrf} />
      <div class="field">
        <label for="backup-file">{t("restore.file")}</label>
        <input
          id="backup-file"
          type="file"
          name="file"
          accept=".backup"
          required
          aria-describedby="backup-hint"
        />
        <p class="hint" id="backup-hint">
          {t("restore.file.hint", { room: bytes(room, frame.language) })}
        </p>
      </div>
      <div role="alert" data-too-large hidden>
        <p class="flash problem">
          <Icon name="warn" />
          <span>{t("restore.tooLarge", { room: bytes(room, frame.language) })}</span>
        </p>
      </div>
      <div data-progress hidden aria-live="polite">
        <p>{t("restore.uploading")}</p>
        <progress max={100} value={0} />
      </div>
      <p class="setup-go">
        <button type="submit" class="button primary" data-default>
          {t("restore.upload.go")}
        </button>
      </p>
    </form>
  );
}

function Offered({ offered }: Pick<SetupRestoreView, "offered">) {
  const t = useText();
  return (
    <section class="part">
      <h2>{t("restore.offered")}</h2>
      <ul class="cards">
        {offered.map(({ id, name, bytes: size, stick }) => (
          <li class="card">
            <p>
              <bdi>{name}</bdi>
            </p>
            <p class="facts">
              <span>
                <Size of={size} />
              </span>
              <bdi>{stick === null ? t("restore.offered.here") : t("restore.offered.stick", { stick })}</bdi>
            </p>
            <Form action={here}>
              <input type="hidden" name="id" value={id} />
              <button type="submit" class="button small" name="do" value="choose">
                {t("restore.offered.go")}
                <span class="visually-hidden">: {name}</span>
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Working({ state }: { state: Extract<SetupRestoreView["state"], { step: "working" }> }) {
  const t = useText();
  const { language } = useFrame();
  const { done, total, what } = state;
  const percent = total === null || total === 0 ? null : Math.floor((done / total) * 100);
  const words = stepText(language, what) || t("restore.working");
  return (
    <section class="part" aria-live="polite">
      <p>{percent === null ? words : t("backups.job.percent", { what: words, percent: String(percent) })}</p>
      <progress max={100} value={percent ?? undefined} />
    </section>
  );
}

function Ready({ backup }: { backup: Extract<SetupRestoreView["state"], { step: "ready" }>["backup"] }) {
  const t = useText();
  const { language } = useFrame();
  const number = (n: number) => count(n, language);
  const { contents } = backup;
  return (
    <>
      <dl class="answers">
        <Row name={t("restore.of")} value={backup.hostname} />
        <div>
          <dt>{t("restore.made")}</dt>
          <dd>
            <When at={backup.createdAt} />
          </dd>
        </div>
        {contents ? (
          <>
            <Row name={t("restore.tickets")} value={number(contents.tickets)} />
            <Row name={t("restore.mails")} value={number(contents.mails)} />
          </>
        ) : null}
        <Row name={t("restore.events")} value={number(backup.head)} />
        <Row name={t("restore.size")} value={bytes(backup.bytes, language)} />
        <Row name={t("restore.release")} value={backup.version} />
        <Row name={t("restore.file")} value={backup.name} />
      </dl>
      <ul class="plain-list">
        <li>{t("restore.then.login")}</li>
        <li>{t("restore.then.held")}</li>
      </ul>
      <Form action={here}>
        <p class="setup-go">
          <button type="submit" class="button primary" name="do" value="confirm" data-default>
            {t("restore.confirm")}
          </button>
          <button type="submit" class="button quiet" name="do" value="discard">
            {t("restore.other")}
          </button>
        </p>
      </Form>
    </>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
