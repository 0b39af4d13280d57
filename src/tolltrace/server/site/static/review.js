// Keys for the page of who reviews. Whatever has one names it: data-key="s j". Nothing here is needed to review.
"use strict";
const OFF = "tolltrace-keys-off";
const holder = document.getElementById("keys-off");
const box = document.createElement("input");
box.type = "checkbox";
box.checked = localStorage.getItem(OFF) === null;
box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
const label = document.createElement("label");
label.append(box, " keys count on this page");
holder.replaceChildren(label);

function follow(one) {
  if (one.matches("input")) {
    one.focus();
  } else if (one.matches("summary")) {
    one.parentElement.open = true;
    one.parentElement.querySelector("input:not([type=hidden])").focus();
  } else if (one.matches("details")) {
    one.open = !one.open;
    one.scrollIntoView({ block: "nearest" });
  } else {
    one.click();
  }
}

document.addEventListener("keydown", (event) => {
  const writes = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (event.key === "Escape" && writes) event.target.blur();
  if (writes || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !box.checked) return;
  const one = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(event.key));
  if (!one) return;
  event.preventDefault();
  follow(one);
});
document.getElementById("trouble")?.focus();
