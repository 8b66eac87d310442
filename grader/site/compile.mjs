// Run by Node when a site is built: node compile.mjs WORK PROGRAM.  Starts the browser's Python as it was published; PROGRAM packs a page's archives.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

try {
  const [, , work, program] = process.argv;
  const { loadPyodide } = await import(pathToFileURL(join(work, "runtime", "pyodide.mjs")));
  const python = await loadPyodide({ indexURL: join(work, "runtime") + "/" });
  python.mountNodeFS("/packing", work);
  python.runPython(readFileSync(program, "utf8"));
  python.globals.get("pack")("/packing");
} catch (error) {
  // Its message alone: Node would show a megabyte of the script around the place.
  console.error(String(error.message ?? error));
  process.exit(1);
}
