// Puts the page together: find out who writes, follow the thread, show what it says.

import { follow, get } from "./api.js";
import { CommentField } from "./comment.js";
import { Composer } from "./composer.js";
import { Desk, address, newCustomer } from "./desk.js";
import { $, showAvatar } from "./dom.js";
import { Log, showSuggestions } from "./log.js";
import { say, translatePage } from "./strings.js";
import { Thread } from "./thread.js";

// A blink of the connection is not worth a word.
const OFFLINE_AFTER = 1_500;

async function whoWrites() {
  const query = new URLSearchParams(location.search);
  const account = query.get("account");
  const who = account ? { account } : {};
  const customer = query.get("customer") ?? (await customerOfBefore(who)) ?? (await newCustomer(account));
  localStorage.setItem(rememberedAs(who), customer);
  history.replaceState(null, "", address({ ...who, customer }));
  return { ...who, customer };
}

// Whoever comes back finds the conversation again; whoever is new starts an empty one.
async function customerOfBefore(who) {
  const { customers } = await get(`/chat/people?${new URLSearchParams(who)}`);
  const remembered = localStorage.getItem(rememberedAs(who));
  return customers.find(({ id }) => id === remembered)?.id;
}

const rememberedAs = ({ account }) => `customer ${account ?? ""}`;

function showShop(account) {
  document.title = account.name;
  $("shop").textContent = $("intro-shop").textContent = account.name;
  $("intro-handle").textContent = `@${account.username}`;
  for (const id of ["avatar", "intro-avatar", "typing-avatar"]) showAvatar($(id), account);
}

function showPresence() {
  let timer;
  return (connected) => {
    clearTimeout(timer);
    const show = () => {
      $("presence").classList.toggle("away", !connected);
      $("presence-text").textContent = say(connected ? "active" : "connecting");
    };
    if (connected) show();
    else timer = setTimeout(show, OFFLINE_AFTER);
  };
}

function showTyping(log) {
  let timer;
  return ({ typingUntil, account }) => {
    clearTimeout(timer);
    const left = typingUntil - Date.now();
    const was = !$("typing").hidden;
    $("typing").hidden = left <= 0;
    $("announce").textContent = left > 0 ? say("typing", { shop: account.name }) : "";
    if (left > 0) timer = setTimeout(() => ($("typing").hidden = true), left);
    if (left > 0 && !was) log.follow();
  };
}

async function start() {
  translatePage();
  const who = await whoWrites();
  const desk = new Desk(who);
  new CommentField(who);
  const thread = new Thread(who, show);
  const log = new Log(thread);
  const typing = showTyping(log);
  const composer = new Composer((text, options) => thread.send(text, options));
  let named = false;

  function show() {
    if (!thread.account) return;
    if (!named) showShop(thread.account);
    if (!named) composer.addressTo(thread.account.name);
    named = true;
    log.show();
    typing(thread);
  }

  for (const button of document.querySelectorAll("[data-sample]")) {
    button.addEventListener("click", () => {
      desk.stepAside();
      thread.send("", { sample: button.dataset.sample });
    });
  }
  showSuggestions((text) => thread.send(text));
  follow(who, (state) => (thread.take(state), desk.refreshSoon()), showPresence());
  if (matchMedia("(pointer: fine)").matches) $("text").focus();
}

start().catch(() => {
  $("presence-text").textContent = say("connecting");
  setTimeout(() => location.reload(), OFFLINE_AFTER);
});
