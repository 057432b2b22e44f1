import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { BoxStatus } from "../../../../appliance/protocol.ts";
import type { Now } from "../../../base/clock.ts";
import { type Fault, fault, faultKind } from "../../../base/fault.ts";
import type { Log } from "../../../base/log.ts";
import { networkOf } from "../../../base/network.ts";
import { ok, type Result, refuse } from "../../../base/result.ts";
import {
  completed,
  type Finding,
  isAnswered,
  nextStep,
  type Plan,
  type StepName,
  stepNames,
} from "../../../domain/setup/index.ts";
import type { SetupProbes } from "../../../engine/operate/first-start/probes.ts";
import type { SetupRestore } from "../../../engine/operate/first-start/restore.ts";
import { createThrottle } from "../../../engine/people/throttle.ts";
import { faultText } from "../../../text/index.ts";
import { createAssets } from "../server/assets.ts";
import { field, sameSecret } from "../server/form.ts";
import { bareFrame, browserZone } from "../server/frame.ts";
import { languageOf, textsFor } from "../server/language.ts";
import { guardedRoutes, needs, needsOf } from "../server/needs.ts";
import { formFault, html } from "../server/respond.tsx";
import { securityHeaders } from "../server/security.ts";
import { isSecure, keepSession, remoteAddress } from "../server/session.ts";
import { type FormRules, formRoutes, letThrough, takes } from "../server/takes.ts";
import { isConnectionReset } from "../server/upload.ts";
import { type AskNetwork, actOn, networkOptions, networkPart, refreshing } from "../system/network/index.ts";
import type { NetworkPart } from "../system/network/view.ts";
import type { Frame } from "../view.ts";
import type { Ctx, Web, WebEnv } from "../web.ts";
import { answersIn } from "./answers.ts";
import { SetupCodePage, SetupFinishPage, SetupStepPage } from "./page.tsx";
import { restoreRoutes, restoreUploadPath, restoreUploadRoute } from "./restore.tsx";
import { readStep, type SetupForm, stepOptions, typedIn, valuesOf } from "./steps.ts";

/** The pages of the setup, which replace all others until there is data. See ../../../engine/operate/first-start. */

export interface SetupParts {
  readonly asset: (name: string) => Uint8Array;
  readonly now: Now;
  readonly log: Log;
  /** The answers so far, and the secrets of the browser that entered the code. */
  readonly draft: {
    plan(): Plan;
    save(plan: Plan): void;
    readonly session: string;
    readonly csrf: string;
  };
  /** Whether the program was started with --outgoing. */
  readonly outgoingOverride: boolean;
  readonly listening: () => Promise<{ readonly smtp: string | null; readonly addresses: readonly string[] }>;
  /** Why the plan's certificate cannot be used; null if it can, or if there is none. */
  readonly unusable: (plan: Plan) => Fault | null;
  readonly isCode: (text: string) => boolean;
  readonly hash: (password: string) => Promise<string>;
  readonly probes: SetupProbes;
  /** Calls the appliance around the program; null if there is none. */
  readonly askBox: AskNetwork | null;
  readonly restore: SetupRestore;
  /** Creates the data as planned and switches to it. @returns the token of the administrator's first session */
  readonly finish: (ip: string) => Promise<Result<string, Fault>>;
}

const COOKIE = "mm_setup";
/** Before the code is entered: only the code. */
const codeForm = { text: 4096, fields: 4 } as const;
/** Certificate and key are pasted or uploaded. */
const certificateForm = { text: 512 * 1024, files: 2, fileBytes: 512 * 1024 } as const;

/** The pages of the setup, at /setup; every other path redirects there. */
export function createSetup(parts: SetupParts): Web {
  const { draft, now, log } = parts;
  const assets = createAssets(parts.asset);
  // The code has 31^8 values: guessing is hopeless at this rate, and the owner waits for seconds at most.
  const codes = createThrottle(
    {
      free: 5,
      window: 15 * 60_000,
      pause: 2000,
      patience: 20_000,
      forgives: true,
      refusal: "setup.code.often",
    },
    now,
  );
  const found = new Map<StepName, readonly Finding[]>();
  const web: Web = new Hono<WebEnv>();

  web.onError((cause, c) => {
    if (isConnectionReset(cause)) log.info("a request broke off", { path: c.req.path });
    else log.error("a page of the first start failed", { path: c.req.path, cause });
    const known = sameSecret(getCookie(c, COOKIE) ?? "", draft.session);
    return known ? showFinish(c, fault("internal.bug")) : showCode(c, fault("internal.bug"));
  });
  web.use(securityHeaders);
  web.get("/assets/:file", needs("open"), (c) => assets.answer(c, c.req.param("file")) ?? c.notFound());
  web.get("/favicon.ico", needs("open"), (c) => c.redirect(assets.url("icon.svg"), 302));
  web.all("/api/*", needs("open"), (c) => {
    const { code } = fault("system.new");
    const { http } = faultKind(code);
    const problem = {
      type: "about:blank",
      title: faultText(languageOf(c), fault(code)),
      status: http,
      code,
      detail: textsFor(c)("setup.api"),
    };
    const headers = { "Content-Type": "application/problem+json", "Retry-After": "60" };
    return new Response(JSON.stringify(problem), { status: http, headers });
  });
  const around = { restore: parts.restore, csrf: draft.csrf, frame };
  const neededBy = needsOf(web);
  web.use(async (c, next) => {
    const what = neededBy(c) ?? "open";
    if (what !== "open" && !isKnown(c)) return c.redirect("/setup", 303);
    c.set("admitted", what);
    return next();
  });
  restoreUploadRoute(web, around);
  web.use(letThrough(formRules()));

  web.get("/setup", needs("open"), (c) =>
    isKnown(c) ? c.redirect(pathOf(nextStep(draft.plan())), 302) : showCode(c, null),
  );

  web.post("/setup", needs("open"), takes(codeForm), async (c) => {
    const ip = remoteAddress(c);
    const given = await codes.attempt(networkOf(ip), async () =>
      parts.isCode(field(c.get("form"), "code"))
        ? ok(undefined)
        : refuse(fault("setup.code.wrong", { field: "code" })),
    );
    if (!given.ok) {
      log.warn("a setup code was refused", { ip, code: given.error.reason });
      return showCode(c, given.error);
    }
    log.info("first start: the setup code was given", { ip });
    setCookie(c, COOKIE, draft.session, {
      httpOnly: true,
      sameSite: "Lax",
      path: "/setup",
      secure: isSecure(c),
    });
    return c.redirect(pathOf(nextStep(draft.plan())), 303);
  });

  restoreRoutes(web, around);

  for (const step of stepNames) {
    web.get(pathOf(step), needs("code"), (c) => showStep(c, step, null, null));

    web.post(
      pathOf(step),
      needs("code"),
      takes({ ...(step === "certificate" ? certificateForm : {}), only: stepOptions(step) }),
      async (c) => {
        const form: SetupForm = c.get("form");
        const read = await readStep(step, form, draft.plan(), parts.hash, languageOf(c));
        if (!read.ok) return showStep(c, step, form, read.error);
        const unusable = step === "certificate" ? parts.unusable(read.value) : null;
        if (unusable) return showStep(c, step, form, unusable);
        draft.save(read.value);
        found.delete(step);
        if (field(form, "go") !== "anyway") {
          const findings = await probe(step, read.value);
          found.set(step, findings);
          if (findings.some(({ level }) => level !== "ok")) return c.redirect(`${pathOf(step)}#found`, 303);
        }
        return c.redirect(`${pathOf(after(step))}?from=${step}`, 303);
      },
    );
  }

  web.post("/setup/network", needs("code"), takes({ only: networkOptions }), async (c) => {
    if (parts.askBox === null) return c.redirect(pathOf("name"), 303);
    const acted = await actOn(parts.askBox, c);
    return acted.kind === "done"
      ? c.redirect(pathOf("name"), 303)
      : showStep(c, "name", null, null, acted.more);
  });

  web.get("/setup/finish", needs("code"), (c) => showFinish(c, null));
  web.post("/setup/finish", needs("code"), takes(), async (c) => {
    const plan = draft.plan();
    if (completed(plan) === null) return c.redirect(pathOf(nextStep(plan)), 303);
    const finished = await parts.finish(remoteAddress(c));
    if (!finished.ok) return showFinish(c, finished.error);
    setCookie(c, COOKIE, "", { path: "/setup", maxAge: 0 });
    keepSession(c, finished.value);
    return c.redirect("/setup/done", 303);
  });

  web.all("*", (c) => c.redirect("/setup", c.req.method === "GET" || c.req.method === "HEAD" ? 302 : 303));
  formRoutes(web, [restoreUploadPath]);
  guardedRoutes(web);
  return web;

  function formRules(): FormRules {
    return {
      ours: (c, form) => c.req.path === "/setup" || sameSecret(field(form, "csrf"), draft.csrf),
      refuse(c, problem) {
        const nowhere = problem.code === "thing.not-found" || problem.code === "request.method";
        if (nowhere) return c.redirect("/setup", 303);
        return isKnown(c) ? showFinish(c, problem) : showCode(c, problem);
      },
    };
  }

  function isKnown(c: Ctx): boolean {
    return sameSecret(getCookie(c, COOKIE) ?? "", draft.session);
  }

  async function probe(step: StepName, plan: Plan): Promise<readonly Finding[]> {
    return step === "zone" || step === "admin" ? [] : parts.probes[step](plan);
  }

  /** The next step, or the first unanswered one if all later ones are answered. */
  function after(step: StepName): StepName | "finish" {
    const behind = stepNames.slice(stepNames.indexOf(step) + 1);
    const plan = draft.plan();
    return behind.find((one) => !isAnswered(plan, one)) ?? nextStep(plan);
  }

  function passedIn(c: Ctx): readonly Finding[] {
    const from = stepNames.find((step) => step === c.req.query("from"));
    const findings = (from && found.get(from)) ?? [];
    return findings.every(({ level }) => level === "ok") ? findings : [];
  }

  function showCode(c: Ctx, problem: Fault | null): Response {
    const status =
      problem === null ? 200 : problem.code === "auth.failed" ? 401 : faultKind(problem.code).http;
    const view = { frame: frame(c), fault: problem && formFault(c, problem) };
    return html(c, <SetupCodePage view={view} />, status);
  }

  async function showStep(
    c: Ctx,
    step: StepName,
    form: SetupForm | null,
    problem: Fault | null,
    change: Partial<NetworkPart> = {},
  ): Promise<Response> {
    const t = textsFor(c);
    const plan = draft.plan();
    const asked = step === "name" ? parts.askBox : null;
    const box = asked && (await networkPart(asked, c, true, change));
    const network = box?.part ?? null;
    const { values, kept } = valuesOf(step, plan, { zone: browserZone(c), hostname: nameGiven(box?.status) });
    const view = {
      frame: frame(c),
      step,
      steps: stepsOf(plan),
      next: isAnswered(plan, step) ? after(step) : null,
      findings: problem === null ? (found.get(step) ?? []) : [],
      passed: passedIn(c),
      values: form === null ? values : { ...values, ...typedIn(step, form) },
      kept,
      fault: problem && formFault(c, problem),
      outgoingOverride: parts.outgoingOverride,
      zones: step === "zone" ? zonesWith(values.zone ?? "UTC") : [],
      mailbox: plan.mailbox?.address ?? t("setup.mailbox.some"),
      hostname: plan.hostname ?? t("setup.name.some"),
      network,
      ...(await parts.listening()),
    };
    const bad = problem !== null || Boolean(change.fault);
    const page = html(c, <SetupStepPage view={view} />, bad ? 422 : 200);
    return network === null ? page : refreshing(page, network);
  }

  function showFinish(c: Ctx, problem: Fault | null): Response {
    const plan = draft.plan();
    const view = {
      frame: frame(c),
      steps: stepsOf(plan),
      answers: answersIn(plan, textsFor(c)),
      passed: passedIn(c),
      fault: problem && formFault(c, problem),
    };
    return html(c, <SetupFinishPage view={view} />, problem === null ? 200 : faultKind(problem.code).http);
  }

  function frame(c: Ctx): Frame {
    const csrf = isKnown(c) ? draft.csrf : "";
    return bareFrame(c, { now: now(), assets, zone: draft.plan().zone, csrf });
  }
}

/** The host name that was set at the console; null while it is the default. */
const nameGiven = (status: BoxStatus | null | undefined): string | null =>
  status && status.hostname !== "mailmanager" ? status.hostname : null;

const pathOf = (step: StepName | "finish"): string => `/setup/${step}`;
const stepsOf = (plan: Plan) => stepNames.map((step) => ({ step, said: isAnswered(plan, step) }));
const zonesWith = (zone: string) => [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), zone])];
