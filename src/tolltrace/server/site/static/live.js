// Tells that the ledger holds more than this page shows. The page itself stays as it is: a link loads it anew.
"use strict";
const PAUSED = "tolltrace-live-paused";
const AGAIN_MS = 60000; // after the server had no room
const QUIET_MS = 20000; // between two messages: they are read aloud
const live = document.querySelector(".live");
const [state, button, message, link] = [".live-state", "button", "[role=status]", "a"].map((each) => live.querySelector(each));
let stream = null;
let again = 0;
let saying = 0;
let saidAt = -QUIET_MS;
let news = "";

function isPaused() {
  try {
    return localStorage.getItem(PAUSED) !== null;
  } catch {
    return live.dataset.paused === "yes"; // a browser that keeps nothing
  }
}

function setPaused(paused) {
  live.dataset.paused = paused ? "yes" : "no";
  try {
    if (paused) localStorage.setItem(PAUSED, "1");
    else localStorage.removeItem(PAUSED);
  } catch {
    // it holds for this page
  }
}

function say() {
  saying = 0;
  if (message.textContent === news) return;
  saidAt = performance.now();
  message.textContent = news;
  link.hidden = !news;
}

function hear(event) {
  news = event.data;
  if (!saying) saying = setTimeout(say, Math.max(0, saidAt + QUIET_MS - performance.now()));
}

function stop() {
  clearTimeout(again);
  stream?.close();
  stream = null;
}

function start() {
  stop();
  const paused = isPaused();
  button.setAttribute("aria-pressed", String(paused));
  state.textContent = paused ? "Updates are paused" : "Live";
  if (paused || document.hidden) return; // a page that nobody sees takes nobody's place
  stream = new EventSource(live.dataset.stream);
  stream.addEventListener("open", () => (state.textContent = "Live"));
  stream.addEventListener("message", hear);
  stream.addEventListener("error", () => {
    state.textContent = "Not live just now";
    if (stream?.readyState === EventSource.CLOSED) again = setTimeout(start, AGAIN_MS);
  });
}

button.addEventListener("click", () => {
  setPaused(!isPaused());
  start();
});
window.addEventListener("storage", (event) => event.key === PAUSED && start());
document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
window.addEventListener("pagehide", stop);
window.addEventListener("pageshow", (event) => event.persisted && start());
live.classList.add("on");
start();
