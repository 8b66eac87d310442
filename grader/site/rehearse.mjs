// Run by Node when a site is built: node rehearse.mjs SITE SALT < requests.  Starts the page's own files as the browser does, and prints its replies.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , site, salt] = process.argv;
const module = (name) => import(pathToFileURL(join(site, name)));
const { startDesk } = await module("start.js");
const { loadPyodide } = await module("run/pyodide.js");
const { default: createPyodideModule } = await module("run/pyodide.asm.js");
const desk = await startDesk({
  loadPyodide, createPyodideModule, indexURL: join(site, "run") + "/", salt, get: async (name) => new Uint8Array(readFileSync(join(site, name))),
});
for (const request of readFileSync(0, "utf8").split("\n").filter(Boolean)) process.stdout.write(desk(request) + "\n");
