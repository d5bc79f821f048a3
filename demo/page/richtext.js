// Text with entities becomes elements; only the kinds listed here exist.

import { h, word } from "./dom.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
  hashtag: "span",
  mention: "span",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = ["http:", "https:", "mailto:"];

export function richText(text, entities, hands) {
  const root = h("div", { class: "text" });
  fill(root, text, entities.slice(), 0, text.length, hands);
  if (isJumbo(text)) root.classList.add("jumbo");
  return root;
}

export function linksIn(message) {
  const inText = message.entities
    .filter((entity) => entity.type === "url" || entity.type === "text_link")
    .map((entity) => entity.url ?? message.text.substr(entity.offset, entity.length));
  const onButtons = message.buttons.flat().map((one) => one.url).filter(Boolean);
  return [...onButtons, ...inText];
}

function fill(parent, text, entities, from, to, hands) {
  let position = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    if (entity.offset < position) continue;
    const end = Math.min(entity.offset + entity.length, to);
    const block = BLOCKS.has(entity.type);
    appendText(parent, text.slice(position, entity.offset), block);
    const element = elementFor(entity, text.slice(entity.offset, end), hands);
    fill(element, text, entities, entity.offset, end, hands);
    parent.append(element);
    position = block && text[end] === "\n" ? end + 1 : end;
  }
  appendText(parent, text.slice(position, to), false);
}

function appendText(parent, text, beforeBlock) {
  const shown = beforeBlock ? text.replace(/\n$/, "") : text;
  if (shown) parent.append(shown);
}

function elementFor(entity, text, hands) {
  const { type } = entity;
  if (type === "code" || type === "pre") return copyable(type, text, hands);
  if (type === "url" || type === "text_link") return link(entity.url ?? text, hands);
  if (type === "spoiler") return spoiler();
  if (type === "bot_command") return h("a", { href: "#", class: "command", onclick: stop(() => hands.command(text)) });
  const element = h(TAGS[type] ?? "span");
  if (!(type in TAGS) || type === "hashtag" || type === "mention") element.className = "found";
  return element;
}

function copyable(tag, text, hands) {
  const copy = stop(() => hands.copy(text));
  const onkeydown = (event) => (event.key === "Enter" || event.key === " ") && copy(event);
  return h(tag, { class: "copyable", tabIndex: 0, role: "button", title: word("copy"), onclick: copy, onkeydown });
}

function spoiler() {
  return h("span", { class: "spoiler", onclick: (event) => event.currentTarget.classList.add("open") });
}

export function safeUrl(address) {
  try {
    const url = new URL(address.includes(":") ? address : `https://${address}`);
    return SAFE.includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, hands) {
  const href = safeUrl(address);
  if (!href) return h("span", { class: "found" });
  const onclick = (event) => {
    if (!hands.isBotLink(href)) return;
    event.preventDefault();
    hands.link(href);
  };
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", onclick });
}

function stop(action) {
  return (event) => {
    event.preventDefault();
    action();
  };
}

function isJumbo(text) {
  return text.length <= 12 && /^(?:\p{Extended_Pictographic}[\uFE0F\u200D\u{1F3FB}-\u{1F3FF}]*){1,3}$/u.test(text);
}
