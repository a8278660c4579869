// Streamlit's own words are English: they are replaced by ours, and by those of another language when the reader changes it.
const told = new WeakMap();  // node → what Streamlit said and what stands there instead
let table = {};

function ourWord(theirs) {
  if (table[theirs]) return table[theirs];
  for (const [word, ours] of Object.entries(table)) {
    const [before, named] = word.split("{name}");
    if (named !== undefined && theirs.startsWith(before)) return ours.replace("{name}", theirs.slice(before.length));
  }
  return theirs;
}

function translateNode(node, now, put) {
  const kept = told.get(node), theirs = kept && kept.ours === now ? kept.theirs : now, ours = ourWord(theirs);
  if (ours !== theirs) told.set(node, { theirs, ours });
  if (ours !== now) put(ours);
}

function translateIn(root) {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    translateNode(node, node.data, (ours) => { node.data = ours; });
  }
  const labelled = [...root.querySelectorAll("[aria-label]"), ...(root.matches("[aria-label]") ? [root] : [])];
  for (const one of labelled) translateNode(one, one.ariaLabel, (ours) => { one.ariaLabel = ours; });
}

function speakOurs(words) {
  if (JSON.stringify(words) === JSON.stringify(table)) return;
  table = words;
  translateIn(document.body);
  if (document.body.dataset.translated) return;
  document.body.dataset.translated = "yes";
  new MutationObserver((changes) => {
    for (const { target } of changes) translateIn(target instanceof Element ? target : target.parentElement || document.body);
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["aria-label"] });
}
