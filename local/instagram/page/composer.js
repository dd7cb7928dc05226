// The field at the bottom: grows with the text, sends on Enter, and can speak as the owner.

import { $ } from "./dom.js";
import { say } from "./strings.js";

export class Composer {
  #by = "customer";

  constructor(send) {
    this.field = $("text");
    this.button = $("send");
    this.field.addEventListener("input", () => this.#fit());
    this.field.addEventListener("keydown", (event) => {
      // Enter that ends an input method's word is not the end of the message.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send(send);
    });
    $("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(send);
      this.field.focus();
    });
    $("owner").onclick = () => this.speakAs(this.#by === "owner" ? "customer" : "owner");
    $("owner-off").onclick = () => {
      this.speakAs("customer");
      this.field.focus();
    };
    this.#fit();
  }

  addressTo(shop) {
    this.field.setAttribute("aria-label", say("textLabel", { shop }));
    this.field.placeholder = say(this.#by === "owner" ? "ownerPlaceholder" : "placeholder");
  }

  fill(text) {
    this.field.value = text;
    this.#fit();
    this.field.focus();
  }

  speakAs(by) {
    this.#by = by;
    const owner = by === "owner";
    document.body.classList.toggle("as-owner", owner);
    $("owner-bar").hidden = !owner;
    $("owner").setAttribute("aria-checked", String(owner));
    this.field.placeholder = say(owner ? "ownerPlaceholder" : "placeholder");
  }

  #send(send) {
    const text = this.field.value.trim();
    if (!text) return;
    send(text, { by: this.#by });
    this.field.value = "";
    this.#fit();
  }

  #fit() {
    this.button.disabled = this.field.value.trim() === "";
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
  }
}
