// The editor of a rubric: criteria come and go without a round trip, and shares follow what is changed.

import { csrfToken, send } from "./sending.js";

const UNSCORED = new Set(["SOFT_SKILL", "LOCATION", "AVAILABILITY", "COMPENSATION", "WORK_AUTHORIZATION"]);
const TIER_WEIGHT = { MUST: "4", SHOULD: "2", NICE: "1" };
const SHARES_AFTER_MS = 200;

// Reading a posting takes a moment with a model.
for (const form of document.querySelectorAll("[data-busy]")) {
  form.addEventListener("submit", () => {
    form.querySelector("[data-busy-text]").hidden = false;
  });
}

// The editor answers a form, so that a browser that comes back to it, or loads it anew, would ask whether to send that
// form again and lose what was edited. The fields are kept in this tab, and the place in its history is an ordinary one.
const KEPT = "bole-kept:rubric";
const PLACE = "/screenings/new#kept";

function keep(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "request_id");
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(fields));
    history.replaceState(null, "", PLACE);
  } catch {
    // A browser that keeps nothing asks, as it would have.
  }
}

function bringBack() {
  const fields = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (!fields) return;
  const again = document.createElement("form");
  again.method = "post";
  again.action = "/screenings/edit";
  again.hidden = true;
  for (const [name, value] of [...fields, ["csrf_token", csrfToken]]) {
    const field = document.createElement("textarea"); // unlike an input it keeps line ends
    field.name = name;
    field.value = value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

const form = document.querySelector("[data-rubric]");
if (form) edit(form);
else if (location.hash === "#kept") bringBack();

function edit(form) {
  const rows = form.querySelector("[data-rows]");
  let added = rows.querySelectorAll("[data-row^=new]").length;
  let timer;
  let latest = 0;

  async function updateShares() {
    latest += 1;
    const mine = latest;
    const { shares } = await send("/screenings/shares", new FormData(form));
    if (mine !== latest) return;
    for (const row of rows.children) {
      row.querySelector("[data-share]").textContent = `${shares[row.dataset.row] ?? 0}%`;
    }
  }

  if (form.hasAttribute("data-new")) keep(form);

  function changed() {
    if (form.hasAttribute("data-new")) keep(form);
    clearTimeout(timer);
    // What cannot be read yet, such as a number that is being typed, leaves the shares as they are.
    timer = setTimeout(() => updateShares().catch(() => {}), SHARES_AFTER_MS);
  }

  form.addEventListener("input", ({ target }) => {
    const row = target.closest("[data-row]");
    if (row && target.name.startsWith("kind-")) {
      row.dataset.kind = target.value;
      row.toggleAttribute("data-scored", !UNSCORED.has(target.value));
    }
    if (row && target.name.startsWith("requirement-")) {
      row.querySelector('[name^="weight-"]').placeholder = TIER_WEIGHT[target.value];
    }
    changed();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=do]");
    if (!button) return;
    event.preventDefault();
    if (button.value === "add") add();
    else remove(button.closest("[data-row]"));
    number();
    changed();
  });

  function add() {
    added += 1;
    const copy = form.querySelector("[data-new-row]").content.cloneNode(true).firstElementChild;
    const name = `new${added}`;
    copy.dataset.row = name;
    copy.querySelector("[name=row]").value = name;
    for (const attribute of ["name", "id", "for"]) {
      for (const element of copy.querySelectorAll(`[${attribute}$="-new"]`)) {
        element.setAttribute(attribute, element.getAttribute(attribute).replace(/new$/, name));
      }
    }
    rows.append(copy);
    copy.querySelector("textarea").focus();
  }

  function remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("textarea") ?? form.querySelector("[data-add]")).focus();
  }

  function number() {
    [...rows.children].forEach((row, index) => {
      for (const element of [row.querySelector("legend"), row.querySelector(".remove")]) {
        const label = element.hasAttribute("aria-label") ? element.getAttribute("aria-label") : element.textContent;
        const numbered = /\d+\s*$/.test(label) ? label.replace(/\d+\s*$/, index + 1) : `${label.trimEnd()} ${index + 1}`;
        if (element.hasAttribute("aria-label")) element.setAttribute("aria-label", numbered);
        else element.textContent = numbered;
      }
    });
  }
}
