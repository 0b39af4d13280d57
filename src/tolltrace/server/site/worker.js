// Before it stand VERSION and SHELL (offline.py). What the network gives is shown first, always; what was last seen is
// shown where there is none, and says so. Kept are pages that anybody may see, so many and no more: none of who is
// signed in, none of the desk of who reviews, none that asks not to be kept. Signing in or out forgets them all.
"use strict";
const PAGES = "tolltrace-pages";
const PICTURES = "tolltrace-pictures";
const FILES = "tolltrace-files";
const MOST = { [PAGES]: 30, [PICTURES]: 60, [FILES]: 40 };
const NEVER = /^\/(api|review|sign-in|sign-out|digests\/(sign-up|confirm|unsubscribe))(\/|$)/;
const FORGETS = /^\/sign-(in|out)$/;
const MOST_BYTES = 2 * 1024 * 1024;

self.addEventListener("install", (event) => {
  event.waitUntil(fillShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (FORGETS.test(address.pathname) && request.method === "POST") {
    event.waitUntil(forget());
    return;
  }
  if (request.method !== "GET" || NEVER.test(address.pathname)) return;
  if (request.mode === "navigate") event.respondWith(showPage(event));
  else if (address.pathname.startsWith("/static/") && address.search) event.respondWith(showFile(event));
  else if (request.destination === "image") event.respondWith(showPicture(event));
});

// The page for no connection and what it is drawn with, as anybody would get it: without cookies.
async function fillShell() {
  const cache = await caches.open(FILES);
  for (const address of SHELL) {
    const response = await fetch(address, { credentials: "omit", cache: "no-cache" });
    if (response.ok) await cache.put(address, response);
  }
}

async function forget() {
  await Promise.all([caches.delete(PAGES), caches.delete(PICTURES)]);
}

async function showPage(event) {
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return (await lastSeen(event.request)) ?? (await caches.match("/offline", { cacheName: FILES })) ?? Response.error();
  }
  const isOurOwn = new URL(event.request.url).pathname === "/offline"; // which is no page to look back at
  if (!isOurOwn && mayBeKept(response, "text/html")) event.waitUntil(keep(PAGES, event.request, response.clone()));
  return response;
}

async function showPicture(event) {
  let response;
  try {
    response = await fetch(event.request);
  } catch {
    return (await find(PICTURES, event.request)) ?? (await find(FILES, event.request)) ?? Response.error();
  }
  if (mayBeKept(response, "image/")) event.waitUntil(keep(PICTURES, event.request, response.clone()));
  return response;
}

// Its address has its hash: what is kept is what would come.
async function showFile(event) {
  const found = await find(FILES, event.request);
  if (found) return found;
  const response = await fetch(event.request);
  if (mayBeKept(response, "")) event.waitUntil(keep(FILES, event.request, response.clone()));
  return response;
}

function mayBeKept(response, media) {
  const said = response.headers.get("Cache-Control") ?? "";
  return (
    response.status === 200 &&
    response.type === "basic" &&
    !response.redirected &&
    !/private|no-store/.test(said) &&
    (response.headers.get("Content-Type") ?? "").startsWith(media)
  );
}

async function keep(where, request, response) {
  const body = await response.arrayBuffer();
  if (body.byteLength > MOST_BYTES) return;
  const cache = await caches.open(where);
  await cache.delete(request, { ignoreVary: true }); // so that it stands last, as the newest
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name); // of what was sent, not of what is kept
  await cache.put(request, new Response(body, { status: 200, headers }));
  const shown = new Set(SHELL.map((each) => new URL(each, self.location).href));
  const keys = (await cache.keys()).filter((each) => !shown.has(each.url));
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST[where]))) await cache.delete(old, { ignoreVary: true });
}

async function find(name, request) {
  return caches.match(request, { cacheName: name, ignoreVary: true });
}

// A page as it was, with a line that says so before all else.
async function lastSeen(request) {
  const found = await find(PAGES, request);
  if (!found) return undefined;
  const at = new Date(found.headers.get("Date") ?? Date.now());
  const when = at.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  const line = `<p class="lookback" role="status"><span class="wide">There is no connection. This page is as you saw it on ${when}.</span></p>`;
  const text = (await found.text()).replace('<main id="main"', `${line}<main id="main"`);
  return new Response(text, { status: 200, headers: found.headers });
}
