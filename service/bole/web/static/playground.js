// Sends a form of the playground without leaving the page, so that a file stays chosen and the prompt in its place.
// Without this script the browser sends it and shows the same page anew.

for (const form of document.querySelectorAll("form[data-answers]")) {
  const answer = document.getElementById(form.dataset.answers);
  const stop = form.querySelector("[data-stop]");
  let waiting = null;

  const busy = (now) => {
    answer.setAttribute("aria-busy", String(now));
    for (const button of form.querySelectorAll("button:not([data-stop])")) button.disabled = now;
    if (stop) stop.hidden = !now;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    waiting = new AbortController();
    answer.textContent = form.dataset.busy;
    busy(true);
    try {
      const response = await fetch(form.action, { method: "POST", body, signal: waiting.signal });
      if (response.redirected) {
        location.assign(response.url);
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      showFaults(form, page);
      answer.replaceChildren(...answerOf(page, answer.id));
      (form.querySelector("[aria-invalid]") ?? answer).focus({ preventScroll: innerWidth >= 960 });
    } catch (error) {
      answer.textContent = error.name === "AbortError" ? "" : form.dataset.broken;
    } finally {
      busy(false);
    }
  });

  stop?.addEventListener("click", () => waiting?.abort());
}

/** What the page that came back shows as its answer; a page of another kind shows what it says. */
function answerOf(page, id) {
  return [...(page.getElementById(id) ?? page.querySelector("main")).childNodes];
}

/** Marks the fields that the page that came back finds fault with, and no others. */
function showFaults(form, page) {
  for (const old of form.querySelectorAll(".fault")) old.remove();
  for (const field of form.querySelectorAll("input[id], textarea[id], select[id]")) {
    const fresh = page.getElementById(field.id);
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (fresh?.hasAttribute(name)) field.setAttribute(name, fresh.getAttribute(name));
      else field.removeAttribute(name);
    }
    const fault = page.getElementById(`${field.id}-fault`);
    if (fault) field.after(fault);
  }
}
