// The questions of an interview: changed in place without leaving the page, kept in this browser, shown as a sheet to
// print. Every change is made by the console; without this script the same buttons load the page anew.

const KEPT = "bole-kept:";
const KEPT_MILLISECONDS = 7 * 24 * 3600 * 1000;

/** What this browser keeps of a candidate's kit: when it was kept, and the fields of its form; null without one. */
function kept(key) {
  try {
    const found = JSON.parse(localStorage.getItem(KEPT + key));
    return Array.isArray(found?.fields) && typeof found.since === "number" ? found : null;
  } catch {
    return null;
  }
}

/** Keeps the fields; a browser that keeps nothing, or has no room, goes on without. */
function keep(key, fields) {
  if ("signedOut" in document.documentElement.dataset) return;
  try {
    localStorage.setItem(KEPT + key, JSON.stringify({ since: Date.now(), fields }));
  } catch {
    // The page itself still holds the kit.
  }
}

function dropOld() {
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(KEPT)) continue;
    const found = kept(name.slice(KEPT.length));
    if (!found || Date.now() - found.since > KEPT_MILLISECONDS) localStorage.removeItem(name);
  }
}

/** The fields of a form, without the token: that is the session's, not the kit's. */
function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => name !== "csrf_token");
}

function planPage(form) {
  const key = form.dataset.kitKey;
  const notice = document.querySelector("[data-kept]");
  const found = kept(key);
  if (found) {
    notice.hidden = false;
    const since = new Date(found.since);
    const time = notice.querySelector("[data-kept-since]");
    time.dateTime = since.toISOString();
    time.textContent = since.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
  notice.querySelector("[data-kept-open]").addEventListener("click", () => {
    const again = document.createElement("form");
    again.method = "post";
    again.action = notice.dataset.change;
    again.hidden = true;
    for (const [name, value] of [...found.fields, ["act", "show"], ["csrf_token", notice.dataset.csrf]]) {
      const field = document.createElement("textarea"); // unlike an input it keeps line ends
      field.name = String(name);
      field.value = String(value);
      again.append(field);
    }
    document.body.append(again);
    again.submit();
  });
  notice.querySelector("[data-kept-drop]").addEventListener("click", () => {
    localStorage.removeItem(KEPT + key);
    notice.hidden = true;
    form.querySelector("input[type=number]").focus();
  });
  form.addEventListener("submit", () => {
    const status = form.querySelector("[data-writing]");
    status.textContent = status.dataset.says;
    form.querySelector("[data-write]").disabled = true;
  });
  // A page that the browser brings back as it was left is ready again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

function kitPage(form) {
  const key = form.dataset.kitKey;
  const holder = form.querySelector("#kit");
  const bar = document.querySelector("[data-said-bar]");
  const status = bar.querySelector("[data-said]");
  const undo = bar.querySelector("[data-undo]");
  let before = null;
  let timer = 0;

  function say(text) {
    status.textContent = text;
    bar.classList.toggle("on", Boolean(text));
  }

  function grow() {
    for (const field of holder.querySelectorAll("textarea")) {
      if (!field.offsetParent) continue;
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    }
  }

  function openFor(element) {
    element?.closest("details")?.setAttribute("open", "");
    element?.focus();
  }

  /** Has the console make a change, and puts the kit that it answers into the page. */
  async function change(fields, { undoneFrom = "" } = {}) {
    const open = [...holder.querySelectorAll("details[open]")].map((one) => one.closest("li")?.id);
    const scrolled = scrollY;
    say(form.dataset.busy);
    form.inert = true;
    form.setAttribute("aria-busy", "true");
    try {
      const body = new FormData();
      for (const [name, value] of fields) body.append(name, value);
      body.set("csrf_token", form.elements.csrf_token.value);
      const response = await fetch(form.action, {
        method: "POST",
        body,
        redirect: "error",
        headers: { accept: "text/html, application/json", "x-part": "kit" },
      });
      if (!response.ok) throw new Error((await response.json().catch(() => ({}))).message ?? "");
      holder.innerHTML = await response.text(); // every text in it was escaped by the console
    } catch (error) {
      say(`${form.dataset.failed} ${error instanceof TypeError ? "" : error.message}`);
      return false;
    } finally {
      form.inert = false;
      form.removeAttribute("aria-busy");
    }
    for (const id of open) if (id) document.getElementById(id)?.querySelector("details")?.setAttribute("open", "");
    const { focus, happened, fault } = holder.querySelector("[data-kit]").dataset;
    grow();
    scrollTo({ top: scrolled, behavior: "instant" });
    say(undoneFrom ? form.dataset.undone : happened);
    openFor(document.getElementById(fault ? "kit-fault" : undoneFrom || focus));
    keep(key, fieldsOf(form));
    return !fault;
  }

  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button?.hasAttribute("data-show-sheet")) {
      button.formTarget = "kit-sheet";
      document.querySelector("[data-sheet]").showModal();
      return;
    }
    if (button?.name !== "act") return;
    event.preventDefault();
    const previous = fieldsOf(form);
    const done = await change([...previous, ["act", button.value]]);
    before = done && button.value !== "show" ? { fields: previous, from: button.id } : before;
    undo.hidden = !before;
  });

  undo.addEventListener("click", async () => {
    const done = await change([...before.fields, ["act", "show"]], { undoneFrom: before.from });
    before = done ? null : before;
    undo.hidden = done;
  });

  // A field that has to be filled in, and lies in a part that is closed, could not be shown what is wrong with it.
  form.addEventListener("invalid", (event) => event.target.closest("details")?.setAttribute("open", ""), true);
  form.addEventListener("toggle", grow, true);
  form.addEventListener("input", () => {
    grow();
    before = null; // what was typed since would be lost with it
    undo.hidden = true;
    say("");
    clearTimeout(timer);
    timer = setTimeout(() => keep(key, fieldsOf(form)), 400);
  });
  addEventListener("pagehide", () => keep(key, fieldsOf(form)));
  addEventListener("resize", grow);

  sheetDialog(document.querySelector("[data-sheet]"));
  grow();
  keep(key, fieldsOf(form));
  // A browser that comes back to an answer of a form would ask whether to send it again: the plan offers what was kept.
  history.replaceState(null, "", location.pathname.replace(/\/kit\/.*/, "/kit"));
}

function sheetDialog(dialog) {
  const frame = dialog.querySelector("iframe");
  const blocked = dialog.querySelector("[data-blocked]");
  const print = dialog.querySelector("[data-print]");
  frame.addEventListener("load", () => {
    if (!dialog.open) return;
    // An answer that is no sheet may not be framed: then there is no document to look at.
    const shown = Boolean(frame.contentDocument?.querySelector("main"));
    blocked.hidden = shown;
    print.disabled = !shown;
  });
  print.addEventListener("click", () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}

dropOld();
const plan = document.querySelector("[data-plan]");
const kit = document.querySelector("#kit-form");
if (plan) planPage(plan);
if (kit) kitPage(kit);
