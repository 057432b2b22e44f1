// What is being written is saved on the server while one types, and kept in the tab until that has worked: it survives a
// reload, another browser, and a lost session or connection. Sending waits for nothing: the server removes the draft with
// what it became, and takes nothing of it that comes late.

/** Milliseconds without a key after which a draft is saved, and after which it is tried again without a connection. */
const PAUSE = 800;
const AGAIN = 15_000;
/** Milliseconds after which an answer is no longer waited for. */
const LONGEST = 20_000;
/** The most bytes that a browser still sends while it leaves a page. */
const WHILE_LEAVING = 60_000;

const sentBefore = sessionStorage.getItem("draft:sent");
sessionStorage.removeItem("draft:sent");
if (sentBefore && document.querySelector("[data-flash=done]"))
  sessionStorage.removeItem(`draft:${sentBefore}`);
for (const form of document.querySelectorAll("form[data-draft]")) {
  if (form.querySelector("[data-draft-foot]")) keepDraft(form);
  else keepInTab(form);
}

/** A form of which the server keeps no draft: what is typed is kept in the tab until it has been sent. */
function keepInTab(form) {
  const name = `draft:${form.dataset.draft}`;
  const fields = [...form.querySelectorAll("textarea, input[type=text]")];
  const given = new Map(fields.map((field) => [field.name, field.value]));
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  // What was typed over something else is not put back.
  for (const field of fields) {
    const one = kept.fields?.[field.name];
    if (one && field.value === one.given) field.value = one.typed;
  }
  form.addEventListener("input", () => keepTyped(name, fields, given, {}));
  addEventListener("submit", (event) => {
    if (event.target === form && !event.defaultPrevented)
      sessionStorage.setItem("draft:sent", form.dataset.draft);
  });
}

/** Keeps in the tab what differs from what the server made; nothing if nothing does. */
function keepTyped(name, fields, given, more) {
  const typed = fields.filter((field) => field.value !== given.get(field.name));
  if (typed.length === 0) return sessionStorage.removeItem(name);
  const each = typed.map((field) => [field.name, { given: given.get(field.name), typed: field.value }]);
  sessionStorage.setItem(name, JSON.stringify({ ...more, fields: Object.fromEntries(each) }));
}

function keepDraft(form) {
  const name = `draft:${form.dataset.draft}`;
  const foot = form.querySelector("[data-draft-foot]");
  const fields = foot.dataset.fields.split(" ").map((field) => form.elements.namedItem(field));
  // As the server made them.
  const given = new Map(fields.map((field) => [field.name, field.value]));
  const { draftAt, writer, nonce } = form.elements;
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  let [timer, changed, failed, flight, sent] = [0, false, false, null, false];
  draftAt.value = foot.dataset.savedAt;
  writer.value = kept.writer ?? nonce.value;

  const part = (selector) => foot.querySelector(`[data-draft-${selector}]`);
  const say = (text, elsewhere = false) => {
    part("said").textContent = text;
    part("choice").hidden = !elsewhere;
    part("discard").hidden = elsewhere || draftAt.value === "";
  };
  const keep = () => keepTyped(name, fields, given, { writer: writer.value, at: draftAt.value });
  const body = () => {
    const values = ["csrf", "draftAt", "writer", ...fields.map((field) => field.name)];
    return new URLSearchParams(values.map((one) => [one, form.elements.namedItem(one).value])).toString();
  };
  const save = async () => {
    clearTimeout(timer);
    if (!changed || flight || sent) return;
    changed = false;
    flight = new AbortController();
    const signal = AbortSignal.any([flight.signal, AbortSignal.timeout(LONGEST)]);
    const text = body();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const keepalive = text.length < WHILE_LEAVING;
    let wait = PAUSE;
    try {
      const response = await fetch(foot.dataset.draftFoot, {
        method: "POST",
        body: text,
        headers,
        keepalive,
        signal,
      });
      const answer = await response.text();
      if (!sent) taken(response, answer);
    } catch {
      if (!sent) {
        [changed, failed, wait] = [true, true, AGAIN];
        say(foot.dataset.unsaved);
      }
    }
    flight = null;
    if (changed && !sent) later(wait);
  };
  const taken = (response, answer) => {
    failed = !response.ok || response.redirected;
    if (response.status === 409) return say(foot.dataset.elsewhere, true);
    if (failed) return say(foot.dataset.unsaved);
    draftAt.value = answer;
    // The tab has nothing newer, unless something was typed meanwhile, or there is no text yet.
    if (changed || answer === "") keep();
    else sessionStorage.removeItem(name);
    say(answer === "" ? "" : savedText());
  };
  /** Files that are chosen are not part of it. */
  const savedText = () =>
    form.querySelector("input[type=file]")?.files.length > 0 ? foot.dataset.savedWithout : foot.dataset.saved;
  const later = (wait = PAUSE) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const differs = restore();
  // Another window has saved something else since this tab last did.
  if (differs === "elsewhere") {
    failed = true;
    draftAt.value = kept.at;
    say(foot.dataset.elsewhere, true);
  } else if (differs) {
    changed = true;
    later();
  }
  /** Puts back what the tab has kept. What was typed over something else stays away, unless that is a draft as well. */
  function restore() {
    const base = foot.dataset.savedAt;
    const known = kept.at === base || foot.dataset.savedBy === kept.writer;
    let restored = false;
    for (const field of fields) {
      const one = kept.fields?.[field.name];
      if (!one || one.typed === field.value) continue;
      if (field.value !== one.given && !known && base === "") continue;
      field.value = one.typed;
      restored = true;
    }
    return restored && !known && base !== "" ? "elsewhere" : restored;
  }

  form.addEventListener("input", (event) => {
    if (!fields.includes(event.target)) return;
    keep();
    changed = true;
    // Whoever still types has stopped the browser from sending.
    sent = false;
    if (part("choice").hidden) later();
  });
  part("this").addEventListener("click", () => {
    // In place of whatever is there: the server refuses it only if it was sent.
    foot.dataset.draftFoot = foot.dataset.draftFoot.replace(/quiet$/, "instead");
    changed = true;
    say("");
    save().finally(() => {
      foot.dataset.draftFoot = foot.dataset.draftFoot.replace(/instead$/, "quiet");
    });
  });
  part("other").addEventListener("click", () => {
    [changed, failed, sent] = [false, false, true];
    sessionStorage.removeItem(name);
    location.assign(location.pathname.replace(/^(\/tickets\/\d+)\/.*/, "$1"));
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save());
  // The browser has kept the page as it was when its form was sent, and someone came back.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) sent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && (failed || (changed && body().length >= WHILE_LEAVING))) event.preventDefault();
  });
  // Once nothing has kept the form from being sent.
  addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    sent = true;
    clearTimeout(timer);
    flight?.abort();
    if (event.submitter?.matches("[data-draft-discard]")) sessionStorage.removeItem(name);
    else sessionStorage.setItem("draft:sent", form.dataset.draft);
  });
}
