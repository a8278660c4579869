// The address is the view. A choice moves the page to another address: a page that is drawn in one piece is fetched for it and drawn at once
// (shell/fetched.py); any other is run by Streamlit, as at a step back in the browser's history.
const roots = {};  // the canvases by what they draw: menu, head, page
const ofHere = () => location.pathname + location.search;
let moved = null;  // {to, at}: where the page was moved without Streamlit, which has not heard of it, and the parameters as the server writes them
let onItsWay = null;

addEventListener("popstate", () => { moved = null; onItsWay?.abort(); });

// Streamlit takes the address up, and runs the page.
function askStreamlit() {
  dispatchEvent(new PopStateEvent("popstate"));
}

// A drawing that a run of Streamlit made for an address which the page has left.
function isLeft(drawing) {
  return moved !== null && moved.to === ofHere() && typeof drawing.at === "string" && drawing.at !== moved.at;
}

// What a press says to Streamlit, with the address of which it has not heard.
function withAddress(value) {
  return moved?.to === ofHere() ? `${value}\n${moved.to}` : value;
}

async function moveTo(parameters) {
  const asked = parameters.toString(), { whole: page, around } = roots.head?.firstChild.dataset ?? {};
  history.pushState({}, "", location.pathname + (asked && `?${asked}`));
  // A notice that Streamlit has drawn, such as of a server that is away, is Streamlit's to take back.
  if (!page || document.querySelector("[data-testid=stAlert]")) { askStreamlit(); return; }
  onItsWay?.abort();
  onItsWay = new AbortController();
  try {
    const answer = await fetch(`/nakyma/${page}?${asked}${around ? `&paikat=${encodeURIComponent(around)}` : ""}`, { signal: onItsWay.signal });
    const told = answer.ok ? (await answer.text()).split("\n") : null;
    if (!told) askStreamlit();
    else drawFetched(JSON.parse(told[0]), told.slice(1));
  } catch (fault) {
    if (fault.name !== "AbortError") askStreamlit();  // no network, or a program of another version
  }
}

function drawFetched(page, drawings) {
  const parts = ["menu", "head", "page"].map((name) => roots[name]);
  if (!parts.every((root) => root?.isConnected)) { askStreamlit(); return; }
  const at = page.at && `?${page.at}`;
  if (location.search !== at) history.replaceState({}, "", location.pathname + at);
  moved = { to: ofHere(), at: page.at };
  document.title = page.title;
  parts.forEach((root, nth) => show(root, drawings[nth]));
}

// A page opens as by the reader's own way back and forth: over the open websocket, with nothing fetched anew.
function openPage(address) {
  const left = moved?.to === ofHere() ? `${address.includes("?") ? "&" : "?"}edellinen=${encodeURIComponent(moved.to)}` : "";
  history.pushState({}, "", address + left);
  askStreamlit();
}

// A change of page by the server would leave a step in the browser's history at which this page has the region for its filter.
function openRegion(code) {
  const now = new URLSearchParams(location.search), asked = new URLSearchParams();
  for (const name of ["kieli", "paiva", "tiedossa", "asia"]) now.getAll(name).forEach((value) => asked.append(name, value));
  asked.append("alue", code);
  openPage(`alue?${asked}`);
}
