// The grader in a worker: fetches the parts of one build, starts Python, passes messages on. A student's text is never part of its source.
import { startDesk } from "./start.js";

const WASM = "run/pyodide.asm.wasm", whole = fetch;
let files = {}, total = 0, arrived = 0, told = 0, desk = null;

const tell = (message) => postMessage({ v: 1, ...message });

class Missing extends Error {}

function count(bytes) {
  arrived += bytes;
  if (arrived - told < 200_000) return;
  told = arrived;
  tell({ state: "loading", bytes: arrived, of: total });
}

async function response(name) {
  const found = await whole(name).catch(() => null);
  if (!found) throw new Missing(`${name} could not be loaded; is there a network? Reload the page to try again.`);
  if (!found.ok) throw new Missing(`${name} is missing on the server (${found.status}); the folder must be uploaded whole.`);
  return found;
}

// The bytes of one part, counted as they come, with the digest that site.json names. Plain http has no digests: there the reading decides.
async function get(name) {
  const found = await response(name), chunks = [];
  for (const reader = found.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    count(value.length);
  }
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer()), wanted = files[name]?.[1];
  if (!name.endsWith(".zip") || !crypto.subtle) return bytes;
  const digest = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
  if (wanted !== `sha256-${digest}`) throw new Missing(`${name} is of another version; the folder must be uploaded whole.`);
  return bytes;
}

// What is here already is not asked for again. Some hosts send another type for .wasm, and the runtime then waits for ever: only there the
// body is passed on under the right one, since a browser keeps the compiled code of an untouched answer.
function serve(early, wasm) {
  self.fetch = async (resource, options) => {
    const url = String(resource?.url ?? resource), name = url.slice(url.lastIndexOf("run/"));
    if (early.has(name)) return new Response(await early.get(name));
    if (name !== WASM) return whole(resource, options);
    const found = await wasm;
    if (/^application\/wasm$/i.test(found.headers.get("Content-Type") ?? "")) return found;
    return new Response(found.body, { headers: { "Content-Type": "application/wasm" } });
  };
}

async function start(site) {
  files = site.files;
  const names = Object.keys(files).filter((name) => name.startsWith("run/"));
  total = names.reduce((sum, name) => sum + files[name][0], 0);
  // All at once, before the runtime is up.
  const early = new Map(names.filter((name) => /\.(zip|json)$/.test(name)).map((name) => [name, get(name)])), wasm = response(WASM);
  wasm.then(() => count(files[WASM][0]), () => {});
  for (const each of early.values()) each.catch(() => {});
  serve(early, wasm);
  const scripts = [import("./run/pyodide.js"), import("./run/pyodide.asm.js")];
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([...scripts, wasm, ...early.values()]);
  tell({ state: "starting" });
  const indexURL = new URL("run/", self.location.href).href, salt = crypto.getRandomValues(new Uint32Array(4)).join("-");
  desk = await startDesk({ loadPyodide, createPyodideModule, indexURL, get: (name) => early.get(name), salt });
  tell({ state: "ready", ...JSON.parse(desk(JSON.stringify({ v: 1, id: "boot", do: "boot" }))) });
}

onmessage = ({ data }) => {
  if (data.do !== "start") return postMessage(JSON.parse(desk(JSON.stringify(data))));
  start(data.site).catch((error) => {
    tell({ state: "failed", reason: error instanceof Missing ? error.message : "the grader did not start; reload the page to try again." });
  });
};
