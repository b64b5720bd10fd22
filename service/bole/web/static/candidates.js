// One candidate: quotes and criteria find each other, and a weight that is changed shows at once what it changes.

import { send } from "./sending.js";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- what belongs together lights up ---

const listed = (text) => (text ?? "").split(" ").filter(Boolean);
const ownersOf = (element) => listed(element?.closest?.("[data-owners]")?.dataset.owners);
const placesOf = (element) => listed(element?.closest?.("[data-places]")?.dataset.places);

/** Lights what belongs to the same criterion, and brighter the lines of the very quote. */
function light(owners, places = []) {
  const wanted = new Set(owners);
  for (const element of all("[data-owners]")) {
    element.classList.toggle("lit", listed(element.dataset.owners).some((owner) => wanted.has(owner)));
    element.classList.toggle("chosen", places.includes(element.id));
  }
}

for (const kind of ["mouseover", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const from = ownersOf(event.target).length ? event.target : document.activeElement;
    light(ownersOf(from), placesOf(from));
  });
}

// --- from a quote to its place and back, without losing the other column ---

const documents = document.querySelector("[data-documents]");

function bringIntoView(target) {
  const pane = target.closest("[data-documents]");
  if (pane && pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY === "auto") {
    const inside = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTo({ top: pane.scrollTop + inside - pane.clientHeight / 3 });
  } else {
    target.scrollIntoView({ block: "center" });
  }
}

document.addEventListener("click", (event) => {
  // A quote, or the head of a criterion, may be clicked anywhere; the link in it is for keyboards.
  const whole = event.target.closest(".quote") ?? event.target.closest(".asked")?.parentElement;
  const chosen = event.target.closest("a[href^='#']") ?? whole?.querySelector("[data-place]");
  const target = chosen && document.getElementById(chosen.getAttribute("href").slice(1));
  if (!target || !(chosen.hasAttribute("data-place") || documents?.contains(chosen))) return;
  event.preventDefault();
  target.closest("details")?.setAttribute("open", "");
  bringIntoView(target);
  target.focus({ preventScroll: true });
  light(ownersOf(chosen), placesOf(chosen));
});

for (const picture of all("img[data-page]")) {
  const away = () => picture.closest(".leaf").classList.add("is-away");
  if (picture.complete && !picture.naturalWidth) away();
  picture.addEventListener("error", away);
}

const identity = document.querySelector("details.identity");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !identity?.open) return;
  identity.open = false;
  identity.querySelector("summary").focus();
});

// --- other weights ---

const form = document.querySelector("[data-rescore]");
const WAIT_MILLISECONDS = 200;

function set(element, text) {
  if (!element || element.textContent === text) return;
  element.textContent = text;
  element.classList.remove("changed");
  void element.offsetWidth; // without a look at the layout the animation would not begin anew
  element.classList.add("changed");
}

function showRow(key, row) {
  const item = form.querySelector(`[data-criterion="${CSS.escape(key)}"]`);
  set(item?.querySelector("[data-share]"), row.share || "0%");
  set(item?.querySelector("[data-points]"), row.points || "0.0");
  const weight = item?.querySelector("input[type=number]");
  if (weight) weight.placeholder = row.usual;
  const column = document.querySelector(`[data-column="${CSS.escape(key)}"]`);
  for (const part of column?.children ?? []) {
    part.setAttribute("x", row.left);
    part.setAttribute("width", row.width);
  }
}

function show(answer) {
  for (const element of all("[data-score]")) set(element, answer.score);
  set(document.querySelector("[data-total]"), answer.total);
  const rounded = document.querySelector("[data-rounded]");
  if (rounded) rounded.hidden = !answer.rounded;
  set(document.querySelector("[data-difference]"), answer.difference);
  set(document.querySelector("[data-summary]"), answer.summary);
  set(document.querySelector("[data-coverage]"), answer.coverage);
  const chip = document.querySelector("[data-recommendation]");
  chip.className = `chip ${answer.recommendation}`;
  set(chip, answer.recommended);
  for (const [key, row] of Object.entries(answer.rows)) showRow(key, row);
  form.querySelector("[data-said]").textContent = answer.said;
}

if (form) {
  const bar = form.querySelector("[data-trying]");
  const undo = form.querySelector("[data-undo]");
  let asked = null;
  let timer = 0;

  async function rescore() {
    asked?.abort();
    asked = new AbortController();
    const wrong = form.querySelector("input:invalid");
    if (wrong) {
      form.querySelector("[data-said]").textContent = wrong.validationMessage;
      return;
    }
    try {
      show(await send(form.dataset.rescore, new FormData(form), { signal: asked.signal }));
    } catch (error) {
      if (error.name === "AbortError") return;
      form.querySelector("[data-said]").textContent = error.message;
    }
  }

  form.querySelector("[data-recalculate]").hidden = true;
  bar.hidden = !bar.classList.contains("is-on");
  form.addEventListener("input", () => {
    bar.hidden = undo.hidden = false;
    bar.classList.add("is-on");
    clearTimeout(timer);
    timer = setTimeout(rescore, WAIT_MILLISECONDS);
  });
  // Enter in a weight computes, and leaves the page where it is.
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-apply")) return;
    event.preventDefault();
    rescore();
  });
}
