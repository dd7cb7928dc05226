// Switches notifications in this browser on and off, when somebody taps for it and never by itself.
"use strict";

const place = document.getElementById("push");
const worker = "/console/push.js";

function show(state, ...buttons) {
  for (const one of place.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
  for (const one of place.querySelectorAll("[data-does]")) one.hidden = !buttons.includes(one.dataset.does);
}

const supported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration(worker);
  return registration ? registration.pushManager.getSubscription() : null;
}

// The server names its subscriptions by their digests, so the page holds no address that a push service gave.
async function isKnown(endpoint) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return place.dataset.known.split(" ").includes(hex);
}

async function tell(path, fields) {
  const body = new URLSearchParams({ token: place.querySelector("[name=token]").value, ...fields });
  const answer = await fetch(path, { method: "POST", body });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
}

async function switchOn() {
  if ((await Notification.requestPermission()) !== "granted") return show("denied");
  const registration = await navigator.serviceWorker.register(worker, { scope: "/console/" });
  await navigator.serviceWorker.ready;
  // One that we do not know may have been made with another key, and then no second is given.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: place.dataset.key });
  const { endpoint, keys } = made.toJSON();
  await tell("/console/alerts/browser", { endpoint, p256dh: keys.p256dh, auth: keys.auth });
  show("on", "off");
}

async function switchOff() {
  const made = await subscription();
  if (made) {
    await tell("/console/alerts/browser/off", { endpoint: made.endpoint });
    await made.unsubscribe();
  }
  show("off", "on");
}

async function begin() {
  if (!supported()) return show("unsupported");
  if (Notification.permission === "denied") return show("denied");
  const made = await subscription();
  if (made && (await isKnown(made.endpoint))) show("on", "off");
  else show("off", "on");
}

// Whatever a browser or the way to us has against it, there is a sentence for it and the button stays.
function listen(does, work) {
  const button = place.querySelector(`[data-does="${does}"]`);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await work().catch(() => show("failed", does));
    button.disabled = false;
  });
}

if (place) {
  listen("on", switchOn);
  listen("off", switchOff);
  begin().catch(() => show("failed", "on"));
}
