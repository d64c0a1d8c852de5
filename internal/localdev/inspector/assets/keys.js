// The keyboard: the letters of the dialog, and arrow keys, Home and End in a list that has the
// focus. Escape closes the detail.
import { togglePause } from "./live.js";

const dialog = document.getElementById("keys");
document.getElementById("keys-open").addEventListener("click", () => dialog.showModal());

const lines = () => [...document.querySelectorAll(".rows a, .items .name a")].filter(a => a.offsetParent);

function move(event, to) {
  const all = lines();
  if (all.length === 0) return;
  event.preventDefault();
  const at = all.findIndex(a => a === document.activeElement);
  const from = at >= 0 ? at : all.findIndex(a => a.getAttribute("aria-current"));
  const next = all[Math.max(0, Math.min(all.length - 1, to(from, all.length)))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

const letters = {
  "/": event => {
    const q = document.getElementById("q");
    if (q) { event.preventDefault(); q.focus(); q.select(); }
  },
  j: event => move(event, at => at + 1),
  k: event => move(event, at => at < 0 ? 0 : at - 1),
  p: () => togglePause(),
  n: event => {
    event.preventDefault();
    const text = document.getElementById("message");
    if (text) text.focus();
    else location.assign(document.querySelector('.bar a[href$="/publish"]').href + "#message");
  },
  "?": () => dialog.showModal(),
};

const arrows = { ArrowDown: at => at + 1, ArrowUp: at => at - 1, Home: () => 0, End: (_, length) => length - 1 };

document.addEventListener("keydown", event => {
  if (event.metaKey || event.ctrlKey || event.altKey || dialog.open) return;
  if (event.target.closest?.(".rows a") && !event.shiftKey && arrows[event.key]) return move(event, arrows[event.key]);
  if (event.key === "Escape" && event.target.id === "q" && !event.target.value) return event.target.blur();
  if (event.target.matches?.("input, textarea, select")) return;
  if (event.key === "Escape") return document.getElementById("close")?.click();
  letters[event.key]?.(event);
});
