// The service worker: holds exactly the files of one build, each with its digest, and answers only for them. A newer build waits beside it
// until the student takes it: nothing is replaced under their hands, and no page is mixed from two builds.
const BUILD = "@BUILD@", HERE = self.registration.scope, OURS = `grader ${HERE} `;
const place = (name) => new URL(name, HERE).href;

async function fetched(name, wanted) {
  const found = await fetch(place(name), { cache: "no-cache" });
  if (!found.ok) throw new Error(`${name}: ${found.status}`);
  const digest = await crypto.subtle.digest("SHA-256", await found.clone().arrayBuffer());
  if (wanted && wanted !== `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`) throw new Error(`${name} is of another build`);
  // Kept as it came: the browser keeps compiled code only for an answer of the network.
  return found;
}

async function hold() {
  const list = await fetched("site.json"), { files } = await list.clone().json(), cache = await caches.open(OURS + BUILD);
  for (const [name, [, wanted]] of Object.entries(files)) {
    if (name !== "sw.js") await cache.put(place(name), await fetched(name, wanted));
  }
  await cache.put(place("site.json"), list);
}

async function dropOthers() {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== OURS + BUILD) await caches.delete(name);
  await self.clients.claim();
}

async function answered(request) {
  const cache = await caches.open(OURS + BUILD), url = request.url.split(/[?#]/)[0];
  return await cache.match(url === HERE ? place("index.html") : url) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(hold()));
addEventListener("activate", (event) => event.waitUntil(dropOthers()));
addEventListener("message", ({ data }) => { if (data === "take over") self.skipWaiting(); });
addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(HERE)) event.respondWith(answered(event.request));
});
