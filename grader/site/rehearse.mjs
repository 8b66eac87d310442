// Run by Node when a site is built: node rehearse.mjs SITE SALT REQUESTS.  Starts the page's own files as the browser does, and prints its replies.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

try {
  const [, , site, salt, requests] = process.argv;
  const module = (name) => import(pathToFileURL(join(site, name)));
  const { startDesk } = await module("start.js");
  const { loadPyodide } = await module("run/pyodide.js");
  const { default: createPyodideModule } = await module("run/pyodide.asm.js");
  const get = async (name) => new Uint8Array(readFileSync(join(site, name)));
  const desk = await startDesk({ loadPyodide, createPyodideModule, indexURL: join(site, "run") + "/", get, salt });
  for (const request of readFileSync(requests, "utf8").split("\n").filter(Boolean)) process.stdout.write(desk(request) + "\n");
} catch (error) {
  // Its message alone: Node would show a megabyte of the script around the place.
  console.error(String(error.message ?? error));
  process.exitCode = 1;
}
