// What every page has: the choice of dark and light, questions before something is lost, and calls to the console.

const KEY = "bole-theme";

function applyTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

applyTheme(localStorage.getItem(KEY));

// The scripts of pages import this file under an address without its version, so that it runs a second time.
const first = !document.documentElement.hasAttribute("data-shell");
document.documentElement.setAttribute("data-shell", "");

const themeSwitch = document.querySelector("[data-theme-switch]");
if (themeSwitch && first) {
  themeSwitch.hidden = false;
  themeSwitch.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const theme = dark ? "light" : "dark";
    localStorage.setItem(KEY, theme);
    applyTheme(theme);
  });
}

// What was just done is said once, and not again when the page is loaded anew.
if (first && location.search === "?rescored") history.replaceState(null, "", location.pathname);

// A form with data-confirm asks before it is sent.
if (first) document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// Whoever writes is not away: without this a long edit would outlive the session that it is sent in.
let told = Date.now();
if (first) document.addEventListener("input", () => {
  if (Date.now() - told < 30_000) return;
  told = Date.now();
  fetch("/session");
});

// What pages keep of candidates in this browser ends when the person signs out.
document.querySelector('form[action="/sign-out"]')?.addEventListener("submit", () => {
  document.documentElement.dataset.signedOut = "";
  for (const store of [localStorage, sessionStorage]) {
    for (const name of Object.keys(store)) if (name.startsWith("bole-kept:")) store.removeItem(name);
  }
});

/** The token that every request which changes something has to show. */
export const csrfToken = document.querySelector('meta[name="csrf-token"]').content;

/** Sends a form or a file to the console, and returns its JSON; throws an Error whose message is for people. */
export async function send(address, body, { signal } = {}) {
  const response = await fetch(address, {
    method: "POST",
    body,
    signal,
    headers: { accept: "application/json", "x-csrf-token": csrfToken },
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.message ?? response.statusText), answer);
  return answer;
}
