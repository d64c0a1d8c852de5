// The script of the page. The server renders all that the page shows; without the script the
// page works by reload.
import "./live.js";
import "./copy.js";
import "./keys.js";
import "./drafts.js";
import "./compose.js";

document.documentElement.classList.add("js");
