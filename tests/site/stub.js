// In the place of worker.js where a test is about the page and not about mathematics: replies at once, and of few kinds.
const span = (text, part) => { const at = Array.from(text).indexOf(part); return [at, at + 1]; };

function reading(answer) {
  if (!answer.trim()) return { state: "blank", plain: "", math: "", shape: "", fits: null, asked: "", said: [] };
  if (!answer.includes("?")) return { state: "read", plain: answer, math: `<math alttext="${"x"}"><mi>x</mi></math>`, shape: "a scalar", fits: true, asked: "", said: [] };
  const said = [{ code: "syntax/character", text: "This is no sign of the notation.", remedy: "Leave it out.", span: span(answer, "?"), error: true }];
  return { state: "unreadable", plain: "", math: "", shape: "", fits: null, asked: "", said };
}

function shown(answer) {
  const isRight = answer.startsWith("right"), said = [], pieces = [];
  if (isRight) return { state: "correct", sign: "✓", word: "correct", layout: "", evidence: "", pieces, said, spoken: "correct.", hint: null };
  return { state: "incorrect", sign: "✗", word: "not yet", layout: "", evidence: "At x = 1 they differ.", pieces, said, spoken: "not yet. At x = 1 they differ.", hint: null };
}

const file = (text) => ({ student: "Ada", attention: text.includes("chian") ? [[2, "there is no problem 'chian'"]] : [],
  answers: text.split("\n").map((line) => line.split(": ")).filter(([id, answer]) => answer && id !== "student").map(([id, answer], at) => [id, answer, at + 1]) });

const act = {
  read: ({ answer }) => ({ reading: reading(answer) }),
  check: ({ answer }) => {
    if (answer === "fault") return { fault: { code: "desk/internal", text: "ValueError in grader.engine" } };
    while (answer === "loop");
    return { mark: {}, reading: reading(answer), shown: shown(answer) };
  },
  file: ({ text }) => ({ file: file(text) }),
};

onmessage = ({ data }) => postMessage(data.do === "start" ? { v: 1, state: "ready", boot: {} } : { v: 1, id: data.id, ...act[data.do](data) });
