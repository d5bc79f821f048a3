// One message: bubble, picture, buttons, time and ticks.

import { button, h, icon, word } from "./dom.js";
import { richText } from "./richtext.js";
import { timeOf } from "./time.js";

export function bubbleRow(message, hands) {
  const side = message.mine ? "mine" : "theirs";
  const bubble = h("div", { class: "bubble" }, ...bubbleContent(message, hands));
  const data = { testid: "message", messageId: message.id, mine: message.mine };
  const row = h("article", { class: `row ${side}`, data, tabIndex: -1, "aria-label": rowLabel(message) }, bubble);
  if (message.photo) row.classList.add("with-photo");
  if (message.buttons.length) row.append(inlineKeyboard(message, hands));
  watchForMenu(row, message, hands);
  return row;
}

function rowLabel(message) {
  return word(message.mine ? "message.mine" : "message.theirs", { time: timeOf(message.date * 1000) });
}

function bubbleContent(message, hands) {
  const text = message.text ? richText(message.text, message.entities, hands) : h("div", { class: "text" });
  text.append(meta(message));
  return [
    message.forward ? h("p", { class: "forwarded" }, word("forwarded", { name: message.forward })) : null,
    message.reply ? quote(message.reply, hands) : null,
    message.photo ? photo(message, hands) : null,
    message.document ? documentLink(message.document) : null,
    message.shared ? people(message.shared.join(", "), word("shared")) : null,
    message.contact ? people(message.contact, word("contact")) : null,
    text,
    menuHandle(message, hands),
  ];
}

function meta(message) {
  const ticks = message.mine ? icon(message.read ? "ticks" : "tick") : null;
  const edited = message.edited ? h("span", { class: "edited" }, word("edited")) : null;
  const time = h("time", { dateTime: new Date(message.date * 1000).toISOString() }, timeOf(message.date * 1000));
  return h("span", { class: "meta" }, edited, time, ticks);
}

function quote(reply, hands) {
  return button(
    { class: "quote", onclick: () => hands.jump(reply.id) },
    h("strong", {}, reply.name),
    h("span", {}, reply.text || word("picture")),
  );
}

function photo(message, hands) {
  const { url, width, height } = message.photo;
  const alt = message.text.split("\n")[0] || word("picture");
  const image = h("img", { src: url, width, height, alt, decoding: "async" });
  image.addEventListener("load", hands.settle);
  return button({ class: "photo", data: { testid: "photo" }, "aria-label": word("picture.open"), onclick: () => hands.picture(message) }, image);
}

function documentLink({ url, name, size }) {
  const label = h("span", {}, h("strong", {}, name), h("small", {}, sizeOf(size)));
  return h("a", { class: "document", href: url, download: name, data: { testid: "document" } }, h("i", {}, icon("file")), label);
}

function sizeOf(bytes) {
  const unit = bytes < 1_000_000 ? ["kilobyte", 1_000] : ["megabyte", 1_000_000];
  const options = { style: "unit", unit: unit[0], maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, options).format(bytes / unit[1]);
}

function people(names, label) {
  return h("p", { class: "people" }, h("i", {}, icon("person")), h("span", {}, h("strong", {}, names), h("small", {}, label)));
}

function inlineKeyboard(message, hands) {
  const rows = message.buttons.map((row, r) => h("div", { class: "keys-row" }, ...row.map((one, c) => inlineButton(message, one, r, c, hands))));
  return h("div", { class: "inline-keyboard" }, ...rows);
}

function inlineButton(message, one, row, column, hands) {
  const index = message.buttons.slice(0, row).flat().length + column;
  const sign = one.url ? icon("out") : one.copy_text ? icon("copy") : null;
  const data = { testid: "inline-button", style: one.style ?? "" };
  return button({ data, onclick: (event) => hands.tap(message, one, index, event.currentTarget) }, h("span", {}, one.text), sign);
}

function menuHandle(message, hands) {
  const open = (event) => {
    event.stopPropagation();
    hands.menu(message, event.currentTarget.getBoundingClientRect());
  };
  return button({ class: "handle", "aria-label": word("message.menu"), "aria-haspopup": "menu", onclick: open }, icon("down"));
}

const LONG_PRESS_MS = 450;
const STILL_PX = 8;

function watchForMenu(row, message, hands) {
  let press = null;
  const openAt = (event) => hands.menu(message, new DOMRect(event.clientX, event.clientY, 0, 0));
  const release = () => clearTimeout(press?.timer);
  row.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, .inline-keyboard")) return;
    event.preventDefault();
    openAt(event);
  });
  row.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse") return;
    press = { x: event.clientX, y: event.clientY, timer: setTimeout(() => openAt(event), LONG_PRESS_MS) };
  });
  row.addEventListener("pointermove", (event) => {
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL_PX) release();
  });
  row.addEventListener("pointerup", release);
  row.addEventListener("pointercancel", release);
}
