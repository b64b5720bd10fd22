// The editor of a rubric: criteria come and go without a round trip, and shares follow what is changed.

import { send } from "./shell.js";

const UNSCORED = new Set(["SOFT_SKILL", "LOCATION", "AVAILABILITY", "COMPENSATION", "WORK_AUTHORIZATION"]);
const TIER_WEIGHT = { MUST: "4", SHOULD: "2", NICE: "1" };
const SHARES_AFTER_MS = 200;

// Reading a posting takes a moment with a model.
for (const form of document.querySelectorAll("[data-busy]")) {
  form.addEventListener("submit", () => {
    form.querySelector("[data-busy-text]").hidden = false;
  });
}

const form = document.querySelector("[data-rubric]");
if (form) edit(form);

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

  function changed() {
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
