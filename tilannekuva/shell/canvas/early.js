// What a reader is about to choose is fetched, and its elements are made, before the press: where the mouse or the keyboard rests on a choice, where
// the mouse is pressed, and where a whole day stands in a field. One answer at most is held or on its way.
const REST_MS = 50, STEP_MS = 250, FRESH_MS = 3000;  // a keyboard that goes through a list rests longer on a name than it takes to go on
const CHOICES = [
  [".box", (box) => chosenIn(box.firstChild, !box.firstChild.checked)],
  ["[data-set]:not([aria-pressed=true])", (button) => withPairs(button.dataset.set)],
  ["[data-press^='own:']:not([aria-pressed=true])", (button) => withPairs(button.dataset.press.slice(4))],
  ["input[data-today]", (field) => dayAsked(field)],
];
let early = null;  // {path, choice, since, own, page, isHere}: what is fetched, for which choice, since when, what stops it, and the promise of it
let resting = {};  // {choice, timer}
let left = null;   // where the last choice came from: a mouse that stays on it, and moves a little, would fetch the way back

const choiceAt = (target) => target.closest(CHOICES.map(([selector]) => selector).join());
const askedBy = (choice) => CHOICES.find(([selector]) => choice.matches(selector))[1](choice);
const isHeld = (path) => early !== null && early.path === path && performance.now() - early.since < FRESH_MS;

function isSame(asked, search) {
  const [one, other] = [asked, search].map((given) => new URLSearchParams(given));
  one.sort();
  other.sort();
  return one.toString() === other.toString();
}

function rest(choice, ms) {
  clearTimeout(resting.timer);
  const timer = choice && setTimeout(() => {
    const asked = askedBy(choice);
    if (asked && !onItsWay && (left === null || !isSame(asked, left))) expectMove(choice, asked, { Purpose: "prefetch" });
  }, ms);
  resting = { choice, timer };
}

// The server refuses what is told to be fetched ahead while others wait for what they have chosen (shell/fetched.py).
function expectMove(choice, asked, headers) {
  if (!isFetched() || navigator.connection?.saveData || isSame(asked, location.search)) return;
  const path = pathOf(asked);
  if (isHeld(path)) return;
  forgetEarly();
  early = { path, choice, since: performance.now(), own: new AbortController() };
  early.page = fetchedEarly(early, headers);
}

async function fetchedEarly(mine, headers) {
  let page = null;
  try { page = await request(mine.path, { signal: mine.own.signal, headers }); }
  catch { /* the press asks anew, and its answer counts */ }
  page?.drawings.forEach((drawing) => drawing.elements());
  mine.isHere = page !== null;
  if (!page && early === mine) early = null;
  return page;
}

function forgetEarly() {
  rest(null);
  early?.own.abort();
  early = null;
}

// For the one press that asks for just that.
function takeEarly(path) {
  const taken = isHeld(path) ? early : null;
  if (taken) early = null;
  forgetEarly();
  left = location.search;
  return taken;
}

function leave({ target, relatedTarget }) {
  const choice = choiceAt(target);
  if (!choice || choice.contains(relatedTarget)) return;
  left = null;
  if (resting.choice === choice) rest(null);
  if (early?.choice === choice && !early.isHere) forgetEarly();
}

function wireEarly(root) {
  root.addEventListener("pointermove", ({ target, pointerType }) => { if (pointerType === "mouse") rest(choiceAt(target), REST_MS); });
  root.addEventListener("focusin", ({ target }) => { if (target.matches(":focus-visible")) rest(choiceAt(target), STEP_MS); });
  root.addEventListener("input", ({ target }) => {
    if (!target.dataset.today) return;
    left = null;
    rest(target, 0);  // a day whose year has four figures is whole: there is nothing to wait for
  });
  root.addEventListener("pointerdown", ({ target, pointerType, button }) => {
    const choice = pointerType === "mouse" && button === 0 && choiceAt(target), asked = choice && askedBy(choice);
    if (asked) expectMove(choice, asked);  // it will most likely be let go there
  });
  for (const kind of ["pointerout", "focusout"]) root.addEventListener(kind, leave);
}
