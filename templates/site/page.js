// The student's page: one form a problem, what is kept, the file. All mathematics is the worker's; texts become nodes, never markup.
"use strict";

const QUIET = 60, PAUSE = 1000, SAVE = 300, BUSY = 150, PATIENCE = 10_000, START = 60_000, MOST_BYTES = 65_536, MOST_ROWS = 14, LONG = 4000;
const site = document.body.dataset, isGraded = site.mode === "graded", problems = [];
const one = (id) => document.getElementById(id);
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const sentences = (...said) => said.filter(Boolean).join(" ");

function node(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function later(wait, act) {
  let timer;
  const cancel = () => clearTimeout(timer);
  return Object.assign((...given) => { cancel(); timer = setTimeout(act, wait, ...given); }, { cancel });
}

// A screen reader hears one sentence at a time; the same sentence again is a change too.
const fill = later(40, (text) => { one("spoken").textContent = text; });
function speak(text) {
  one("spoken").textContent = "";
  fill(text);
}

function tell(box, said, ...choices) {
  const list = node("ul"), row = node("p", "", { class: "row" });
  list.append(...said.slice(1).map((line) => node("li", line)));
  for (const [word, act] of choices) {
    const button = row.appendChild(node("button", word, { type: "button" }));
    button.addEventListener("click", () => { box.hidden = true; act(); });
  }
  box.replaceChildren(node("p", said[0]), ...(said.length > 1 ? [list] : []), ...(choices.length ? [row] : []));
  box.hidden = false;
  speak(said.join(" "));
}

// ---- Mathematics: of what our printer wrote, the elements of MathML Core pass, with the attributes that it uses.

const MATHML = "http://www.w3.org/1998/Math/MathML", HTML = document.documentElement.namespaceURI;
const ATTRIBUTES = ("class alttext form stretchy mathvariant display accent accentunder lspace rspace width height depth voffset minsize " +
  "maxsize symmetric largeop movablelimits linethickness displaystyle scriptlevel").split(" ");
const ELEMENTS = ("math mrow mi mn mo mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd mpadded " +
  "mphantom mstyle").split(" "), WORDS = "em strong code span sub sup br".split(" ");

function mathematics(markup) {
  return allowed(new DOMParser().parseFromString(markup, "text/html").querySelector("math"));
}

// An author's text as it was typeset where the page was made.
function written(markup) {
  return [...new DOMParser().parseFromString(markup, "text/html").body.childNodes].map(allowed);
}

function allowed(given) {
  const known = { [MATHML]: ELEMENTS, [HTML]: WORDS }[given?.namespaceURI];
  if (!known?.includes(given.localName)) return document.createTextNode(given?.textContent ?? "");
  const made = document.createElementNS(given.namespaceURI, given.localName);
  for (const { name, value } of given.attributes) if (ATTRIBUTES.includes(name)) made.setAttribute(name, value);
  made.append(...[...given.childNodes].map(allowed));
  return made;
}

// A text with a place marked; places count code points, as everywhere in the program.
function marked(text, [from, to]) {
  const points = Array.from(text), cut = (a, b) => points.slice(a, b).join("");
  const copy = node("pre", "", { class: "copy", role: "img", "aria-label": `the place: ${cut(from, to) || "the end"}` });
  copy.append(cut(0, from), node("mark", cut(from, to), from >= points.length ? { class: "end" } : {}), cut(Math.max(from, to)));
  return copy;
}

function remark({ text, remedy, span, error }, answer) {
  const line = node("p");
  line.append(...(error ? [node("span", "! ", { class: "sign", "aria-hidden": "true" })] : []), sentences(text, remedy));
  return error && span && answer.length < LONG ? [line, marked(answer, span)] : [line];
}

// ---- The grader: one worker, one request at a time, in order; a newer request of the same kind takes the place of one that waits.

const grader = { worker: null, state: "", queue: [], current: null, next: 1, files: null };
const UNDECIDED = { state: "undecided", sign: "?", word: "not decided: your instructor will look", said: [] };
const TOO_LONG = "This answer is too long to be checked here; hand it in.", FAILED = "The grader failed on this answer; hand it in.";
const busy = later(BUSY, () => { site.grader = "busy"; });

function show(state, text = "") {
  grader.state = site.grader = one("status").dataset.state = state;
  one("status").textContent = text;
}

function ask(request) {
  if (grader.state === "failed") return Promise.resolve(null);
  const isOld = ({ request: other }) => other.do === request.do && other.problem === request.problem;
  for (const job of grader.queue.filter(isOld)) job.resolve(null);
  grader.queue = grader.queue.filter((job) => !isOld(job));
  return new Promise((resolve) => { grader.queue.push({ request, resolve }); pump(); });
}

function pump() {
  if (grader.state !== "ready" || grader.current || !grader.queue.length) return;
  const job = grader.current = grader.queue.shift();
  job.id = grader.next++;
  job.timer = setTimeout(restart, PATIENCE, TOO_LONG);
  busy();
  grader.worker.postMessage({ v: 1, id: job.id, ...job.request });
}

function finish(reply) {
  if (reply.id !== grader.current?.id) return;
  if (reply.fault?.code === "desk/internal") restart(FAILED); else settle(reply);
  pump();
}

function settle(reply) {
  const job = grader.current;
  clearTimeout(job.timer);
  busy.cancel();
  grader.current = null;
  site.grader = grader.state;
  job.resolve(reply);
}

// A worker cannot be interrupted: it is ended, and the answer that it did not judge is open, not wrong.
function restart(reason) {
  grader.worker.terminate();
  show("restarting", "The grader starts again …");
  settle({ open: reason });
  startWorker(false);
}

function impossible(reason) {
  grader.worker?.terminate();
  const what = isGraded ? "Reading" : "Checking";
  show("failed", `${what} is not possible here: ${reason} You can still write your answers and download them.`);
  speak(one("status").textContent);
  for (const job of [grader.current, ...grader.queue.splice(0)]) job?.resolve(null);
  for (const problem of problems) problem.withoutGrader();
  progress();
}

function startWorker(isFirst) {
  const worker = grader.worker = new Worker("worker.js", { type: "module" });
  const start = later(START, () => impossible("the grader did not start within a minute."));
  const missing = (bytes, of) => `${Math.round(bytes / 1e6)} of ${Math.round(of / 1e6)} MB`;
  const states = {
    loading: ({ bytes, of }) => isFirst && show("loading", `The grader is loading … ${missing(bytes, of)}`),
    starting: () => { start(); if (isFirst) show("starting", "The grader is starting …"); },
    failed: ({ reason }) => impossible(reason),
    ready: () => { show("ready", "The grader is ready."); if (isFirst) ready(); pump(); },
  };
  worker.onerror = (event) => {
    event.preventDefault();
    start.cancel();
    impossible("its program could not be loaded; reload the page to try again.");
  };
  worker.onmessage = ({ data }) => {
    if (["ready", "failed"].includes(data.state)) start.cancel();
    if (data.state) states[data.state](data); else finish(data);
  };
  worker.postMessage({ v: 1, do: "start", site: grader.files });
}

async function startGrader() {
  show("loading", "The grader is loading …");
  if (location.protocol === "file:") return impossible("open this page through a web server (python -m http.server in its folder).");
  if (typeof WebAssembly !== "object") return impossible("this browser has no WebAssembly.");
  try {
    grader.files = await (await fetch("site.json")).json();
    startWorker(true);
  } catch {
    impossible("a part of this page could not be loaded; reload the page to try again.");
  }
}

function ready() {
  for (const problem of problems) problem.catchUp();
  if (document.activeElement instanceof HTMLTextAreaElement) speak("The grader is ready.");
  if (grader.files.offline) workOffline(); else forgetOffline();
}

// ---- Problems

const JOINT = /^\s*(?:->|[:=–—-])\s*/, BETWEEN = /^\s*(?:[,;\n]\s*|$)/;
const BEFORE_REASON = /^\s*(?:,(?! *because)\s*|(?=[.;:(\n]|, *because|$))/;

// The longest of some names that a text begins with, where the right thing comes next; and what comes after that.
function longest(text, names, next) {
  const met = (name) => text.slice(0, name.length).toLowerCase() === name.toLowerCase() && text.slice(name.length).match(next);
  const name = names.filter(Boolean).sort((one, other) => other.length - one.length).find(met);
  return name ? [name, text.slice(name.length + met(name)[0].length)] : ["", text];
}

class Problem {
  constructor(section) {
    const { id, number, group } = section.dataset, part = (selector) => section.querySelector(selector);
    Object.assign(this, { id, number, group, judged: null, last: null, rests: false, before: "" });
    Object.assign(this, { plain: one(`read-${number}`), field: part("textarea") });
    for (const name of ["keys", "toggle", "button", "line", "math", "shape", "trouble", "verdict"]) this[name] = part(`.${name}`);
    this.reading = later(QUIET, () => this.read());
    this.pause = later(PAUSE, () => this.rest(true));
    part("form").hidden = false;
    part("form").addEventListener("submit", (event) => { event.preventDefault(); this.check(true); });
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => { if (!event.isComposing) this.pressed(event); });
    this.toggle.addEventListener("click", () => this.showKeys(this.keys.hidden));
    this.choices = section.querySelector(".choices");
    this.choices?.addEventListener("change", () => this.choose());
    this.keys.addEventListener("mousedown", (event) => event.preventDefault());
    this.keys.addEventListener("click", (event) => this.insert(event.target.dataset.key));
  }

  get text() { return this.field.value; }
  get isBlank() { return !this.text.trim(); }
  get isCurrent() { return this.judged?.text === this.text; }

  set(text) {
    this.field.value = text;
    this.tick();
    this.grow();
    this.outdated();
    this.read().then(() => this.rest(false));
  }

  grow() {
    this.field.rows = Math.min(MOST_ROWS, this.text.split("\n", MOST_ROWS).length);
    while (this.field.rows < MOST_ROWS && this.field.scrollHeight > this.field.clientHeight + 1) this.field.rows += 1;
  }

  changed() {
    this.rests = false;
    this.tick();
    this.grow();
    this.outdated();
    this.line.classList.add("stale");
    this.reading();
    this.pause();
    keep(this.id);
  }

  pressed(event) {
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && isPlain) { event.preventDefault(); this.check(true); }
    if (event.altKey && event.code === "KeyH") { event.preventDefault(); this.verdict.querySelector("button")?.click(); }
    if (event.key === "Escape") this.showKeys(false);
  }

  showKeys(isOpen) {
    this.keys.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", isOpen);
    this.field.focus();
  }

  insert(key) {
    this.field.focus();
    // As if it were typed, so that it can be undone; some old browsers cannot.
    if (!key || document.execCommand?.("insertText", false, key)) return;
    this.field.setRangeText(key, this.field.selectionStart, this.field.selectionEnd, "end");
    this.changed();
  }

  get hasReason() { return "reason" in this.choices.dataset; }

  // -- choices: buttons write into the field, and the field sets the buttons

  get chosen() {
    if (this.choices.dataset.pick !== "match") return [...this.choices.querySelectorAll(":checked")].map((each) => each.value).join(", ");
    const pairs = [...this.choices.querySelectorAll("select")].filter((each) => each.value);
    return pairs.map((each) => `${each.dataset.item}: ${each.value}`).join(", ");
  }

  // A reason behind the choice stays.
  choose() {
    const rest = this.hasReason ? this.text.slice(this.before.length) : "";
    this.field.value = this.chosen + (!this.before && rest.trim() ? ". " : "") + rest;
    this.changed();
  }

  tick() {
    if (!this.choices) return;
    const boxes = [...this.choices.querySelectorAll("input")], lists = [...this.choices.querySelectorAll("select")];
    const { labels, pairs, end } = this.named(boxes.map((each) => each.value), lists);
    for (const each of boxes) each.checked = labels.has(each.value);
    for (const each of lists) each.value = pairs.get(each.dataset.item) ?? "";
    this.before = this.text.slice(0, end);
  }

  // The labels in the field, or its pairs of an item and a label, and where the last one ends; a label may hold a comma or a hyphen itself.
  named(values, lists) {
    const labels = new Set(), pairs = new Map();
    let rest = this.text.trimStart(), end = 0;
    while (rest) {
      const [item, behind] = lists.length ? longest(rest, lists.map((each) => each.dataset.item), JOINT) : ["", rest];
      const list = lists.find((each) => each.dataset.item === item), names = list ? [...list.options].map((each) => each.value) : values;
      const [value, next] = longest(behind, names, this.hasReason ? BEFORE_REASON : BETWEEN);
      if (!value && this.hasReason) break;
      if (value) end = this.text.length - behind.length + value.length;
      if (value) (list ? pairs.set(item, value) : labels.add(value));
      rest = value ? next : rest.replace(/^[^,;\n]*[,;\n]?\s*/, "");
    }
    return { labels, pairs, end };
  }

  // -- what is read, at every key

  async read() {
    const text = this.text, reply = this.isBlank ? { reading: null } : await ask({ do: "read", problem: this.id, answer: text });
    if (reply && text === this.text) this.take(reply.reading ?? null);
  }

  take(reading) {
    this.last = reading;
    if (reading?.state === "read") this.math.replaceChildren(reading.math ? mathematics(reading.math) : node("code", reading.plain));
    this.trouble.replaceChildren(...(reading?.said ?? []).flatMap((said) => remark(said, this.text)));
    this.render();
  }

  // What is not finished yet is no mistake: what is wrong is said when the keys rest.
  get isTold() { return this.rests || !this.last?.said.some(({ error }) => error); }

  render() {
    const state = this.last?.state ?? "blank", isRead = state === "read", isOpen = state === "unreadable" && !this.isTold;
    const words = isRead ? this.shapeWords() : "";
    if (!isOpen) this.line.hidden = !isRead;
    this.line.classList.toggle("stale", isOpen);
    if (!isOpen) this.shape.textContent = words;
    this.trouble.hidden = !this.isTold || !this.trouble.hasChildNodes();
    const said = this.trouble.hidden ? "" : [...this.trouble.querySelectorAll("p")].map((line) => line.lastChild.data).join(" ");
    this.plain.textContent = isRead ? [`read as ${this.last.plain}`, words].filter(Boolean).join(", ") : said;
    this.field.dataset.state = this.isCurrent ? this.judged.outcome : state === "unreadable" && !isOpen ? state : "";
  }

  shapeWords() {
    const { shape, fits, asked } = this.last, isRight = this.isCurrent && this.judged.outcome === "correct";
    const found = fits === false && asked && !isRight ? `${shape}; ${asked} is asked` : shape;
    return [found, isGraded ? "it is judged after you hand it in" : ""].filter(Boolean).join("; ");
  }

  rest(isSpoken) {
    this.rests = true;
    this.render();
    if (isSpoken && this.plain.textContent && document.activeElement === this.field) speak(this.plain.textContent);
  }

  // -- verdicts

  async check(isAsked) {
    this.pause.cancel();
    if (isGraded || grader.state === "failed") return this.rest(isAsked);
    const text = this.text, aloud = (said) => isAsked && speak(`Problem ${this.number}${said}`);
    if (this.isBlank) return this.say("note", [node("p", "Nothing is written yet.")], aloud(": nothing is written yet."));
    if (grader.state !== "ready") this.say("waits", [node("p", "This waits for the grader.")], aloud(" waits for the grader."));
    this.button.setAttribute("aria-disabled", "true");
    const earlier = this.earlier(), reply = await ask({ do: "check", problem: this.id, answer: text, earlier });
    this.button.removeAttribute("aria-disabled");
    if (!reply) return;
    const open = reply.open ?? reply.fault?.text, shown = reply.shown ?? { ...UNDECIDED, evidence: open, spoken: `not decided. ${open}` };
    Object.assign(this, { judged: { text, outcome: shown.state }, asked: { answer: text, earlier } });
    if (reply.reading && this.isCurrent) this.take(reply.reading);
    this.rests = true;
    this.say(shown.state, this.judgement(shown), aloud(`: ${shown.spoken}`));
    this.outdated();
    keep(this.id);
    // A part that was judged beside another answer to this one may follow from it no longer.
    problems.filter((other) => other.isCurrent && (other.asked?.earlier[this.id] ?? text) !== text).forEach((other) => other.check(false));
  }

  // The student's answers to the other parts of the same problem.
  earlier() {
    const parts = problems.filter((other) => this.group && other.group === this.group && other !== this && !other.isBlank);
    return Object.fromEntries(parts.map((other) => [other.id, other.text]));
  }

  judgement({ sign, word, layout, pieces, evidence, said, hint }) {
    const head = node("p", "", { class: "word" }), why = node("p");
    head.append(node("i", sign, { "aria-hidden": "true" }), ` ${word}${layout ? ` (${layout})` : ""}`);
    for (const piece of pieces?.length ? pieces : [{ text: evidence }]) why.append(piece.math ? mathematics(piece.math) : piece.text);
    // What is said about the reading already stands below the field.
    const isNew = ({ text }) => !this.isCurrent || !this.last?.said.some((each) => each.text === text);
    const remarks = said.filter(isNew).flatMap((each) => remark(each, this.judged.text));
    return [head, ...(why.textContent ? [why] : []), ...remarks, ...this.hint(hint)];
  }

  say(state, nodes) {
    this.verdict.className = `verdict ${state}`;
    this.verdict.replaceChildren(...nodes);
  }

  hint(hint) {
    if (!hint) return [];
    const box = node("div", "", { class: "hint", tabindex: "-1" });
    const place = hint.span ? [marked(this.asked.answer, hint.span)] : [];
    hint.lines.forEach((line, number) => {
      const told = box.appendChild(node("p"));
      told.append(...hint.pieces[number].flatMap(({ text, markup }) => (markup ? written(markup) : [text])));
      if (line.endsWith(":")) box.append(...place);
    });
    if (hint.example) {
      const chain = node("ol", "", { class: "chain" });
      chain.append(...hint.example.chain.map((step) => node("li", `= ${step}`)));
      box.append(node("p", `A worked example: ${hint.example.question}`), chain);
    }
    return [box, ...(hint.next ? [this.hintButton(hint.next)] : [])];
  }

  hintButton(level) {
    const button = node("button", level === 1 ? "Hint" : `Next hint (${level} of 3)`, { type: "button" });
    button.addEventListener("click", async () => {
      const hadFocus = document.activeElement === button, reply = await ask({ do: "hint", problem: this.id, ...this.asked, level });
      if (!reply?.hint || !button.isConnected) return;
      const [box, next] = this.hint(reply.hint);
      button.replaceWith(box, ...(next ? [next] : []));
      if (hadFocus) (next ?? box).focus();
      speak(`Hint ${level}: ${box.innerText}`);
    });
    return button;
  }

  // A verdict on another text stays, greyed, until the next check; its hints go.
  outdated() {
    const isOld = Boolean(this.judged) && !this.isCurrent;
    if (isOld && !this.verdict.classList.contains("old") && this.verdict.hasChildNodes()) {
      this.verdict.querySelectorAll(".hint, button").forEach((each) => each.remove());
      this.verdict.prepend(node("p", "checked before:"));
      this.verdict.classList.add("old");
    }
    this.render();
    progress();
  }

  // What was written, or checked on an earlier visit, before the grader was ready.
  catchUp() {
    if (!this.isBlank) this.read().then(() => this.rest(false));
    if (this.isCurrent && !this.isBlank && !this.verdict.hasChildNodes()) this.check(false);
  }

  withoutGrader() {
    if (this.button) this.button.hidden = true;
    if (this.verdict.classList.contains("waits")) this.say("", []);
  }

  clear() {
    this.judged = null;
    this.say("", []);
    this.set("");
  }
}

function progress() {
  const isJudged = !isGraded && grader.state !== "failed";
  const done = problems.filter((each) => isJudged ? each.isCurrent && each.judged.outcome === "correct" : !each.isBlank).length;
  one("counted").textContent = `${done} of ${problems.length} ${isJudged ? "correct" : "written"}`;
  one("bar").value = done;
}

// ---- Keeping: in this browser, under the assignment and its bank; never on a shared computer. A browser may refuse each access.

const KEY = `grader:${site.id}`, NOTHING = { v: 1, student: "", answers: {}, checked: {} };
const changedIds = new Set(), saving = later(SAVE, save);

function trying(act, instead) {
  try {
    return act();
  } catch {
    return instead;
  }
}

function kept(key = KEY) {
  const found = trying(() => JSON.parse(localStorage.getItem(key)), null), isText = (value) => typeof value === "string";
  if (found?.v !== 1) return null;
  const only = (entries, isRight) => Object.fromEntries(Object.entries(entries ?? {}).filter(([, each]) => isRight(each)));
  const answers = only(found.answers, isText), checked = only(found.checked, (each) => isText(each?.text) && isText(each?.outcome));
  return { v: 1, student: isText(found.student) ? found.student : "", answers, checked };
}

function keep(id) {
  changedIds.add(id);
  saving();
}

// Only what changed here is written over what another tab has written.
function save() {
  saving.cancel();
  if (one("shared").checked || !changedIds.size) return;
  const now = kept() ?? structuredClone(NOTHING);
  if (changedIds.has("student")) now.student = one("student").value;
  for (const { id, text, judged } of problems.filter((each) => changedIds.has(each.id))) {
    if (text) now.answers[id] = text; else delete now.answers[id];
    if (judged) now.checked[id] = judged; else delete now.checked[id];
  }
  const isKept = trying(() => { localStorage.setItem(KEY, JSON.stringify(now)); return true; }, false);
  if (isKept) changedIds.clear();
  sayWhatIsKept(isKept);
}

function sayWhatIsKept(isKept) {
  one("kept").textContent = one("shared").checked ? "Nothing is kept: your answers are gone when you leave this page. Download them." :
    isKept ? "Your answers are kept in this browser until you clear them." : "Answers are not kept here; download them.";
}

function restore({ student, answers, checked }) {
  if (document.activeElement !== one("student")) one("student").value = student;
  for (const problem of problems.filter((each) => document.activeElement !== each.field)) {
    const text = answers[problem.id] ?? "", judged = checked[problem.id];
    const isNew = judged?.text === text && problem.judged?.text !== text;
    if (isNew) problem.judged = judged;
    if (problem.text !== text) problem.set(text);
    if (isNew && grader.state === "ready") problem.check(false);
  }
  progress();
}

// The keys of the same assignment with other banks.
function olderKeys() {
  const older = `grader:${site.id.replace(/[^-]*$/, "")}`;
  const isOlder = (key) => key.startsWith(older) && /^[0-9a-f]{12}$/.test(key.slice(older.length)) && key !== KEY;
  return trying(() => Object.keys(localStorage).filter(isOlder), []);
}

function offerOlder() {
  const known = (found) => problems.filter(({ id }) => found?.answers[id]).length;
  const [found] = olderKeys().map((key) => kept(key)).sort((a, b) => known(b) - known(a));
  if (kept() || !known(found)) return;
  const use = () => { restore({ ...found, checked: {} }); for (const { id } of [...problems, one("student")]) keep(id); };
  tell(one("offer"), ["You have answers to an earlier version. Use them?"], ["Use them", use], ["No, start afresh", () => keep("student")]);
}

function forget() {
  for (const key of [KEY, ...olderKeys()]) trying(() => localStorage.removeItem(key));
  changedIds.clear();
  saving.cancel();
}

function clearAll() {
  const count = problems.filter((each) => !each.isBlank).length, name = one("student").value ? ", your name" : "";
  one("student").value = "";
  for (const problem of problems) problem.clear();
  forget();
  tell(one("loaded"), [`Removed from this browser: ${counted(count, "answer")}${name}, and what was checked.`]);
}

function shareComputer(isShared) {
  trying(() => sessionStorage.setItem("grader:shared", isShared ? "1" : ""));
  if (isShared) forget(); else for (const { id } of [...problems, one("student")]) keep(id);
  sayWhatIsKept(true);
}

// ---- The file: what docs/students.md describes, written without the grader and read by it.

const lines = (text) => text.split(/\r\n?|\n/).map((line) => line.trim()).filter(Boolean);

function download() {
  const head = `# ${lines(site.title).join(" ")}, bank ${site.bank}\n`, student = lines(one("student").value).join(" ");
  const answers = problems.filter((each) => !each.isBlank).map(({ id, text }) => `${id}: ${lines(text).join("\n  ")}\n`);
  const file = new Blob([head, student && `student: ${student}\n`, ...answers], { type: "text/plain" });
  const link = node("a", "", { href: URL.createObjectURL(file), download: "answers.txt" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  const large = file.size > MOST_BYTES ? ["It has more than 64 KiB, which is more than is read: shorten your answers."] : [];
  tell(one("loaded"), [`answers.txt holds ${counted(answers.length, "answer")}. Hand in that file.`, ...large]);
}

async function load(file) {
  const say = (...given) => tell(one("loaded"), ...given);
  if (file.size > MOST_BYTES) return say([`${file.name} has more than 64 KiB; nothing of it was read.`]);
  if (grader.state === "failed") return say(["A file can be read only where the grader runs."]);
  if (grader.state !== "ready") say([`${file.name} waits for the grader.`]);
  const reply = await ask({ do: "file", name: file.name, text: await file.text() });
  if (!reply?.file) return reply && say([`${file.name} was not read: ${reply.open ?? reply.fault.text}`]);
  const { student, answers, attention } = reply.file, remarks = attention.map(([line, said]) => `${line ? `line ${line}: ` : ""}${said}`);
  const found = answers.map(([id, answer]) => [problems.find((each) => each.id === id), answer]).filter(([problem]) => problem);
  const others = found.filter(([problem, answer]) => !problem.isBlank && problem.text !== answer).length;
  const take = () => {
    one("student").value = student || one("student").value;
    for (const [problem, answer] of found) problem.set(answer);
    for (const { id } of [...problems, one("student")]) keep(id);
    say([`Loaded ${counted(found.length, "answer")} from ${file.name}.`, ...remarks]);
  };
  if (!others) return take();
  const question = `${file.name} has other answers to ${counted(others, "problem")} than this page. Replace ${counted(others, "answer")}?`;
  say([question, ...remarks], [`Replace ${counted(others, "answer")}`, take], ["Keep mine", () => say(["Nothing was replaced."])]);
}

// ---- Offline: the service worker holds one build; a newer one waits until the student takes it.

async function workOffline() {
  const serving = navigator.serviceWorker, registration = await serving?.register("sw.js").catch(() => null);
  // Private windows and some frames refuse; the page works, only not offline.
  if (!registration) return;
  const reload = () => {
    serving.addEventListener("controllerchange", () => location.reload());
    save();
    registration.waiting.postMessage("take over");
  };
  const offer = () => {
    if (!registration.waiting || !serving.controller) return;
    tell(one("offer"), ["A newer version is here."], ["Reload", reload], ["Later", () => {}]);
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  offer();
  await serving.ready;
  if (grader.state === "ready") show("ready", "This page works without a network now.");
}

async function forgetOffline() {
  const all = await navigator.serviceWorker?.getRegistrations().catch(() => []) ?? [];
  for (const each of all) if (each.scope === new URL("./", location.href).href) await each.unregister();
}

// ---- Start

problems.push(...[...document.querySelectorAll(".problem")].map((section) => new Problem(section)));
one("without").remove();
for (const id of ["handing-in", "progress"]) one(id).hidden = false;
one("shared").checked = trying(() => sessionStorage.getItem("grader:shared") === "1", false);
startGrader();
if (!one("shared").checked) { restore(kept() ?? NOTHING); offerOlder(); }
sayWhatIsKept(trying(() => { localStorage.getItem(KEY); return true; }, false));
progress();
one("student").addEventListener("input", () => keep("student"));
one("download").addEventListener("click", download);
one("load").addEventListener("click", () => one("file").click());
one("file").addEventListener("change", ({ target }) => {
  if (target.files[0]) load(target.files[0]);
  target.value = "";
});
one("print").addEventListener("click", () => window.print());
one("clear").addEventListener("click", clearAll);
one("shared").addEventListener("change", ({ target }) => shareComputer(target.checked));
addEventListener("pagehide", save);
addEventListener("pageshow", (event) => { if (event.persisted && one("shared").checked) location.reload(); });
addEventListener("storage", ({ key }) => {
  if ([KEY, null].includes(key) && !one("shared").checked) restore(kept() ?? NOTHING);
});
