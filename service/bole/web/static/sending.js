// Calls to the console, for the scripts of pages.

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
