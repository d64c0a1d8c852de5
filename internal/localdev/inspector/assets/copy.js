// Copies texts: of an element of the page, of a link, or of a page that a link names.
const said = document.getElementById("said");

// done says so on the button. The page may have replaced the button meanwhile.
function done(clicked) {
  const selector = clicked.id ? "#" + CSS.escape(clicked.id) : `[data-copies="${CSS.escape(clicked.dataset.copies ?? "")}"]`;
  const element = clicked.isConnected ? clicked : document.querySelector(selector) ?? clicked;
  const label = element.dataset.label ??= element.textContent;
  element.textContent = "Copied";
  said.textContent = "Copied";
  clearTimeout(element.timer);
  element.timer = setTimeout(() => { element.textContent = label; said.textContent = ""; }, 1500);
}

// load returns the text of a page. It fails if the page is an error.
async function load(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.text();
}

const textOf = element => element.href ?? element.textContent;

document.addEventListener("click", async event => {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const button = event.target.closest("[data-copies]");
  const link = event.target.closest("a[data-copy]");
  if (!button && !link) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(button ? textOf(document.getElementById(button.dataset.copies)) : await load(link.href));
    done(button ?? link);
  } catch {
    if (link) location.assign(link.href);
    else getSelection().selectAllChildren(document.getElementById(button.dataset.copies));
  }
});
