// Checks a message while it is written, and publishes it with Ctrl+Enter.
import { renew } from "./live.js";

const text = document.getElementById("message");
const checked = document.getElementById("checked");
let waiting = 0, asked = 0;

function show(draft) {
  const list = document.createElement("ul");
  list.className = "problems";
  for (const p of draft.problems) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = "#message";
    Object.assign(link.dataset, { line: p.line, column: p.column ?? 0 });
    link.textContent = `line ${p.line}` + (p.column ? `, column ${p.column}` : "");
    item.append(link);
    if (p.pointer) {
      const pointer = document.createElement("span");
      pointer.className = "code";
      pointer.textContent = p.pointer;
      item.append(" ", pointer);
    }
    item.append(": ", p.problem);
    list.append(item);
  }
  if (draft.more) list.append(Object.assign(document.createElement("li"), { textContent: `and ${draft.more} more` }));
  if (draft.problems.length) return checked.replaceChildren(list);
  const good = document.createElement("p");
  good.className = "hint";
  good.textContent = draft.messages === 1 ? "1 message, no problem" : `${draft.messages} messages, no problem`;
  checked.replaceChildren(...(draft.messages ? [good] : []));
}

async function check() {
  const number = ++asked;
  if (!text.value.trim()) return checked.replaceChildren();
  try {
    const token = await renew(text.form);
    const response = await fetch(text.dataset.check, {
      method: "POST", body: text.value, headers: { Accept: "application/json", "Content-Type": "application/json", "X-Inspector-Token": token },
    });
    if (response.ok && number === asked) show(await response.json());
  } catch { /* the stream says that the inspector is gone */ }
}

// place puts the caret before the character at a line and a column. It selects nothing: the next
// key must not replace a part of the text.
function place(line, column) {
  const lines = text.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
  const before = column ? [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length : 0;
  text.focus();
  text.setSelectionRange(start + before, start + before);
}

if (text) {
  text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(check, 300); });
  text.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      text.form.requestSubmit(document.getElementById("publish"));
    }
  });
  checked.addEventListener("click", event => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    place(Number(link.dataset.line), Number(link.dataset.column));
  });
  // A text that was not published gets the focus back, at its first problem.
  const first = "refused" in text.dataset && checked.querySelector("[data-line]");
  if (first) place(Number(first.dataset.line), Number(first.dataset.column));
  if (text.value && !checked.childElementCount) check();
}
