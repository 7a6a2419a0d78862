import { render } from 'preact';
import { readDetails } from './acts/actions.ts';
import { heedKeys } from './acts/keys.ts';
import { heedClicks, needs } from './acts/notices.ts';
import { App } from './frame/app.tsx';
import { applyTheme } from './frame/theme.ts';
import { EMPTY, taken } from './model/page-model.ts';
import { change, now } from './model/store.ts';
import { askAbout, listen, pause, Refusal, redeemCode } from './server/api.ts';
import { token } from './server/page-token.ts';

/** Only the address of the service worker, a file of the page, passes the browser's check of scripts. */
interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

function signOut(): void {
  change({ ...EMPTY, link: 'signed out' });
}

async function open(): Promise<void> {
  if (!token.get()) return signOut();
  change({ link: 'connecting' });
  for (;;) {
    try {
      const about = await askAbout();
      change({ about });
      break;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'unauthorized') {
        token.drop();
        return signOut();
      }
      change({ link: 'lost' });
      await pause(2000);
    }
  }
  void readDetails();
  await listen({
    event(event) {
      const before = [...now().sessions.keys()].join();
      change((model) => taken(model, event));
      const model = now();
      if ([...model.sessions.keys()].join() !== before) void readDetails();
      needs.take(model.sessions.values());
    },
    up: () => change({ link: 'live' }),
    down: () => change({ link: 'lost' }),
    refused() {
      token.drop();
      signOut();
    },
  });
}

async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { trustedTypes } = window as { trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy('csd', {
    createScriptURL: (url) => {
      if (url !== 'service-worker.js') throw new TypeError('not a script of the page');
      return url;
    },
  });
  await navigator.serviceWorker.register(policy?.createScriptURL('service-worker.js') ?? 'service-worker.js');
}

applyTheme();
render(<App onToken={() => void open()} />, document.body);
heedKeys();
heedClicks();
// The page works without it too.
registerWorker().catch(() => undefined);
await redeemCode();
void open();
