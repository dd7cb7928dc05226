// The wire: posts that may be repeated, and the live thread that survives a lost connection.

const PATIENCE = 10_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 8_000;

export async function get(path) {
  const response = await fetch(path, { signal: AbortSignal.timeout(PATIENCE) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

// Calls `onState` with everything that changed, from the very beginning first, and after an interruption from where it
// stopped. Reconnecting is done by hand because a browser gives up for good after one HTTP error.
export function follow(who, onState, onConnection) {
  let position = { epoch: "", after: 0 };
  let wait = FIRST_WAIT;
  let source;
  let timer;

  function open() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(`/chat/stream?${new URLSearchParams({ ...who, ...position })}`);
    source.onmessage = ({ data }) => {
      const state = JSON.parse(data);
      position = { epoch: state.epoch, after: state.version };
      wait = FIRST_WAIT;
      onConnection(true);
      onState(state);
    };
    source.onerror = () => {
      source.close();
      onConnection(false);
      timer = setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  open();
  addEventListener("online", open);
  // A phone that slept may hold a dead connection that looks alive.
  addEventListener("pageshow", (event) => event.persisted && open());
}
