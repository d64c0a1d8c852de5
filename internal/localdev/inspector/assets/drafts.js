// Keeps the text that the user writes, for each address of the form, until a message is
// published. A sample replaces such a text only with the user's consent.
const key = "drafts", sent = "sent";
const text = document.getElementById("message");
const isPosted = "posted" in document.body.dataset;
const here = location.pathname + location.search;

const drafts = () => JSON.parse(sessionStorage.getItem(key) ?? "{}");
const keep = all => {
  try { sessionStorage.setItem(key, JSON.stringify(all)); } catch { /* the text is too long to keep */ }
};

if (text) {
  const draft = drafts()[here];
  if (isPosted) keep({ ...drafts(), [here]: text.value });
  else if (draft !== undefined) text.value = draft;
  text.addEventListener("input", () => keep({ ...drafts(), [here]: text.value }));
  text.form.addEventListener("formdata", () => sessionStorage.setItem(sent, "yes"));
  document.addEventListener("click", event => {
    const sample = event.target.closest(".samples a");
    if (!sample) return;
    const isTyped = text.value.trim() && (isPosted || text.value !== text.defaultValue);
    if (isTyped && !confirm("Replace the text that you wrote by the sample?")) return event.preventDefault();
    const { [sample.pathname + sample.search]: _, ...others } = drafts();
    keep(others);
  });
} else if (document.body.dataset.section === "messages" && sessionStorage.getItem(sent)) {
  sessionStorage.removeItem(key); // the messages show that the text was published
}
sessionStorage.removeItem(sent);
