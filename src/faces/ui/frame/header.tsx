import { useState } from 'preact/hooks';
import { waitsForPerson } from '../../../contract/waits-for-person.ts';
import { mayAct } from '../acts/actions.ts';
import { noticesWanted, toggleNotices } from '../acts/notices.ts';
import type { Model } from '../model/page-model.ts';
import { change } from '../model/store.ts';
import { setTheme, THEMES, themeOf } from './theme.ts';

/** How many sessions there are, and how many wait for the user. */
export function summaryOf({ sessions }: Pick<Model, 'sessions'>): { text: string; waiting: number } {
  const all = [...sessions.values()];
  const waiting = all.filter(({ state }) => waitsForPerson(state)).length;
  const text = `${all.length} session${all.length === 1 ? '' : 's'}${waiting > 0 ? `, ${waiting} waiting for you` : ''}`;
  return { text, waiting };
}

const LINKS = { connecting: 'connecting', live: 'live', lost: 'lost', 'signed out': 'signed out' };

/** The line at the top: how many sessions wait, whether the page is up to date, and settings of the page itself. */
export function Header({ model }: { model: Model }) {
  const [theme, keepTheme] = useState(themeOf);
  const [isTold, setTold] = useState(noticesWanted);
  const nextTheme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const isIn = model.about !== undefined;
  return (
    <header>
      <h1>csd</h1>
      <p id="summary" aria-live="polite">
        {isIn ? summaryOf(model).text : ''}
      </p>
      {model.about?.access === 'read_only' && <p class="read-only">read-only</p>}
      <p id="link" class={`link ${model.link.replace(' ', '-')}`} role="status">
        {LINKS[model.link]}
      </p>
      {isIn && (
        <div class="tools">
          {mayAct(model) && (
            <button
              id="new"
              type="button"
              class="primary"
              aria-keyshortcuts="n"
              onClick={() => change({ dialog: { kind: 'new' } })}
            >
              New session
            </button>
          )}
          <button
            id="notices"
            type="button"
            aria-pressed={isTold}
            title="Notices of the browser when a session needs you"
            onClick={() => void toggleNotices().then(setTold)}
          >
            Notices
          </button>
          <button
            id="theme"
            type="button"
            title="Dark, light, or as the device"
            onClick={() => {
              setTheme(nextTheme);
              keepTheme(nextTheme);
            }}
          >
            Theme: {theme}
          </button>
          <button id="help" type="button" aria-label="Keys" onClick={() => change({ dialog: { kind: 'help' } })}>
            ?
          </button>
        </div>
      )}
    </header>
  );
}
