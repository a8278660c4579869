// Pictures of figures, made in the reader's browser: the figure under its title and over its origin, always in the light colours.
const SVG = "http://www.w3.org/2000/svg", MARGIN = 24, HEAD = 56, FOOT = 36;

function lightColours(markup) {
  return LIGHT_COLOURS.reduce((text, [dark, light]) => text.replaceAll(dark, light), markup);
}

function textOf(words, x, y, size, weight) {
  const made = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries({ x, y, "font-size": size, "font-weight": weight, "font-family": "Source Sans, Source Sans Pro, sans-serif", fill: "black" }))
    made.setAttribute(name, value);
  made.textContent = words;
  return made;
}

// A Plotly figure is two drawings on top of each other; our own figures are HTML, which an SVG can hold.
function drawingOf(root, name) {
  if (name.startsWith("plot:")) {
    const plot = document.querySelector(`.st-key-${CSS.escape(name.slice(5))} .js-plotly-plot`);
    if (!plot) return null;
    const box = plot.getBoundingClientRect(), group = document.createElementNS(SVG, "g");
    for (const layer of plot.querySelectorAll(".main-svg")) group.append(layer.cloneNode(true));
    group.querySelectorAll(".modebar, .hoverlayer").forEach((part) => part.remove());
    return { node: group, width: box.width, height: box.height };
  }
  const shown = root.querySelector(`[data-figure="${CSS.escape(name)}"]`);
  if (!shown) return null;
  const box = shown.getBoundingClientRect(), frame = document.createElementNS(SVG, "foreignObject"), ground = document.createElement("div");
  const style = document.createElement("style");
  style.textContent = STYLES;
  ground.className = "canvas";
  ground.dataset.theme = "light";
  ground.append(style, shown.cloneNode(true));
  for (const [key, value] of Object.entries({ width: box.width, height: shown.scrollHeight })) frame.setAttribute(key, value);
  frame.append(ground);
  return { node: frame, width: box.width, height: shown.scrollHeight };
}

// A picture knows no font of the page: the page's own goes along inside it, so that words keep their width.
let face = null;
async function fontFace() {
  if (face !== null) return face;
  face = "";
  for (const sheet of document.styleSheets) {
    let rules = [];
    try { rules = [...sheet.cssRules]; } catch { continue; } // a sheet of another origin may not be read
    const rule = rules.find((one) => one instanceof CSSFontFaceRule && /Source Sans/.test(one.style.fontFamily) && one.style.fontStyle !== "italic");
    const address = rule && /url\("?([^")]+)"?\)/.exec(rule.style.src);
    if (!address) continue;
    const bytes = new Uint8Array(await (await fetch(new URL(address[1], sheet.href || location.href))).arrayBuffer());
    let letters = "";
    for (let at = 0; at < bytes.length; at += 8192) letters += String.fromCharCode(...bytes.subarray(at, at + 8192));
    face = `@font-face { font-family: "Source Sans"; font-weight: 200 900; src: url(data:font/woff2;base64,${btoa(letters)}); }`;
    break;
  }
  return face;
}

async function pictureOf(root, button) {
  const drawn = drawingOf(root, button.dataset.figure);
  if (!drawn) return null;
  const style = document.createElementNS(SVG, "style");
  style.textContent = await fontFace();
  const width = Math.ceil(drawn.width + 2 * MARGIN), height = Math.ceil(drawn.height + HEAD + FOOT);
  const whole = document.createElementNS(SVG, "svg"), ground = document.createElementNS(SVG, "rect"), inner = document.createElementNS(SVG, "g");
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) whole.setAttribute(name, value);
  for (const [name, value] of Object.entries({ width, height, fill: "white" })) ground.setAttribute(name, value);
  inner.setAttribute("transform", `translate(${MARGIN} ${HEAD})`);
  inner.append(drawn.node);
  whole.append(style, ground, textOf(button.dataset.title, MARGIN, 34, 19, 600), inner, textOf(button.dataset.foot, MARGIN, height - 12, 12, 400));
  return { markup: lightColours(new XMLSerializer().serializeToString(whole)), width, height };
}

async function pixelsOf(picture, slide) {
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(picture.markup);
  await image.decode();
  const [width, height] = slide ? [1920, 1080] : [picture.width * 2, picture.height * 2];
  const canvas = Object.assign(document.createElement("canvas"), { width, height }), pen = canvas.getContext("2d");
  const scale = Math.min(width / picture.width, height / picture.height);
  pen.fillStyle = "white";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, (width - picture.width * scale) / 2, (height - picture.height * scale) / 2, picture.width * scale, picture.height * scale);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function takePicture(root, button) {
  const picture = await pictureOf(root, button), kind = button.dataset.picture;
  if (!picture) return;
  if (kind === "svg") save(new Blob([picture.markup], { type: "image/svg+xml" }), `${button.dataset.name}.svg`);
  else save(await pixelsOf(picture, kind === "png-slide"), `${button.dataset.name}${kind === "png-slide" ? "-dia" : ""}.png`);
}

// A cell that a spreadsheet would take for a formula gets an apostrophe, as in our files.
function cellsOf(table) {
  const safe = (text) => (/^[\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) && !/^[+-]?[\d\s.,]+ ?[%€]?$/.test(text) ? "'" + text : text);
  return [...table.rows].map((row) => [...row.cells].map((cell) => safe(cell.innerText.replace(/\s+/g, " ").trim())));
}

async function copyOf(root, button) {
  if (button.dataset.copyOf === "picture") {
    const pixels = pictureOf(root, button).then((picture) => pixelsOf(picture, false));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pixels })]);
  } else {
    const table = root.querySelector(`table[data-key="${CSS.escape(button.dataset.name)}"]`);
    if (!table) return;
    await navigator.clipboard.writeText(cellsOf(table).map((row) => row.join("\t")).join("\n"));
  }
  button.closest("details").querySelector("[data-said]").textContent = button.dataset.done;
}

// The language of the files, apart from the page's.
function speakFiles(button) {
  const menu = button.closest("[data-menu]");
  menu.querySelectorAll("[data-file-language]").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  for (const link of menu.querySelectorAll("[data-file]")) {
    const address = new URL(link.href);
    address.searchParams.set("vientikieli", button.dataset.fileLanguage);
    link.href = address.pathname + address.search;
  }
}
