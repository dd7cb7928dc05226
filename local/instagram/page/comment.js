// The field for a comment under the shop's newest post. Everybody would see it; what the shop answers in private comes
// into the conversation.

import { post } from "./api.js";
import { $ } from "./dom.js";
import { say } from "./strings.js";

export class CommentField {
  // Kept until it is posted: the same one on every try makes a repeated comment harmless.
  #id = crypto.randomUUID();

  constructor(who) {
    this.who = who;
    this.field = $("comment");
    this.button = $("send-comment");
    this.field.placeholder = say("commentPlaceholder");
    this.field.addEventListener("input", () => this.#fit());
    $("comment-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#post(this.field.value.trim());
    });
  }

  async #post(text) {
    if (!text) return;
    this.button.disabled = true;
    try {
      await post("/chat/comments", { ...this.who, text, client_id: this.#id });
      this.#id = crypto.randomUUID();
      this.field.value = "";
      $("comment-fate").textContent = say("commentDone");
    } catch {
      $("comment-fate").textContent = say("commentFailed");
    }
    this.#fit();
  }

  #fit() {
    this.button.disabled = this.field.value.trim() === "";
  }
}
