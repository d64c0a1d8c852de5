// Keeps the line of a list that the reader sees at its place while the list grows.
const scrollerOf = element => {
  const pane = element.closest(".pane");
  return pane && getComputedStyle(pane).overflowY === "auto" ? pane : document.scrollingElement;
};

// hold notes the places of the lines in sight. It returns a function that scrolls the first of
// them that is still there to its place. A list that stands at its begin shows new lines.
export function hold() {
  const first = document.querySelector(".rows a");
  const pane = first?.offsetParent && scrollerOf(first);
  if (!pane || pane.scrollTop === 0) return () => {};
  const top = pane === document.scrollingElement ? 0 : pane.getBoundingClientRect().top;
  const seen = [...document.querySelectorAll(".rows a[id]")].map(a => [a.id, a.getBoundingClientRect()])
    .filter(([, box]) => box.bottom > top && box.top < innerHeight);
  return () => {
    for (const [id, box] of seen) {
      const line = document.getElementById(id);
      if (!line?.offsetParent) continue;
      scrollerOf(line).scrollTop += line.getBoundingClientRect().top - box.top;
      return;
    }
  };
}
