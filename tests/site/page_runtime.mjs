// node page_runtime.mjs SITE SALT < requests: starts a built page's own files, as worker.js does in the browser.
// Prints, for each request, the CPU that its reply took, in milliseconds, a space, and the reply.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , site, salt] = process.argv;
const module = (name) => import(pathToFileURL(join(site, name)));
// Before the runtime starts: that leaves the pipe behind without patience.
const requests = readFileSync(0, "utf8").split("\n").filter(Boolean);
try {
  const { startDesk } = await module("start.js");
  const { loadPyodide } = await module("run/pyodide.js");
  const { default: createPyodideModule } = await module("run/pyodide.asm.js");
  const get = async (name) => new Uint8Array(readFileSync(join(site, name)));
  const desk = await startDesk({ loadPyodide, createPyodideModule, indexURL: join(site, "run") + "/", salt, get });
  for (const request of requests) {
    const before = process.cpuUsage();
    const reply = desk(request);
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(`${((user + system) / 1000).toFixed(2)} ${reply}\n`);
  }
} catch (error) {
  // Its message alone: Node would show a megabyte of the script around the place.
  console.error(String(error.message ?? error));
  process.exit(1);
}
