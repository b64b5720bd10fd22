// What every page has: the choice of dark and light, and questions before something is lost.

const KEY = "bole-theme";

function applyTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
}

applyTheme(localStorage.getItem(KEY));

const themeSwitch = document.querySelector("[data-theme-switch]");
if (themeSwitch) {
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
if (location.search === "?rescored") history.replaceState(null, "", location.pathname);

// A form with data-confirm asks before it is sent.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// Whoever writes is not away: without this a long edit would outlive the session that it is sent in.
let told = Date.now();
document.addEventListener("input", () => {
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
