// A page that is looked at asks once a minute which version is served, and tells of one newer than its own; nothing runs before a press.
const LOOK_MS = 60_000;
const newsLine = draw({ t: "div", a: { class: "canvas news", role: "status" } });
let shownVersion = null, newestVersion = 0;  // the menu's word on the version that is drawn, and the number that the server gave last

function showsVersion(word) {
  if (!shownVersion) {
    // Outside Streamlit's own tree, which it may draw anew; there, though empty, before it speaks: else nothing is read aloud.
    const host = document.createElement("div"), inside = host.attachShadow({ mode: "open" });
    inside.adoptedStyleSheets = [SHEET];
    inside.append(newsLine);
    document.body.append(host);
    setInterval(lookForNews, LOOK_MS);
    document.addEventListener("visibilitychange", lookForNews);
  }
  shownVersion = word;
  tellNews();
}

async function lookForNews() {
  if (document.hidden) return;
  try { newestVersion = (await (await fetch("/versio")).json()).generation; }
  catch { return; }  // no network, no server or no store: the page itself tells of it
  tellNews();
}

function tellNews() {
  const { version, newer, show } = shownVersion.dataset, words = newestVersion > Number(version) ? newer.replace("{n}", newestVersion) : "";
  if (newsLine.dataset.words === words) return;
  newsLine.dataset.words = words;
  if (newsLine.getRootNode().activeElement) document.querySelector("[data-testid=stMain]")?.focus({ preventScroll: true });
  newsLine.replaceChildren();
  if (!words) return;
  const button = draw({ t: "button", a: { type: "button", class: "action" }, c: [show] });
  // A press of the menu that asks for nothing: the run that it makes takes the newest version, with all choices as they are.
  button.addEventListener("click", () => shownVersion.closest(".canvas").send("pressed", "newest"));
  newsLine.append(draw({ t: "p", c: [words] }));
  newsLine.firstChild.append(button);
}
