// The desk with two phones: the live line, the clock, and which phone lies in front.

import { act, loadWords } from "./dom.js";
import { Phone } from "./phone.js";
import { longDate, now, setNow, setZone, timeOf } from "./time.js";

const TICK_MS = 1000;
const find = (selector) => document.querySelector(selector);
const findAll = (selector) => [...document.querySelectorAll(selector)];

class Desk {
  constructor() {
    this.contacts = [];
    this.phones = { seller: new Phone("seller", this), buyer: new Phone("buyer", this) };
    find(".table").append(this.phones.seller.place, this.phones.buyer.place);
    for (const tab of findAll("[data-tab]")) tab.addEventListener("click", () => this.bringToFront(tab.dataset.tab));
    for (const step of findAll("[data-step]")) step.addEventListener("click", () => this.putForward(step.dataset.step));
    document.addEventListener("visibilitychange", () => Object.values(this.phones).forEach((phone) => phone.seen()));
    find("[role=tablist]").addEventListener("keydown", (event) => this.arrow(event));
    this.bringToFront("seller");
  }

  other(name) {
    return this.phones[name === "seller" ? "buyer" : "seller"];
  }

  // the live line

  listen() {
    const line = new EventSource("/events");
    line.addEventListener("open", () => (find(".offline").hidden = true));
    line.addEventListener("error", () => (find(".offline").hidden = false));
    line.addEventListener("state", (event) => this.showAll(JSON.parse(event.data)));
    line.addEventListener("news", (event) => this.news(JSON.parse(event.data)));
    line.addEventListener("clock", (event) => this.setClock(JSON.parse(event.data).now));
    setInterval(() => this.showClock(), TICK_MS);
  }

  showAll({ phones, contacts, zone, now: time }) {
    this.contacts = contacts;
    this.link = phones.seller.link.toLowerCase();
    setZone(zone);
    setNow(time);
    for (const [name, view] of Object.entries(phones)) this.phones[name].showAll(view);
    this.showClock();
    document.body.dataset.ready = "true";
  }

  news(view) {
    setNow(view.now);
    this.phones[view.phone].news(view);
  }

  isBotLink(address) {
    const url = new URL(address, location.href);
    const isHost = url.hostname === "t.me" || url.hostname === "telegram.me";
    return isHost && url.pathname.slice(1).toLowerCase() === this.link;
  }

  // the clock

  async putForward(step) {
    const steps = findAll("[data-step]");
    steps.forEach((one) => (one.disabled = true));
    await act({ do: "clock", step }).finally(() => steps.forEach((one) => (one.disabled = false)));
  }

  setClock(time) {
    setNow(time);
    this.showClock();
    find(".clock-face").animate?.([{ opacity: 0.2 }, { opacity: 1 }], 600);
  }

  showClock() {
    if (!document.body.dataset.ready && !this.link) return;
    find(".clock-time").textContent = timeOf(now());
    find(".clock-date").textContent = longDate(now());
    Object.values(this.phones).forEach((phone) => phone.showTime(now()));
  }

  // one phone at a time on a narrow screen

  bringToFront(name) {
    document.body.dataset.front = name;
    for (const tab of findAll("[data-tab]")) {
      tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
      tab.tabIndex = tab.dataset.tab === name ? 0 : -1;
    }
    const phone = this.phones[name];
    if (phone.thread.atEnd) phone.thread.toEnd();
    phone.seen();
  }

  arrow(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const name = this.other(document.body.dataset.front).name;
    this.bringToFront(name);
    find(`#tab-${name}`).focus();
  }

  showUnread(name, count) {
    const badge = find(`#tab-${name} .badge`);
    badge.hidden = count === 0;
    badge.textContent = count;
  }
}

await loadWords();
new Desk().listen();
