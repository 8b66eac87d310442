// Starts Python and the grader from the files in run/: in the worker of the page, and in Node for the self-test of the build.

// With extension modules, which must lie in the file system; our own modules are imported from the archive itself.
const EXTENSIONS = ["run/flint.zip", "run/msgspec.zip"];

// The only Python that a page runs.  No text of a student is ever part of it.
const PROGRAM = `
import sys
sys.path[:0] = ["/home/grader.zip", "/home/extensions"]
from grader.desk import open_desk
open_desk
`;

/**
 * @param loadPyodide          of run/pyodide.js
 * @param createPyodideModule  the default export of run/pyodide.asm.js
 * @param indexURL             the address (in Node: the path) of the folder run/, with a slash at its end
 * @param get                  a function from a name such as "run/bank.json" to a promise of its bytes, an Uint8Array
 * @param salt                 a text that nobody can know before the page is opened
 * @returns a function from a request to its reply, both JSON as text
 */
export async function startDesk({ loadPyodide, createPyodideModule, indexURL, get, salt }) {
  const coming = Promise.all([...EXTENSIONS, "run/grader.zip", "run/bank.json"].map(get));
  const python = await loadPyodide({
    createPyodideModule, indexURL, stdLibURL: indexURL + "stdlib.zip", lockFileURL: indexURL + "pyodide-lock.json",
  });
  const [flint, msgspec, grader, bank] = await coming;
  for (const archive of [flint, msgspec]) python.unpackArchive(archive, "zip", { extractDir: "/home/extensions" });
  python.FS.writeFile("/home/grader.zip", grader);
  const desk = python.runPython(PROGRAM)(new TextDecoder().decode(bank), salt);
  return (request) => desk(request);
}
