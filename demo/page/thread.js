// The list of messages: days, groups, scrolling, and what is read.

import { h, word } from "./dom.js";
import { bubbleRow } from "./bubble.js";
import { dateLabel, dayOf } from "./time.js";

const NEAR_END = 80;
const FLOATING_PX = 16;
const REST_MS = 900;

export class Thread {
  constructor(list, hands) {
    this.list = list;
    this.messages = new Map();
    this.hands = { ...hands, settle: () => this.stick(), jump: (id) => this.jump(id) };
    this.atEnd = true;
    list.addEventListener("scroll", () => this.look(), { passive: true });
    new ResizeObserver(() => this.stick()).observe(list);
  }

  replaceAll(messages) {
    this.messages = new Map(messages.map((message) => [message.id, message]));
    const lastTheirs = messages.findLastIndex((message) => !message.mine);
    messages.forEach((message, index) => (message.read = index < lastTheirs));
    this.list.replaceChildren();
    messages.forEach((message) => this.append(message));
    this.group();
    this.toEnd();
  }

  put(message) {
    const known = this.messages.get(message.id);
    message.read = known?.read ?? false;
    this.messages.set(message.id, message);
    if (known) this.rowOf(message.id)?.replaceWith(this.row(message));
    else this.append(message);
    this.group();
    if (message.mine && !known) this.toEnd();
    else this.stick();
    return !known;
  }

  append(message) {
    const day = dayOf(message.date * 1000);
    let section = this.list.querySelector(".day:last-of-type");
    if (section?.dataset.day !== day) {
      section = h("section", { class: "day", data: { day, date: message.date } }, h("h3", { class: "date" }));
      this.list.append(section);
      this.nameDays();
    }
    section.append(this.row(message));
  }

  row(message) {
    return bubbleRow(message, this.hands);
  }

  remove(id) {
    this.messages.delete(id);
    this.rowOf(id)?.remove();
    this.group();
  }

  markRead() {
    for (const message of this.messages.values()) {
      if (!message.mine || message.read) continue;
      message.read = true;
      this.rowOf(message.id)?.replaceWith(this.row(message));
    }
    this.group();
  }

  nameDays() {
    for (const section of this.list.querySelectorAll(".day")) {
      section.firstElementChild.textContent = dateLabel(section.dataset.date * 1000, word);
    }
  }

  group() {
    const rows = this.list.querySelectorAll(".row");
    rows.forEach((row, index) => {
      const next = rows[index + 1];
      const same = next && next.dataset.mine === row.dataset.mine && next.parentElement === row.parentElement;
      row.classList.toggle("last", !same);
    });
  }

  rowOf(id) {
    return this.list.querySelector(`[data-message-id="${id}"]`);
  }

  lastOwn() {
    return [...this.messages.values()].findLast((message) => message.mine && message.text);
  }

  jump(id) {
    const row = this.rowOf(id);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.remove("flash");
    requestAnimationFrame(() => row.classList.add("flash"));
  }

  look() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.hands.scrolled(this.atEnd);
    this.floatDates();
  }

  // A date that floats above other messages is shown only while one scrolls.
  floatDates() {
    for (const date of this.list.querySelectorAll(".date")) {
      date.classList.toggle("floating", date.offsetTop - date.parentElement.offsetTop > FLOATING_PX);
    }
    this.list.classList.add("scrolling");
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.list.classList.remove("scrolling"), REST_MS);
  }

  stick() {
    if (this.atEnd) this.toEnd();
  }

  toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.atEnd = true;
    this.hands.scrolled(true);
  }
}
