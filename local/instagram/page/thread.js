// The conversation as this page knows it: what the server told, and what is still on its way there.

import { post } from "./api.js";

const SEND_TO = { customer: "/chat/messages", owner: "/chat/owner" };

export class Thread {
  constructor(who, changed) {
    this.who = who;
    this.account = null;
    this.customer = null;
    this.seenAt = null;
    this.typingUntil = 0;
    this.told = new Map();
    this.outgoing = new Map();
    this.changed = changed;
  }

  // A state holds only what changed, unless the server began anew.
  take(state) {
    if (state.reset) this.told.clear();
    this.account = state.account;
    this.customer = state.customer;
    this.seenAt = state.seen_at;
    this.typingUntil = Date.now() + state.typing_for * 1000;
    state.messages.forEach((message) => this.#learn(message));
    this.changed();
  }

  // Sends at once and shows at once. The same `client_id` on every try makes a repeated one harmless.
  send(text, { by = "customer", payload, postback, sample } = {}) {
    const draft = { client_id: crypto.randomUUID(), at: Date.now(), by, text, attachments: [], quick_replies: [] };
    this.outgoing.set(draft.client_id, { ...draft, extra: { payload, postback, sample } });
    this.#try(draft.client_id);
  }

  retry(message) {
    const again = this.outgoing.get(message.client_id) ?? { ...message, extra: {} };
    this.outgoing.set(message.client_id, again);
    this.#try(message.client_id);
  }

  messages() {
    const known = [...this.told.values()].sort((a, b) => a.at - b.at);
    const waiting = [...this.outgoing.values()].filter((message) => !message.mid);
    return [...known, ...waiting];
  }

  async #try(id) {
    const message = this.outgoing.get(id);
    message.state = "sending";
    this.changed();
    try {
      this.#learn(await post(SEND_TO[message.by], { ...this.who, text: message.text, client_id: id, ...message.extra }));
    } catch {
      // It may have arrived: the stream then tells, and removes it from here.
      if (this.outgoing.has(id)) message.state = "failed";
    }
    this.changed();
  }

  #learn(message) {
    const known = this.told.get(message.mid);
    if (!known || known.version <= message.version) this.told.set(message.mid, message);
    if (message.client_id) this.outgoing.delete(message.client_id);
  }
}
