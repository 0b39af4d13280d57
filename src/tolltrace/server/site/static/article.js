// The panel beside the article follows what is read: the card of the first figure in view is marked and brought into sight.
"use strict";
const panel = document.querySelector(".beside");
const marks = [...document.querySelectorAll(".text mark[id]")];
const seen = new Set();
let now = null;

function show() {
  const first = marks.find((each) => seen.has(each));
  if (!first || first === now || getComputedStyle(panel).position !== "sticky") return;
  now?.classList.remove("now");
  panel.querySelector("[aria-current]")?.removeAttribute("aria-current");
  now = first;
  now.classList.add("now");
  const card = document.getElementById(now.id.replace("c-", "k-"));
  if (!card) return;
  card.setAttribute("aria-current", "true");
  if (panel.contains(document.activeElement) || panel.matches(":hover")) return; // somebody reads in it
  const above = card.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  const below = card.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom;
  if (above < 0) panel.scrollTop += above;
  else if (below > 0) panel.scrollTop += below;
}

const watching = new IntersectionObserver(
  (entries) => {
    for (const each of entries) each.isIntersecting ? seen.add(each.target) : seen.delete(each.target);
    show();
  },
  { rootMargin: "-10% 0px -35% 0px" },
);
marks.forEach((each) => watching.observe(each));

// Words that are chosen in the text stand in the form for comments on words, ready to be sent.
const words = document.getElementById("words");
document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  const text = document.querySelector(".text");
  if (!words || chosen.isCollapsed || !text.contains(chosen.anchorNode) || !text.contains(chosen.focusNode)) return;
  words.value = chosen.toString().trim().slice(0, words.maxLength);
});
