// Building elements, words and icons. Text only ever becomes text nodes, never markup.

let words = {};

export async function loadWords() {
  words = await (await fetch("/texts.json")).json();
}

export function word(key, values = {}) {
  const pattern = words[`demo.${key}`];
  if (pattern === undefined) throw new Error(`no text for demo.${key}`);
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "role") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function button(properties, ...children) {
  return h("button", { type: "button", ...properties }, ...children);
}

const PATHS = {
  send: "M3 20.5v-6.600l9-1.900-9-1.900V3.500L21.500 12 3 20.500Z",
  down: "m6 9 6 6 6-6",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  tick: "m4 12.500 5 5L20 6.500",
  ticks: "m2 12.500 4.500 5L16 6.500m-4 9.500 1.500 1.500L23 6.500",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 8V4l-7 7 7 7v-4.500c5 0 8.500 1.500 11 5C20 13 17 9 10 8Z",
  edit: "M4 20l1-4L16.500 4.500l3 3L8 19l-4 1Z",
  copy: "M9 9h10v11H9zM5 15V4h10",
  out: "M8 6h10v10M18 6 6 18",
  forward: "M14 8V4l7 7-7 7v-4.500c-5 0-8.500 1.500-11 5C4 13 7 9 14 8Z",
  ghost: "M6 20V11a6 6 0 0 1 12 0v9l-3-2-3 2-3-2-3 2ZM10 11v.01M14 11v.01",
  keys: "M5 5h4v4H5zM15 5h4v4h-4zM5 15h4v4H5zM15 15h4v4h-4z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  clip: "m20 11-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a1.800 1.800 0 0 1-2.500-2.500L15 7",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7 9c0-4 3-6.500 7-6.500s7 2.500 7 6.500",
  stop: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM6 6l12 12",
  radio: "M3 18v-3M9 18v-6M15 18V9M21 18V5",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", `icon-${name}`);
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export async function act(body) {
  const answer = await fetch("/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.json();
}

export function asDataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
}

export async function copyToClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h("textarea", { value: text, class: "off-screen" });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
