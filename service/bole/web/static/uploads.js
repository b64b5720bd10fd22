// Files on their way to a screening: dropped or chosen, with the folders that they lie in, a few at a time.

import { csrfToken } from "./sending.js";

const AT_A_TIME = 3;
const JUNK = /(^|\/)(\.(?!\.)[^/]*|thumbs\.db|desktop\.ini|~\$[^/]*|__MACOSX\/.*)$/i;
const ARCHIVE = /\.(zip|7z)$/i;

const section = document.querySelector("[data-upload]");
const say = (key, values = {}) =>
  section.dataset[`say${key}`].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const drop = section.querySelector("[data-drop]");
const list = section.querySelector("[data-files]");
const again = section.querySelector("[data-again]");
const waiting = [];
let underWay = 0;
let total = 0;
let settled = 0;
let unsent = [];

for (const input of section.querySelectorAll("[data-pick]")) {
  input.addEventListener("change", () => {
    enqueue([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));
    input.value = "";
  });
}

for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", (event) => {
  if (!drop.contains(event.relatedTarget)) drop.classList.remove("over");
});
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  // Entries have to be taken before the first await: the browser empties the list after the event.
  const dropped = [...event.dataTransfer.items]
    .filter(({ kind }) => kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  enqueue((await Promise.all(dropped.map(filesOf))).flat());
});
// A file that misses the field must not take the place of the page.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());

again.addEventListener("click", () => {
  again.hidden = true;
  const files = unsent;
  unsent = [];
  for (const { row } of files) row.remove();
  settled -= files.length;
  total -= files.length;
  enqueue(files);
});

addEventListener("beforeunload", (event) => {
  if (underWay || waiting.length) event.preventDefault();
});

/** Returns the files of what was dropped, a file itself or an entry; folders to the bottom. */
async function filesOf(entry) {
  if (entry instanceof File) return [{ file: entry, name: entry.name }];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // 100 at a time
    if (!some.length) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesOf))).flat();
}

function enqueue(files) {
  const wanted = files.filter(({ name }) => !JUNK.test(name));
  if (!wanted.length) return;
  section.querySelector("[data-sending]").hidden = false;
  total += wanted.length;
  const rows = document.createDocumentFragment();
  for (const { file, name } of wanted) {
    const row = document.createElement("li");
    const [label, state] = [document.createElement("span"), document.createElement("span")];
    label.textContent = name;
    state.className = "fine";
    state.textContent = say("Waiting");
    row.append(label, state);
    rows.append(row);
    waiting.push({ file, name, row, state });
  }
  list.append(rows);
  showProgress();
  while (underWay < AT_A_TIME && waiting.length) sendNext();
}

async function sendNext() {
  const one = waiting.shift();
  underWay += 1;
  try {
    await sendOne(one);
  } finally {
    underWay -= 1;
    settled += 1;
    showProgress();
    if (waiting.length) sendNext();
  }
}

async function sendOne(one) {
  const limit = Number(ARCHIVE.test(one.name) ? section.dataset.archiveBytes : section.dataset.documentBytes);
  if (one.file.size > limit) {
    problem(one, say("TooLarge", { limit: Number((limit / 1048576).toPrecision(3)) }));
    return;
  }
  try {
    const answer = await transfer(one);
    if (ARCHIVE.test(one.name) && !answer.added && !answer.problems.length) problem(one, say("EmptyFolder"));
    else if (answer.added) done(one, answer.added);
    for (const { name, title, advice } of answer.problems) {
      const inside = ARCHIVE.test(one.name) && name !== one.name;
      problem(one, say(inside ? "ProblemInside" : "Problem", { name, title, advice }));
    }
  } catch (error) {
    problem(one, error.message || say("Failed"));
    unsent.push(one);
    again.hidden = false;
  }
}

/** Sends one file; fetch would not tell how much of it has gone. */
function transfer({ file, name, state }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${section.dataset.upload}?name=${encodeURIComponent(name)}`);
    request.setRequestHeader("x-csrf-token", csrfToken);
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total: whole }) => {
      state.textContent = `${say("Sending")} ${whole ? Math.round((100 * loaded) / whole) : 0}%`;
    });
    if (ARCHIVE.test(name)) request.upload.addEventListener("load", () => { state.textContent = say("Unpacking"); });
    request.addEventListener("load", () => {
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Error(request.response?.message ?? ""));
    });
    request.addEventListener("error", () => reject(new Error("")));
    request.send(file);
  });
}

function done({ state, name }, added) {
  state.className = "added";
  state.textContent = `✓ ${ARCHIVE.test(name) ? say("AddedMany", { count: added }) : say("Added")}`;
}

function problem({ row, state }, text) {
  if (state.className !== "added") state.textContent = "!";
  const line = document.createElement("span");
  line.className = "problem";
  line.textContent = text;
  row.append(line);
  list.prepend(row); // what needs a person stands where it is seen
}

function showProgress() {
  section.querySelector("[data-sending-text]").textContent = say("Progress", { count: settled, total });
  const bar = section.querySelector("[data-sending-bar]");
  bar.max = total || 1;
  bar.value = settled;
}
