// The address is the view. A choice moves the page to another address: a page that is drawn in one piece is fetched for it and drawn at once
// (shell/fetched.py); any other is run by Streamlit, as at a step back in the browser's history.
const roots = {};  // the canvases by what they draw: menu, head, page
const BUSY_MS = 300, LONGEST_MS = 6000;
let moved = null;  // {to, at}: where the page was moved without Streamlit, which has not heard of it, and the parameters as the server writes them
let onItsWay = null, arrived = Promise.resolve();  // the fetch under way, and when it has been drawn or given up
const ofHere = () => location.pathname + location.search;

addEventListener("popstate", () => {
  onItsWay?.abort();
  forgetEarly();
  moved = null;
  // The run that follows may draw what Streamlit has drawn last, which it then leaves as it is; over it stands what was fetched, or was pressed.
  for (const root of [roots.menu, roots.head, roots.page]) if (root?.ran && isOfHere(root)) show(root, readDrawing(root.ran));
});

// Streamlit takes the address up, and runs the page.
function askStreamlit() {
  dispatchEvent(new PopStateEvent("popstate"));
}

function isOfHere({ ran, ranOn }) {
  const { at } = JSON.parse(ran);
  return ranOn === location.pathname && (at && `?${at}`) === location.search;
}

// A drawing that a run of Streamlit made for an address which the page has left.
function isLeft(drawing) {
  return moved !== null && moved.to === ofHere() && typeof drawing.at === "string" && drawing.at !== moved.at;
}

// What a press says to Streamlit, with the address of what is drawn where it has not heard of that.
function withAddress(value) {
  return moved ? `${value}\n${moved.to}` : value;
}

// A notice that Streamlit has drawn, such as of a server that is away, is Streamlit's to take back. While another page opens, this one has been left.
function isFetched() {
  const { whole, path } = roots.head?.firstChild?.dataset ?? {};
  return whole && path === location.pathname && !document.querySelector("[data-testid=stAlert]");
}

function pathOf(asked) {
  const { whole, around } = roots.head.firstChild.dataset;
  return `/nakyma/${whole}?${asked}${around ? `&paikat=${encodeURIComponent(around)}` : ""}`;
}

// The page and its drawings, or null where Streamlit has to tell something.
async function request(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) return null;
  const [told, ...drawings] = (await answer.text()).split("\n");
  return { ...JSON.parse(told), drawings: drawings.map(readDrawing) };
}

function moveTo(parameters) {
  const asked = parameters.toString(), path = isFetched() && pathOf(asked), taken = takeEarly(path);
  history.pushState({}, "", location.pathname + (asked && `?${asked}`));
  for (const root of [roots.head, roots.page]) if (root) root.told = null;  // it shows what was pressed: a step back draws what it was told
  onItsWay?.abort();
  if (path) arrived = fetchAndDraw(path, taken?.page, (onItsWay = taken?.own || new AbortController()));
  else askStreamlit();
}

async function fetchAndDraw(path, before, own) {
  const late = setTimeout(() => own.abort(new DOMException("no answer", "TimeoutError")), LONGEST_MS);
  const slow = setTimeout(() => roots.page?.setAttribute("aria-busy", "true"), BUSY_MS);  // at once, the whole page would be painted for it
  const given = new Promise((_, refuse) => own.signal.addEventListener("abort", () => refuse(own.signal.reason)));
  try {
    const asked = async () => (await before) ?? request(path, { signal: own.signal });
    const page = await Promise.race([asked(), given]);
    if (page) drawFetched(page);
    else askStreamlit();
  } catch (fault) {
    if (fault.name !== "AbortError") askStreamlit();  // no network, no answer in time, or a program of another version
  } finally {
    clearTimeout(late);
    clearTimeout(slow);
    if (onItsWay === own) {
      onItsWay = null;
      roots.page?.removeAttribute("aria-busy");
    }
  }
}

function drawFetched({ at: asked, title, drawings }) {
  const at = asked && `?${asked}`, parts = ["menu", "head", "page"].map((name) => roots[name]);
  if (!parts.every((root) => root?.isConnected)) { askStreamlit(); return; }
  if (location.search !== at) history.replaceState({}, "", location.pathname + at);
  moved = { to: ofHere(), at: asked };
  document.title = title;
  parts.forEach((root, nth) => show(root, drawings[nth]));
  roots.head.lastChild.textContent = roots.page.querySelector("h2")?.textContent;  // read aloud
}

// A page opens as by the reader's own way back and forth: over the open websocket, with nothing fetched anew. Choices under way come first.
async function openPage(address) {
  await arrived;
  const to = address(), left = moved ? `${to.includes("?") ? "&" : "?"}edellinen=${encodeURIComponent(moved.to)}` : "";
  history.pushState({}, "", to + left);
  askStreamlit();
}

// A change of page by the server would leave a step in the browser's history at which this page has the region for its filter.
function addressOfRegion(code) {
  const now = new URLSearchParams(location.search), asked = new URLSearchParams();
  for (const name of ["kieli", "paiva", "tiedossa", "asia"]) now.getAll(name).forEach((value) => asked.append(name, value));
  asked.append("alue", code);
  return `alue?${asked}`;
}
