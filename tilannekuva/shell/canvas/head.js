// The head's choices (shell/head.py): each is a name in the address.
function chosenIn(control, checked = control.checked) {
  const asked = new URLSearchParams(location.search), { name } = control;
  const isChosen = (box) => (box === control ? checked : box.checked);
  asked.delete(name);
  const given = control.type === "checkbox" ? [...control.closest("[role=group]").querySelectorAll("input")].filter(isChosen).map((box) => box.value) : [control.value];
  given.filter(Boolean).forEach((value) => asked.append(name, value));
  return asked;
}

// "alue=&asia=" takes both back, "kieli=sv" chooses.
function withPairs(pairs) {
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of new URLSearchParams(pairs)) {
    asked.delete(name);
    if (value) asked.append(name, value);
  }
  return asked;
}

// 22.11.2026 or 2026-11-22; an empty field is today, what is no day is null.
function dayIn(field) {
  const told = field.value.trim() || field.dataset.today, parts = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\.?$/.exec(told);
  const iso = parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : told, day = new Date(`${iso}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(+day) && day.toISOString().startsWith(iso) ? iso : null;
}

// What a day in its field asks for; null where it is none, or one too far.
function dayAsked(field, iso = dayIn(field)) {
  const isDay = iso && iso >= field.getAttribute("min") && iso <= field.getAttribute("max");
  return isDay ? withPairs(`${field.name}=${iso === field.dataset.today ? "" : iso}`) : null;
}

function setDay(root, name, iso) {
  const field = root.querySelector(`input[name="${name}"]`), told = root.querySelector(`#wrong-${name}`), asked = dayAsked(field, iso);
  told.textContent = asked ? "" : told.dataset[iso ? "far" : "wrong"].replace("{value}", field.value.trim());
  if (!asked) { field.setAttribute("aria-invalid", "true"); return; }
  const [year, month, day] = iso.split("-").map(Number);
  field.removeAttribute("aria-invalid");
  field.value = field.defaultValue = `${day}.${month}.${year}`;  // written to the end, and as the head shows it, which stays if it is the day shown
  moveTo(asked);
}

function changed(root, control) {
  if (control.dataset.dayOf) { if (control.value) setDay(root, control.dataset.dayOf, control.value); }
  else if (control.type === "text") setDay(root, control.name, dayIn(control));
  else moveTo(chosenIn(control));
}

// One list is open at a time; Escape and a press beside it close it, and the keyboard goes back to its name.
function closeLists(root, except, focus) {
  for (const list of root.querySelectorAll("details[data-choice][open]")) {
    if (list === except) continue;
    list.open = false;
    if (focus) list.querySelector("summary").focus();
  }
}

// A letter leads to the next name that begins with it, as in a list of the browser's own.
function seek(root, event) {
  if (event.target.type !== "checkbox" || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
  const boxes = [...event.target.closest(".boxes").querySelectorAll("input")], from = boxes.indexOf(event.target) + 1;
  const begins = (box) => box.nextSibling.textContent.toLowerCase().startsWith(event.key.toLowerCase());
  [...boxes.slice(from), ...boxes.slice(0, from)].find(begins)?.focus();
}

function wireHead(root) {
  root.addEventListener("change", (event) => { if (event.target.matches(".head :is(input, select)")) changed(root, event.target); });
  root.addEventListener("toggle", (event) => { if (event.target.open) closeLists(root, event.target); }, true);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeLists(root, null, true);
    seek(root, event);
  });
  root.addEventListener("focusout", ({ target, relatedTarget }) => {
    const list = target.closest("details[data-choice]");
    if (list && relatedTarget && !list.contains(relatedTarget)) list.open = false;
  });
  root.addEventListener("click", (event) => {
    const picked = event.target.closest("[data-set],[data-calendar]");
    if (picked?.matches(".choices > .clear")) root.querySelector(".choices :is(summary, select)").focus();  // this button goes
    if (picked?.dataset.set !== undefined) moveTo(withPairs(picked.dataset.set));
    if (picked?.dataset.calendar) root.querySelector(`[data-day-of="${picked.dataset.calendar}"]`).showPicker();
  });
  document.addEventListener("pointerdown", (event) => closeLists(root, event.composedPath().find((one) => one.matches?.("details[data-choice]"))));
}

function drawHead(root, made) {
  if (!root.firstChild) {
    root.append(made, draw({ t: "p", a: { class: "hidden", role: "status" }, c: [] }));
    wireHead(root);
    return;
  }
  const at = root.getRootNode().activeElement, typed = at?.type === "text" && at.value !== at.defaultValue ? at : null;
  become(root.firstChild, made);
  for (const field of root.querySelectorAll("input, option")) if (field !== typed) showAsDrawn(field);
}

function showAsDrawn(field) {
  if (field.nodeName === "OPTION") field.selected = field.defaultSelected;
  else Object.assign(field, { checked: field.defaultChecked, value: field.defaultValue });
}

// Makes an element what a new one is, and keeps what the reader has of it: the keyboard's place, an open list, how far it is scrolled.
function become(old, made) {
  if (old.isEqualNode(made)) return;
  for (const { name } of [...old.attributes]) if (name !== "open" && !made.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of made.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const kept = [...old.childNodes], given = [...made.childNodes];
  given.forEach((child, nth) => {
    const before = kept[nth];
    if (!before) old.append(child);
    else if (before.nodeName !== child.nodeName || before.dataset?.choice !== child.dataset?.choice) before.replaceWith(child);
    else if (child.nodeType !== Node.ELEMENT_NODE) { if (before.data !== child.data) before.data = child.data; }
    else become(before, child);
  });
  kept.slice(given.length).forEach((child) => child.remove());
}
