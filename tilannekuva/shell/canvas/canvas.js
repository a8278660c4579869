// Draws an element tree (figures/elements.py) with createElement and textContent only: no text can become markup.
const TAGS = new Set(("a abbr article br aside blockquote button caption dd details div dl dt figcaption figure h2 h3 h4 li nav ol p q section " +
  "small span strong summary table tbody td th thead time tr ul dialog h1 label input select option").split(" "));
const TYPED = new Set(["range", "checkbox", "text", "date"]);
const ATTRIBUTES = new Set(("class id scope role tabindex type title lang href target rel style colspan open download min max step value name checked selected " +
  "inputmode autocomplete maxlength").split(" "));

// The end of a compound (”kertomus ja -suunnitelma”) stays with its hyphen: browsers would break the line between them.
function drawWords(words) {
  const parts = words.split(/(?<=\s)(-\p{L}+)/u);
  if (parts.length === 1) return document.createTextNode(words);
  const drawn = document.createDocumentFragment();
  parts.forEach((part, nth) => {
    drawn.append(nth % 2 ? Object.assign(document.createElement("span"), { className: "whole", textContent: part }) : part);
  });
  return drawn;
}

function draw(node) {
  if (typeof node === "string") return drawWords(node);
  const made = document.createElement(TAGS.has(node.t) ? node.t : "span");
  if (node.t === "input") made.type = TYPED.has(node.a.type) ? node.a.type : "range";
  for (const [name, value] of Object.entries(node.a || {})) {
    if (name === "href" && !/^(https?:\/\/|webcal:\/\/|\/|\?)/.test(value)) continue;
    if (node.t === "input" && name === "type") continue;
    if (ATTRIBUTES.has(name) || name.startsWith("aria-") || name.startsWith("data-")) made.setAttribute(name, value);
  }
  for (const child of node.c || []) made.append(draw(child));
  return made;
}

function isDark(host) {
  const [r, g, b] = (getComputedStyle(host).getPropertyValue("--st-background-color").match(/[0-9a-f]{2}/gi) || ["ff", "ff", "ff"])
    .slice(0, 3).map((part) => parseInt(part, 16));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
}

// A column is known by its name: a filter may move it, or take it away.
function columnOf(table, name) {
  return [...table.tHead.rows[0].cells].findIndex((head) => head.dataset.column === name);
}

// Rows of the same value stay in the order in which they were drawn, whichever the turn.
function sortBy(table, name, turn) {
  const body = table.tBodies[0], column = columnOf(table, name), way = turn === "descending" ? -1 : 1;
  if (column < 0) return;
  const value = (row) => (turn === "none" ? "" : row.cells[column].dataset.value || row.cells[column].textContent);
  const order = (row) => row.cells[0].dataset.order;
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  body.append(...[...body.rows].sort((a, b) => way * compare(value(a), value(b)) || compare(order(a), order(b))));
  [...table.tHead.rows[0].cells].forEach((cell, index) => cell.setAttribute("aria-sort", index === column ? turn : "none"));
  table.dataset.sorted = `${name} ${turn}`;
}

// A head turns its column round: one that tells how far things are begins with the furthest.
function nextTurn(head) {
  const turns = head.dataset.first === "descending" ? ["none", "descending", "ascending"] : ["none", "ascending", "descending"];
  return turns[(turns.indexOf(head.getAttribute("aria-sort")) + 1) % 3];
}

function wire(root, setTriggerValue) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-page]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      const nth = [...root.querySelectorAll("a[data-page]")].indexOf(link);  // it may lead elsewhere when a choice under way has been drawn
      openPage(() => root.querySelectorAll("a[data-page]")[nth].getAttribute("href"));
    }
    const button = event.target.closest("[data-press],[data-sort],[data-close],[data-pick],[data-open],[data-picture],[data-copy-of],[data-file-language],[data-copy],[data-past]");
    if (!button) return;
    if (button.dataset.press) press(button.dataset.press, setTriggerValue);
    if (button.dataset.picture) takePicture(root, button);
    if (button.dataset.copyOf) copyOf(root, button);
    if (button.dataset.fileLanguage) speakFiles(button);
    if (button.dataset.pick) pick(root, button.dataset.pick);
    if (button.dataset.open) openList(root, button.dataset.open);
    if (button.dataset.copy) copyText(root, button);
    if (button.dataset.past !== undefined) button.parentElement.querySelector("[data-landing]").focus();
    if (button.dataset.close !== undefined) button.closest("dialog").close();
    if (button.dataset.sort !== undefined) sortBy(button.closest("table"), button.closest("th").dataset.column, nextTurn(button.closest("th")));
  });
}

// What a press asks for is an address, where one names it, or else a run of Streamlit (`follow` in shell/layout.py).
function press(asked, setTriggerValue) {
  if (asked.startsWith("region:")) openPage(() => addressOfRegion(asked.slice(7)));
  else if (asked.startsWith("own:")) moveTo(withPairs(asked.slice(4)));
  else setTriggerValue("pressed", asked);
}

// A total opens the list that it counts.
function openList(root, name) {
  const list = root.querySelector(`details[data-list="${CSS.escape(name)}"]`);
  if (!list) return;
  list.open = true;
  list.scrollIntoView({ block: "start" });
  list.querySelector("summary").focus();
}

// Copies the text of the element with the same data-copy-name, and tells beside the button, and aloud, whether it did.
async function copyText(root, button) {
  const from = root.querySelector(`[data-copy-name="${CSS.escape(button.dataset.copy)}"]`);
  if (!from) return;
  let done = true;
  try { await navigator.clipboard.writeText(from.innerText.trim()); }
  catch { done = copySelected(from); }  // no clipboard outside https, or not allowed
  const told = button.parentElement.querySelector("[role=status]");
  told.textContent = "";
  setTimeout(() => { told.textContent = done ? button.dataset.copyDone : button.dataset.copyFailed; }, 50);
}

function copySelected(from) {
  const selection = getSelection(), range = document.createRange();
  range.selectNodeContents(from);
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand("copy");
}

// The day of a reader's last visit is kept in the browser only: the server hears of it when the reader presses the button.
function rememberVisit(line) {
  const { visit, visitToday, visitWords, visitPress, visitDay, visitMonths } = line.dataset, key = `tilannekuva.visit.${visit}`;
  let before = null;
  try {
    const kept = JSON.parse(localStorage.getItem(key)) || {};
    before = kept.last === visitToday ? kept.before : kept.last;
    localStorage.setItem(key, JSON.stringify({ last: visitToday, before: before || null }));
  } catch { return; }  // nothing may be kept here, or it is not what we wrote: the line stays as it is
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(before || "");
  if (!parts || before >= visitToday) return;
  const day = visitDay.replace("{day}", Number(parts[3])).replace("{month}", visitMonths.split("|")[parts[2] - 1]).replace("{year}", parts[1]);
  const words = visitWords.replace("{day}", day);
  line.replaceChildren(draw({ t: "button", a: { type: "button", class: "action", "data-press": visitPress.replace("{iso}", before) }, c: [words] }));
}

// On a phone one column is shown at a time: the one picked, or else the one that the page begins with.
function pick(root, name, drawn = root) {
  const buttons = [...drawn.querySelectorAll("[data-pick]")];
  if (!buttons.length) return;
  const found = (wanted) => buttons.find((one) => one.dataset.pick === wanted);
  const column = (found(name) || buttons.find((one) => one.getAttribute("aria-pressed") === "true") || buttons[0]).dataset.pick;
  root.dataset.column = column;
  buttons.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.pick === column)));
  drawn.querySelectorAll("table.board").forEach((table) => {
    const place = columnOf(table, column);
    for (const row of table.rows) [...row.cells].forEach((cell, index) => cell.classList.toggle("unpicked", index > 0 && index !== place));
  });
}

async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(STYLES);

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let root = parentElement.querySelector(".canvas");
  if (!root) {
    root = document.createElement("div");
    root.className = "canvas";
    parentElement.getRootNode().adoptedStyleSheets = [SHEET];
    parentElement.append(root);
    wire(root, (name, value) => root.send(name, withAddress(value)));
    wireEarly(root);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => paint(root), 50));
  }
  root.send = setTriggerValue;
  paint(root);
  // Of two drawings on their way the later one counts, whichever is unpacked first.
  const turn = (root.turn || 0) + 1;
  root.turn = turn;
  unpacked(data).then((told) => {
    if (turn !== root.turn) return;
    Object.assign(root, { ran: told, ranOn: location.pathname });
    forgetEarly();  // it may be of another version
    show(root, readDrawing(told));
  });
}

// Every page has a menu and a head; what else is drawn is the page, or a dialog over it.
function nameOf(root, [first]) {
  if (root.getRootNode().host.closest("[data-testid=stSidebar]")) return "menu";
  return first?.a.class === "head" ? "head" : first?.t === "dialog" ? "dialog" : "page";
}

// A drawing as it came. Its elements are made when they are first asked for, and shown once.
function readDrawing(told) {
  const data = JSON.parse(told);
  let made = null;
  return { told, data, elements: () => (made ??= draw({ t: "div", c: data.tree })) };
}

function show(root, { told, data, elements }) {
  const name = nameOf(root, data.tree);
  if (isLeft(data)) return;
  roots[name] = root;
  document.documentElement.lang = data.lang;
  root.lang = data.lang;
  speakOurs(data.words);
  if (root.told === told) return;
  root.told = told;
  if (name === "head") drawHead(root, elements().firstChild);
  else drawAnew(root, elements());
  if (name === "page") document.getElementById("ahead")?.remove();  // what was shown before any script (shell/ahead)
  const dialog = root.querySelector("dialog");
  if (dialog) {
    dialog.showModal();
    dialog.querySelector("[data-close]").focus();
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
}

function drawAnew(root, made) {
  const active = root.getRootNode().activeElement?.dataset.press;
  const sorted = [...root.querySelectorAll("table[data-sorted]")].map((table) => [table.dataset.key, table.dataset.sorted.split(" ")]);
  // Where to pick is a choice of the page's own, the address says what is picked.
  pick(root, made.querySelector("[data-pick][data-press]") ? null : root.dataset.column, made);
  for (const [key, order] of sorted) {
    const table = made.querySelector(`table[data-key="${CSS.escape(key)}"]`);
    if (table) sortBy(table, ...order);
  }
  // A dialog begins at its beginning, and a player has filled its table itself.
  if (root.querySelector("dialog, [data-player]")) root.replaceChildren(...made.childNodes);
  else replaceChanged(root, made);
  root.querySelectorAll("[data-visit]").forEach(rememberVisit);
  root.querySelectorAll("[data-player]").forEach((box) => wirePlayer(box, root));
  root.querySelectorAll("[data-version]").forEach(showsVersion);
  arrive(root);
  if (!active || root.getRootNode().activeElement) return;
  [...root.querySelectorAll(`[data-press="${CSS.escape(active)}"]`)].find((one) => one.checkVisibility())?.focus();
}

// What is the same stays where it is: to lay out a whole board anew takes the browser several times as long as to draw it.
function replaceChanged(old, made) {
  const kept = [...old.childNodes], given = [...made.childNodes], isSameAt = (nth) => given.length && kept.at(nth)?.isEqualNode(given.at(nth));
  while (isSameAt(0)) { kept.shift(); given.shift(); }
  let after = null;
  while (isSameAt(-1)) { after = kept.pop(); given.pop(); }
  given.forEach((child, nth) => {
    const before = kept[nth];
    if (!before) old.insertBefore(child, after);
    else if (before.cloneNode().isEqualNode(child.cloneNode())) replaceChanged(before, child);
    else before.replaceWith(child);
  });
  kept.slice(given.length).forEach((child) => child.remove());
}

// What a choice has brought may lie out of sight: go there once, and the keyboard with it.
function arrive(root) {
  const place = root.querySelector("[data-arrive]");
  if (place && place.dataset.arrive !== root.arrived) {
    place.scrollIntoView({ block: "start" });
    place.focus({ preventScroll: true });
  }
  root.arrived = place?.dataset.arrive;
}

function paint(root) {
  root.dataset.theme = newsLine.dataset.theme = isDark(root) ? "dark" : "light";
}
