// Plays the board through time (figures/player.py): every cell's history comes once, no month asks the server.
const MONTH_MS = 600;

function wirePlayer(box, root) {
  const told = JSON.parse(box.dataset.player), last = told.days.length - 1;
  const range = box.querySelector("[data-month]"), play = box.querySelector("[data-play]");
  const cells = fillBoard(box.querySelector("tbody"), told);
  let timer = 0;

  function show(month) {
    range.value = month;
    range.setAttribute("aria-valuetext", told.months[month]);
    box.querySelector(".played").textContent = told.months[month];
    box.querySelector(".told").textContent = told.told[month];
    root.dataset.day = told.days[month];
    for (const cell of cells) showCell(cell, month, told);
  }

  function halt() {
    clearInterval(timer);
    timer = 0;
    play.textContent = told.words[0];
  }

  function step() {
    if (!box.isConnected || Number(range.value) >= last) return halt();
    show(Number(range.value) + 1);
    if (Number(range.value) >= last) halt();
  }

  play.addEventListener("click", () => {
    if (timer) return halt();
    if (Number(range.value) >= last) show(0);
    play.textContent = told.words[1];
    timer = setInterval(step, MONTH_MS);
  });
  range.addEventListener("input", () => {
    halt();
    show(Number(range.value));
  });
  const kept = told.days.indexOf(root.dataset.day || "");
  show(kept < 0 ? last : kept);
}

function fillBoard(body, told) {
  const cells = [];
  told.regions.forEach(([region, name], row) => {
    const head = { t: "th", a: { scope: "row" }, c: [{ t: "button", a: { type: "button", class: "plain", "data-press": `region:${region}` }, c: [name] }] };
    const line = draw({ t: "tr", c: [head] });
    told.tracks.forEach(([track, words], column) => {
      const button = draw({ t: "button", a: { type: "button" }, c: [{ t: "span", c: [{ t: "span", a: { class: "dot", "aria-hidden": "true" } }, { t: "span", a: { class: "word" } }] }] });
      const runs = [...told.runs[row * told.tracks.length + column].matchAll(/([a-z-])(\d+)/g)].map(([, sign, from]) => [Number(from), sign]);
      cells.push({ button, runs, place: `cell:${region}.${track}`, name: `${name}, ${words}` });
      line.insertCell().append(button);
    });
    body.append(line);
  });
  return cells;
}

function showCell(cell, month, told) {
  const nth = cell.runs.findLastIndex(([from]) => from <= month), [from, sign] = cell.runs[nth];
  const absent = sign === "-", changed = from === month && nth > 0 && !absent && cell.runs[nth - 1][1] !== "-";
  cell.button.dataset.press = cell.place + told.days[month];
  cell.button.classList.toggle("changed", changed);
  if (cell.sign === sign) return;
  cell.sign = sign;
  const [look, words] = absent ? ["absent", told.words[2]] : told.stages[sign.charCodeAt(0) - 97];
  cell.button.className = `cell ${look}${changed ? " changed" : ""}`;
  cell.button.disabled = absent;
  cell.button.setAttribute("aria-label", `${cell.name}: ${words}`);
  cell.button.firstChild.className = `stage ${look}`;
  cell.button.querySelector(".word").textContent = words;
}
