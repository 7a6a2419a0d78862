const KEY = 'csd-token';
/** A stream says that it is alive every 15 s; silence beyond this is a lost connection, ms. */
const SILENCE_MS = 40_000;

/** A refusal of the server: its message, its code and the rest of its JSON. */
export class Refusal extends Error {
  constructor(json) {
    super(json.error);
    this.code = json.code;
    this.json = json;
  }
}

/** The token of this tab; it is kept until the tab is closed. */
export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  drop: () => sessionStorage.removeItem(KEY),
};

/** Takes the code out of the address, where no history keeps it, and trades it for the token; it is good once. */
export async function redeemCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (!code) return;
  history.replaceState(null, '', location.pathname);
  const response = await fetch('session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (response.ok) token.set((await response.json()).token);
}

/** Runs an operation; throws `Refusal`. */
export async function call(operation, input) {
  const response = await request(`/v1/${operation}`, { method: 'POST', body: JSON.stringify(input) });
  return response.json();
}

/**
 * Listens to the events for ever: `on.event` gets each, `on.up` and `on.down` tell of the connection, `on.refused` ends
 * it. After a loss it goes on where it stopped; the server says when that is no longer possible.
 */
export async function listen(on) {
  let last;
  for (let tries = 0; ; tries++) {
    try {
      const headers = last === undefined ? {} : { 'last-event-id': last };
      const patience = new AbortController();
      const response = await request('/events', { headers, signal: patience.signal });
      on.up();
      tries = 0;
      for await (const { id, event, data } of readEvents(response.body, patience)) {
        if (event === 'failure') throw new Refusal(JSON.parse(data));
        if (id !== undefined) last = id;
        on.event(JSON.parse(data));
      }
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthorized') return on.refused();
    }
    on.down();
    await new Promise((done) => setTimeout(done, Math.min(5000, 300 * 2 ** tries)));
  }
}

async function request(path, init) {
  const headers = { authorization: `Bearer ${token.get() ?? ''}`, 'content-type': 'application/json', ...init.headers };
  const response = await fetch(path, { ...init, headers });
  if (response.ok) return response;
  throw new Refusal(
    await response.json().catch(() => ({ error: `the server answered ${response.status}`, code: 'internal' })),
  );
}

async function* readEvents(body, patience) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const timer = setTimeout(() => patience.abort(), SILENCE_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
      if (fields.data !== undefined) yield fields;
    }
  }
}
