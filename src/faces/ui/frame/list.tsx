import type { Watched } from '../../../contract/event.ts';
import { sayAge, sayLine, sayState } from '../../../operations/text/state-words.ts';
import { tellCost } from '../../../operations/text/usage-words.ts';
import { choose } from '../acts/actions.ts';
import { CHIPS, type Chip, countOf, GROUPINGS, type Model, rowsOf } from '../model/page-model.ts';
import { change } from '../model/store.ts';
import { useNow } from '../parts/page-clock.ts';
import { plain } from '../parts/safe-text.ts';

const CHIP_NAMES: Record<Chip, string> = {
  all: 'All',
  you: 'Need you',
  working: 'Working',
  done: 'Done',
  ended: 'Ended',
};
const GROUPING_NAMES = {
  nothing: 'no groups',
  folder: 'by folder',
  host: 'by host',
  creator: 'by creator',
  tag: 'by tag',
};
/** The longest text of a session in its row, characters. */
const LONGEST_LINE = 200;

/** The sessions, waiting ones first, and the filters. */
export function SessionList({ model }: { model: Model }) {
  const rows = rowsOf(model);
  const now = useNow();
  return (
    <nav id="sessions" aria-label="Sessions" tabIndex={-1}>
      <div class="filters">
        <input
          id="filter"
          type="search"
          placeholder="Filter"
          aria-label="Filter sessions"
          aria-keyshortcuts="/"
          value={model.filter}
          onInput={({ currentTarget }) => change({ filter: currentTarget.value })}
        />
        <select
          id="grouping"
          aria-label="Group sessions"
          aria-keyshortcuts="g"
          value={model.grouping}
          onChange={({ currentTarget }) => {
            const grouping = GROUPINGS.find((one) => one === currentTarget.value);
            if (grouping) change({ grouping });
          }}
        >
          {GROUPINGS.map((one) => (
            <option key={one} value={one}>
              {GROUPING_NAMES[one]}
            </option>
          ))}
        </select>
      </div>
      <fieldset class="chips" aria-label="Show">
        {CHIPS.map((chip) => (
          <button key={chip} type="button" aria-pressed={model.chip === chip} onClick={() => change({ chip })}>
            {CHIP_NAMES[chip]} <span class="count">{countOf(model, chip)}</span>
          </button>
        ))}
      </fieldset>
      <ul id="list" class="list">
        {rows.map((row) =>
          'heading' in row ? (
            <li key={`heading ${row.heading}`} class="heading">
              {plain(row.heading)}
            </li>
          ) : (
            <Row key={row.seen.session} seen={row.seen} isChosen={row.seen.session === model.chosen} now={now} />
          ),
        )}
      </ul>
      {rows.length === 0 && (
        <p id="none" class="quiet none">
          {nothing(model)}
        </p>
      )}
    </nav>
  );
}

function nothing({ filter, chip, sessions }: Model): string {
  if (filter !== '') return 'No session matches the filter.';
  if (chip !== 'all' && sessions.size > 0) return 'No sessions here.';
  return chip === 'ended' ? 'No session has ended.' : 'No sessions yet.';
}

function Row({ seen, isChosen, now }: { seen: Watched; isChosen: boolean; now: number }) {
  const { session, state, since, usage } = seen;
  const cost = usage && usage.cost_usd !== null ? tellCost(usage).replace(' (estimate)', '~') : '';
  return (
    <li data-session={session}>
      <button type="button" class="session" aria-current={isChosen} onClick={() => choose(session)}>
        <b>{session}</b>
        <time>{sayAge(since, now)}</time>
        <span class={`badge ${state.status}`}>{sayState(state)}</span>
        <span class="cost">{cost}</span>
        <span class="says">{plain(sayLine(state)).slice(0, LONGEST_LINE)}</span>
      </button>
    </li>
  );
}
