// Keeps the page current. If something changed, the script fetches the page again, and puts
// the parts marked data-live in the place of the old parts.
import { hold } from "./anchor.js";

const body = document.body;
const prefix = body.dataset.prefix;
const live = document.getElementById("live");
let last = Promise.resolve(), scheduled = false, source = null, shown = location.href;
let paused = sessionStorage.getItem("paused") === "yes", missed = 0;

const say = (state, text) => { live.dataset.state = state; live.textContent = text; };
// A page without a list that can pause is always live.
const isPaused = () => paused && document.getElementById("pause") !== null;
// A paused list stays until the reader asks for another search.
const query = () => new URLSearchParams(location.search).get("q") ?? "";
let listed = query();
const isHeld = () => isPaused() && query() === listed;
const sayConnected = () => isPaused() ? say("paused", missed ? `Paused, ${missed} changes` : "Paused") : say("on", "Live");

// swap replaces the content of a live part, and keeps the focus and the folds of the user. It
// leaves a part alone in which the user is typing.
function swap(old, next) {
  for (const d of old.querySelectorAll("details[id]")) {
    const same = next.querySelector("#" + CSS.escape(d.id));
    if (same) same.open = d.open;
  }
  if (old.innerHTML === next.innerHTML) return;
  const active = document.activeElement;
  const inside = old.contains(active);
  if (inside && active.matches("input, textarea, select")) return;
  const alike = inside && active.dataset.alike ? `[data-alike="${active.dataset.alike}"]` : "";
  const at = alike ? [...old.querySelectorAll(alike)].indexOf(active) : 0;
  const focused = inside ? active.id || (active.tagName === "SUMMARY" && active.parentElement.id) : "";
  const top = old.scrollTop;
  old.replaceChildren(...next.childNodes);
  old.scrollTop = top;
  if (!inside) return;
  // If the element is gone, the focus goes to the next one like it.
  const others = alike ? [...old.querySelectorAll(alike)] : [];
  const to = focused && document.getElementById(focused) || others[Math.min(at, others.length - 1)] || document.getElementById("main");
  (to.tagName === "DETAILS" ? to.firstElementChild : to).focus({ preventScroll: true });
}

// swapMain replaces all below the bar. A paused list stays.
function swapMain(next) {
  const list = document.getElementById("list");
  if (document.getElementById("more-chips")?.open) next.getElementById("more-chips")?.setAttribute("open", "");
  document.getElementById("main").replaceChildren(...next.getElementById("main").childNodes);
  const fresh = document.getElementById("list");
  if (isHeld() && list && fresh) {
    const id = fresh.querySelector("[aria-current]")?.id;
    for (const a of list.querySelectorAll(".rows a")) a.toggleAttribute("aria-current", false);
    if (id) list.querySelector("#" + CSS.escape(id))?.setAttribute("aria-current", "true");
    fresh.replaceWith(list);
  }
  showPause();
}

// update replaces a live part. A paused list stays, with its filters.
function update(id, next) {
  if (isHeld() && ["list", "chips"].includes(id)) return;
  swap(document.getElementById(id), next.getElementById(id));
}

async function load(whole) {
  try {
    // The list goes on beside a message that is no longer kept.
    const isGone = !whole && document.querySelector("#detail [data-gone]");
    const response = await fetch(isGone ? `${prefix}/${body.dataset.section}${location.search}` : location.href, { headers: { Accept: "text/html" } });
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    if (next.body.dataset.start !== body.dataset.start) return restarted(response.ok, next);
    if ("posted" in body.dataset && !whole) return swap(document.getElementById("sections"), next.getElementById("sections"));
    const ids = d => [...d.querySelectorAll("[data-live]")].map(p => p.id);
    const settle = hold();
    if (isGone || !whole && ids(document).join() === ids(next).join()) {
      ids(next).forEach(id => update(id, next));
    } else {
      swap(document.getElementById("sections"), next.getElementById("sections"));
      swapMain(next);
    }
    settle();
    listed = query();
    if (isGone) return;
    document.title = next.title;
  } catch { /* the stream says that the inspector is gone */ }
}

// restarted shows a page of another start of the emulator: its messages are others. A text that
// the user writes stays. A message or a request of an earlier start is not kept.
async function restarted(isThere, next) {
  const isPosted = "posted" in body.dataset;
  if (!isThere && !isPosted && !next.querySelector("[data-gone]")) {
    location.assign(`${prefix}/${body.dataset.section || "messages"}`);
    return;
  }
  body.dataset.start = next.body.dataset.start;
  swap(document.getElementById("sections"), next.getElementById("sections"));
  if (!isPosted && !document.getElementById("compose")) {
    swapMain(next);
    document.title = next.title;
  }
  await renew(document);
}

// renew puts the token of this start of the emulator into forms. It fails if the emulator is gone.
export async function renew(part) {
  const token = await (await fetch(prefix + "/token")).text();
  for (const input of part.querySelectorAll("input[name=token]")) input.value = token;
  return token;
}

// One load at a time, and one more for all changes during it.
const pause = () => new Promise(done => setTimeout(done, 80));
function refresh() {
  if (scheduled) return;
  scheduled = true;
  last = last.then(pause).then(() => { scheduled = false; return load(false); });
}
function replace() {
  last = last.then(() => load(true));
  return last;
}

// changed follows a notice. A paused page follows the notices of the message in its detail.
function changed(event) {
  if (!isPaused()) return refresh();
  missed++;
  sayConnected();
  const { kind, number } = JSON.parse(event.data);
  if (document.getElementById("detail")?.dataset.of === `${kind} ${number}`) refresh();
}

function listen() {
  source = new EventSource(prefix + "/events");
  source.addEventListener("hello", () => {
    sayConnected();
    refresh();
  });
  source.addEventListener("change", changed);
  source.onerror = () => {
    say("off", "Not connected");
    if (source?.readyState === EventSource.CLOSED) { source = null; setTimeout(() => { if (!source && !document.hidden) listen(); }, 2000); }
  };
}
// A browser opens at most six connections to a host. So a hidden page keeps no connection.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { source?.close(); source = null; } else if (!source) listen();
});
listen();
showPause();
document.querySelector(".rows [aria-current]")?.scrollIntoView({ block: "nearest" });

function showPause() {
  const button = document.getElementById("pause");
  if (!button) return;
  button.setAttribute("aria-pressed", paused);
  button.textContent = paused ? "Resume" : "Pause";
}

export function togglePause() {
  if (!document.getElementById("pause")) return;
  paused = !paused;
  sessionStorage.setItem("paused", paused ? "yes" : "no");
  missed = 0;
  showPause();
  if (source?.readyState === EventSource.OPEN) sayConnected();
  if (!paused) refresh();
}

// choose loads the chosen line of a list beside the list, which stays where it is.
async function choose(link) {
  const id = link.id === "close" ? document.querySelector(".rows [aria-current]")?.id : link.id;
  history.pushState(null, "", link.href);
  shown = location.href;
  await replace();
  const again = id && document.getElementById(id);
  if (again?.offsetParent) {
    again.focus({ preventScroll: true });
    again.scrollIntoView({ block: "nearest" });
  }
  else { document.getElementById("main").focus(); scrollTo(0, 0); }
}
window.addEventListener("popstate", () => {
  if (location.href.split("#")[0] === shown.split("#")[0]) return;
  shown = location.href;
  replace();
});

document.addEventListener("click", event => {
  if (event.target.closest("#pause")) return togglePause();
  const link = event.target.closest(".rows a, .chips a, #close");
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  choose(link);
});

// A search follows the keys. The key Enter searches without a wait, and leaves the focus.
let typing = 0;
function find(text) {
  clearTimeout(typing);
  const url = new URL(location.href);
  if (text) url.searchParams.set("q", text); else url.searchParams.delete("q");
  history.replaceState(null, "", url);
  shown = location.href;
  last = last.then(() => load(false));
}
document.addEventListener("input", event => {
  if (event.target.id !== "q") return;
  clearTimeout(typing);
  typing = setTimeout(() => find(event.target.value), 150);
});

// isWanted asks before a form deletes something. A section says how many things it has.
function isWanted(form) {
  const { confirm: question, number } = form.dataset;
  if (!question) return true;
  const count = number && document.querySelector(`#${number} .count`)?.textContent;
  return number && !count || confirm(question.replace("{number}", count));
}

// sayUnsent says at a form that it was not sent.
function sayUnsent(form) {
  const alert = Object.assign(document.createElement("p"), { className: "why bad unsent", textContent: "Not sent: the emulator does not respond." });
  alert.setAttribute("role", "alert");
  form.append(alert);
}

// A form has the token of the start that rendered it. So it gets a new one before it is sent,
// and stays as it is while the emulator is gone. A form with data-stays leaves the page where it
// is.
const renewed = new WeakSet();
document.addEventListener("submit", async event => {
  const form = event.target;
  if (form.matches("[role=search]")) {
    event.preventDefault();
    return find(form.elements.q.value);
  }
  if (form.method !== "post" || renewed.delete(form)) return;
  event.preventDefault();
  if (!isWanted(form)) return;
  form.querySelector(".unsent")?.remove();
  const submitter = event.submitter;
  try {
    await renew(form);
    if ("stays" in form.dataset) {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" } });
      if (response.ok) {
        last = last.then(() => load(false));
        return;
      }
    }
  } catch {
    say("off", "Not connected");
    sayUnsent(form);
    return;
  }
  renewed.add(form);
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
});
