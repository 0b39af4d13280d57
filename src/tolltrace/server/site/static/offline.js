// The pages that this browser kept, the newest first, with their titles.
"use strict";
async function kept() {
  if (!("caches" in window) || !(await caches.has("tolltrace-pages"))) return [];
  const cache = await caches.open("tolltrace-pages");
  const found = [];
  for (const request of (await cache.keys()).reverse()) {
    const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
    found.push([request.url, page.title.replace(/ · tolltrace$/, "")]);
  }
  return found;
}

kept().then((found) => {
  const list = document.getElementById("kept");
  for (const [address, title] of found) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  document.getElementById("none-kept").hidden = found.length > 0;
});
