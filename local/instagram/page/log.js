// The list of bubbles: built once each, grouped as they stand, and scrolled so that nobody loses their place.

import { bubbleElement, isOwn, sameVoice, showFate } from "./bubbles.js";
import { $, el } from "./dom.js";
import { say, SUGGESTIONS } from "./strings.js";
import { separates, when } from "./times.js";

const NEAR = 80;
const ARRIVAL = { opacity: [0, 1], transform: ["translateY(0.4rem)", "none"] };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Log {
  #built = new Map();
  #pinned = true;
  #kept = 0; // where the last move to the end left off
  #announcing = false;

  constructor(thread) {
    this.thread = thread;
    this.log = $("log");
    this.list = $("bubbles");
    this.newer = $("newer");
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.newer.onclick = () => this.toEnd({ smooth: true });
    // The keyboard of a phone, a picture that loads, a field that grows: whoever was at the end stays there.
    const keep = new ResizeObserver(() => this.follow());
    keep.observe(this.log);
    keep.observe(this.list);
  }

  show() {
    const messages = this.thread.messages();
    const grew = this.#place(messages);
    this.#showReplies(messages);
    $("invitation").hidden = messages.length > 0;
    $("intro").classList.toggle("alone", messages.length === 0);
    const wroteLast = messages.length > 0 && isOwn(messages.at(-1));
    if (this.#follows() || (grew && wroteLast && messages.at(-1).state === "sending")) this.toEnd();
    else if (grew) this.newer.hidden = false;
    // What was there when the page opened is not news; what comes later is read aloud.
    if (!this.#announcing && this.thread.account) {
      this.#announcing = true;
      requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
    }
  }

  // Something was added below the bubbles.
  follow() {
    if (this.#follows()) this.toEnd();
  }

  toEnd({ smooth = false } = {}) {
    this.#pinned = true;
    this.newer.hidden = true;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !calm.matches ? "smooth" : "instant" });
    this.#kept = this.log.scrollTop;
  }

  // The event of a scroll comes with the next frame, and a message may come before it.
  #follows() {
    return this.#pinned && (this.#atEnd() || this.log.scrollTop >= this.#kept);
  }

  #atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  #scrolled() {
    this.#pinned = this.#atEnd();
    if (this.#pinned) this.newer.hidden = true;
  }

  #place(messages) {
    const keys = new Set(messages.map(keyOf));
    for (const [key, { item }] of this.#built) {
      if (!keys.has(key)) {
        item.remove();
        this.#built.delete(key);
      }
    }
    let grew = false;
    messages.forEach((message, index) => {
      const item = this.#item(message);
      const isNew = !item.isConnected;
      grew ||= isNew;
      if (this.list.children[index] !== item) this.list.insertBefore(item, this.list.children[index] ?? null);
      this.#group(item, message, messages[index - 1], messages[index + 1]);
      if (isNew && this.#announcing && !calm.matches) item.animate(ARRIVAL, 180);
    });
    this.#showSeen(messages);
    return grew;
  }

  // The same message keeps its element, whether on its way, failed or told by the server.
  #item(message) {
    const key = keyOf(message);
    const look = JSON.stringify([message.state, message.delivery, message.status, message.at]);
    const known = this.#built.get(key);
    if (known?.look === look) return known.item;
    // What a sample shows is known only when the server has made it.
    const grown = known && known.carried !== message.attachments.length;
    if (grown) known.item.remove();
    const item = grown ? this.#build(message) : (known?.item ?? this.#build(message));
    showFate(item, message, (one) => this.thread.retry(one));
    this.#built.set(key, { item, look, carried: message.attachments.length });
    return item;
  }

  #build(message) {
    const bubble = bubbleElement(message, {
      account: this.thread.account,
      quoted: message.reply_to && this.thread.told.get(message.reply_to),
      tap: (title, more) => this.thread.send(title, more),
    });
    return el("li", {}, el("p", { className: "when" }), bubble);
  }

  #group(item, message, previous, next) {
    const opens = separates(previous, message);
    const label = item.firstElementChild;
    label.hidden = !opens;
    label.textContent = opens ? when(message.at) : "";
    const first = opens || !sameVoice(previous, message);
    const last = !next || separates(message, next) || !sameVoice(next, message);
    item.className = [isOwn(message) ? "own" : "shop", first && "first", last && "last", message.state]
      .filter(Boolean)
      .join(" ");
  }

  #showSeen(messages) {
    this.list.querySelector(".seen")?.remove();
    const newest = messages.at(-1);
    if (!newest?.mid || !isOwn(newest) || !(this.thread.seenAt >= newest.at)) return;
    this.list.lastElementChild.append(el("p", { className: "seen" }, say("seen")));
  }

  // They belong to the last message alone, and go as soon as the customer has written or tapped.
  #showReplies(messages) {
    const offered = messages.at(-1)?.quick_replies ?? [];
    const buttons = offered.map(({ title, payload }) =>
      el("button", { type: "button", dir: "auto", onclick: () => this.thread.send(title, { payload }) }, title),
    );
    $("replies").hidden = offered.length === 0;
    $("replies").replaceChildren(...buttons);
  }
}

export function showSuggestions(choose) {
  const chips = SUGGESTIONS.map((text) =>
    el("li", {}, el("button", { type: "button", dir: "auto", onclick: () => choose(text) }, text)),
  );
  $("suggestions").replaceChildren(...chips);
}

const keyOf = (message) => message.client_id ?? message.mid;
