// Keeps the last pages readable without a connection. Nothing on any page needs it.
"use strict";
navigator.serviceWorker?.register("/service-worker.js").catch(() => {});
