import type { Watched } from '../../../contract/event.ts';
import { sayLine, sayState } from '../../../operations/text/state-words.ts';
import { Needs } from '../model/needs.ts';
import { now } from '../model/store.ts';
import { plain } from '../parts/safe-text.ts';
import { choose } from './actions.ts';

const KEY = 'csd-notices';

/** Whether the browser can show notices, and the user wants them. */
export function noticesWanted(): boolean {
  return (
    typeof Notification !== 'undefined' && Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on'
  );
}

/** Turns notices on or off; asks the user for permission the first time. Returns whether they are on. */
export async function toggleNotices(): Promise<boolean> {
  const isOn = noticesWanted();
  localStorage.setItem(KEY, isOn ? 'off' : 'on');
  if (isOn || typeof Notification === 'undefined') return false;
  if (Notification.permission === 'default') await Notification.requestPermission();
  return noticesWanted();
}

/** Shows needs as browser notices while the page is hidden. */
export const needs = new Needs(
  (seen) => {
    if (noticesWanted() && !(document.hasFocus() && !document.hidden)) void show(seen);
  },
  undefined,
  (session) => now().sessions.get(session),
);

async function show({ session, state }: Watched): Promise<void> {
  const title = `${session} ${sayState(state)}`;
  // One per session: the next need replaces the previous one.
  const options = { body: plain(sayLine(state)).slice(0, 200), tag: `csd ${session}`, icon: 'icon.svg' };
  // A phone shows notices only through the service worker.
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (worker?.active) return worker.showNotification(title, { ...options, data: { session } });
  const notice = new Notification(title, options);
  notice.onclick = () => {
    window.focus();
    choose(session);
    notice.close();
  };
}

/** Opens the session of a clicked notice. */
export function heedClicks(): void {
  navigator.serviceWorker?.addEventListener('message', ({ data }: MessageEvent<{ session?: unknown }>) => {
    if (typeof data?.session === 'string' && now().sessions.has(data.session)) choose(data.session);
  });
}
