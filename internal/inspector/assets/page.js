// Makes the page live where there is JavaScript. All it shows was rendered by the
// server: it fetches the page anew when something changed, and puts the parts
// marked data-live in the place of the old ones.
"use strict";
(() => {
  const prefix = document.body.dataset.prefix;
  const live = document.getElementById("live");
  let last = Promise.resolve(), scheduled = false, source = null, shown = location.href;

  const say = (state, text) => { live.dataset.state = state; live.textContent = text; };

  // swap replaces the content of a live part, and keeps what the user did in it:
  // the focus, and what is unfolded. A part being typed in is left alone.
  function swap(old, next) {
    if (old.innerHTML === next.innerHTML) return;
    const active = document.activeElement;
    const inside = old.contains(active);
    if (inside && active.matches("input, textarea, select")) return;
    const focused = inside ? active.id || (active.tagName === "SUMMARY" && active.parentElement.id) : "";
    for (const d of old.querySelectorAll("details[id]")) {
      const same = next.querySelector("#" + CSS.escape(d.id));
      if (same) same.open = d.open;
    }
    const top = old.scrollTop;
    old.replaceChildren(...next.childNodes);
    old.scrollTop = top;
    if (!focused) return;
    const to = document.getElementById(focused);
    if (to) (to.tagName === "DETAILS" ? to.firstElementChild : to).focus({ preventScroll: true });
  }

  async function load(whole) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!answer.ok && !whole) return; // what is shown is no longer kept: leave it
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      const ids = d => [...d.querySelectorAll("[data-live]")].map(p => p.id);
      if (!whole && ids(document).join() === ids(next).join()) {
        for (const id of ids(next)) swap(document.getElementById(id), next.getElementById(id));
      } else {
        swap(document.getElementById("sections"), next.getElementById("sections"));
        document.getElementById("main").replaceChildren(...next.getElementById("main").childNodes);
      }
      document.title = next.title;
    } catch { /* the stream says that the inspector is gone */ }
  }

  // One load at a time, and one more for all that changes meanwhile.
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

  function listen() {
    source = new EventSource(prefix + "/events");
    source.addEventListener("open", () => { say("on", "Live"); refresh(); });
    source.addEventListener("change", () => refresh());
    source.onerror = () => say("off", "Not connected");
  }
  // A browser opens six connections to a host at most, so a page nobody looks at
  // keeps none.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { source?.close(); source = null; } else if (!source) listen();
  });
  listen();
  document.querySelector(".rows [aria-current]")?.scrollIntoView({ block: "nearest" });

  // Choosing from a list loads the rest beside it and leaves the list where it is.
  async function choose(link) {
    const id = link.id;
    const pane = document.querySelector(".list");
    const top = pane?.scrollTop ?? 0;
    history.pushState(null, "", link.href);
    shown = location.href;
    await replace();
    const now = document.querySelector(".list");
    if (now) now.scrollTop = top;
    const again = document.getElementById(id);
    if (again?.offsetParent) again.focus({ preventScroll: true });
    else { document.getElementById("main").focus(); scrollTo(0, 0); }
  }
  window.addEventListener("popstate", () => {
    if (location.href.split("#")[0] === shown.split("#")[0]) return;
    shown = location.href;
    replace();
  });

  document.addEventListener("click", async event => {
    const copy = event.target.closest("a[data-copy]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (copy && plain) {
      event.preventDefault();
      try {
        const answer = await fetch(copy.href);
        await navigator.clipboard.writeText(await answer.text());
        say("on", "Copied");
      } catch { location.href = copy.href; }
      return;
    }
    const link = event.target.closest(".rows a");
    if (link && plain) { event.preventDefault(); choose(link); }
  });

  // Arrow keys, Home and End walk through a list that has the focus.
  document.addEventListener("keydown", event => {
    const link = event.target.closest?.(".rows a");
    if (!link || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
    const all = [...link.closest(".rows").querySelectorAll("a")];
    const at = all.indexOf(link);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  });
})();
