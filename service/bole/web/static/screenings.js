// A screening that is under way: progress as it happens, a ranking that fills, candidates chosen to be compared.

const LEAST_MS = 1000;
const MOVE_MS = 350;
const TOLD_MS = 10_000;
const FEWEST = 2;
const MOST = 5;

// Times in the words and the zone of whoever reads them.
const language = document.documentElement.lang;
for (const time of document.querySelectorAll("time[datetime]")) {
  time.textContent = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time.dateTime));
}

// A menu closes as menus do.
for (const menu of document.querySelectorAll("details.menu")) {
  addEventListener("click", ({ target }) => { if (!menu.contains(target)) menu.open = false; });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

const live = document.querySelector("[data-live]");
if (live) {
  const place = document.querySelector("[data-ranking-place]");
  const chosen = chooseToCompare(place);
  if (live.dataset.live) follow(live, place, chosen);
}

/** Shows progress as the service tells of it, and brings the ranking up to date at most once a second. */
function follow(live, place, chosen) {
  let asked = 0;
  let timer;
  let busy = false;
  let again = false;

  async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    asked = performance.now();
    try {
      const response = await fetch(live.dataset.ranking + location.search);
      if (response.redirected) location.reload(); // the sign-in has ended
      else if (response.ok) {
        replaceRanking(place, await response.text());
        chosen.restore();
      }
    } catch {
      // The next event asks again.
    } finally {
      busy = false;
      if (again) {
        again = false;
        soon();
      }
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, Math.max(0, asked + LEAST_MS - performance.now()));
  }

  let shown = live.querySelector("[data-done]").textContent;
  let source;
  let over = false;

  function listen() {
    if (over || source) return;
    source = new EventSource(live.dataset.live);
    source.addEventListener("progress", (event) => {
      const progress = JSON.parse(event.data);
      showProgress(live, progress);
      if (shown !== String(progress.done)) soon();
      shown = String(progress.done);
    });
    for (const kind of ["ended", "failed"]) {
      source.addEventListener(kind, () => {
        over = true;
        pause();
        soon();
      });
    }
  }

  function pause() {
    source?.close();
    source = undefined;
  }

  // A browser has six connections for all of its tabs: those that nobody looks at leave theirs to the others.
  document.addEventListener("visibilitychange", () => (document.hidden ? pause() : listen()));
  addEventListener("pagehide", pause);
  addEventListener("pageshow", listen);
  listen();
}

function showProgress(live, progress) {
  for (const name of ["done", "total", "screened", "failed", "duplicates"]) {
    const element = live.querySelector(`[data-${name}]`);
    const text = String(progress[name]);
    if (element.textContent !== text) element.textContent = text;
  }
  const bar = live.querySelector("[data-progress]");
  bar.max = progress.total || 1;
  bar.value = progress.done;
  const chip = live.querySelector("[data-state]");
  chip.textContent = live.querySelector(`[data-state-name="${progress.state}"]`).content.textContent;
  chip.className = `chip ${{ finished: "good", cancelled: "weak", open: "weak" }[progress.state] ?? "fair"}`;
  live.querySelector("[data-waiting]").hidden = !progress.waiting_for;
  live.querySelector("[data-waiting-for]").textContent = progress.waiting_for;
  tell(live.querySelector("[data-told]"), progress);
}

/** Says where it stands to those who hear a page: now and then, and at the end. */
function tell(status, progress) {
  const now = performance.now();
  if (!progress.final && now - Number(status.dataset.at ?? -TOLD_MS) < TOLD_MS) return;
  status.dataset.at = now;
  status.textContent = status.dataset.say.replace("{done}", progress.done).replace("{total}", progress.total);
}

/** Puts new lines in the place of old ones; a line that stays is moved, so that focus, choice and selection stay too. */
function replaceRanking(place, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").body;
  const lines = place.querySelector("[data-lines]");
  const newLines = fresh.querySelector("[data-lines]");
  if (!lines || !newLines) {
    place.replaceChildren(...fresh.childNodes);
    return;
  }
  const before = new Map([...lines.children].map((line) => [line.dataset.key, line.getBoundingClientRect().top]));
  reconcile(lines, newLines);
  for (const part of ["nav .filter", ".failures", ".turn"]) replacePart(place, fresh, part);
  move(lines, before);
}

function reconcile(lines, newLines) {
  const known = new Map([...lines.children].map((line) => [line.dataset.key, line]));
  let spot = lines.firstElementChild;
  for (const line of [...newLines.children]) {
    const old = known.get(line.dataset.key);
    known.delete(line.dataset.key);
    const kept = old && old.innerHTML === line.innerHTML ? old : line;
    if (old && kept !== old) {
      if (old === spot) spot = old.nextElementSibling;
      old.remove();
    }
    if (kept === spot) spot = spot.nextElementSibling;
    else lines.insertBefore(kept, spot);
  }
  for (const gone of known.values()) gone.remove();
}

function replacePart(place, fresh, selector) {
  const old = place.querySelector(selector);
  const part = fresh.querySelector(selector);
  if (old && part) {
    if (old.innerHTML !== part.innerHTML) old.innerHTML = part.innerHTML;
  } else if (old) {
    old.remove();
  } else if (part?.matches(".failures")) {
    place.prepend(part);
  } else if (part) {
    place.querySelector(".wide:has([data-lines])").after(part);
  }
}

function move(lines, before) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const line of lines.children) {
    const from = before.get(line.dataset.key);
    const distance = from === undefined ? 0 : from - line.getBoundingClientRect().top;
    if (from === undefined) line.animate([{ opacity: 0 }, { opacity: 1 }], MOVE_MS);
    else if (distance) line.animate([{ transform: `translateY(${distance}px)` }, { transform: "none" }], { duration: MOVE_MS, easing: "ease-out" });
  }
}

/** Keeps what is chosen while the ranking changes and pages are turned in place. */
function chooseToCompare(place) {
  const form = document.getElementById("compare");
  const button = form.querySelector("[data-compare]");
  const words = button.textContent;
  const chosen = new Set([...place.querySelectorAll("[name=item]:checked")].map((box) => box.value));

  function show() {
    const enough = chosen.size >= FEWEST && chosen.size <= MOST;
    button.textContent = chosen.size ? `${words} (${chosen.size})` : words;
    button.disabled = !enough;
    form.hidden = !chosen.size;
  }

  function restore() {
    for (const box of place.querySelectorAll("[name=item]")) box.checked = chosen.has(box.value);
    show();
  }

  place.addEventListener("change", ({ target }) => {
    if (target.name !== "item") return;
    if (target.checked) chosen.add(target.value);
    else chosen.delete(target.value);
    show();
  });
  form.addEventListener("formdata", ({ formData }) => {
    formData.delete("item");
    for (const item of chosen) formData.append("item", item);
  });
  restore();
  return { restore };
}
