import { useEffect, useState } from 'preact/hooks';
import type { Watched } from '../../../contract/event.ts';
import { tellContext, tellCost, tellLimits, tellTokens } from '../../../operations/text/usage-words.ts';
import type { Sample } from '../model/page-model.ts';
import { Plot } from '../parts/plot.tsx';
import { plain } from '../parts/safe-text.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { call, Refusal } from '../server/api.ts';
import { costsOver, type Turn } from './costs.ts';

type Usage = NonNullable<Watched['usage']>;

const LAST_TURNS = 200;

/** The turns of a session and their costs, with small plots; read again when a turn begins or ends. */
export function History({ seen, samples }: { seen: Watched; samples: readonly Sample[] }) {
  const { session, state } = seen;
  const [turns, setTurns] = useState<Turn[]>();
  const [usage, setUsage] = useState<Usage | undefined>(seen.usage);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    const life = new AbortController();
    const read = async () => {
      try {
        const told = await call<{ turns: Turn[] }>('history', { session, last: LAST_TURNS }, life.signal);
        setTurns(told.turns);
        const { sessions } = await call<{ sessions: { usage: Usage | null }[] }>(
          'usage',
          { sessions: [session] },
          life.signal,
        );
        const found = sessions[0]?.usage;
        if (found) setUsage(found);
        setFailure('');
      } catch (error) {
        if (!life.signal.aborted) setFailure(error instanceof Refusal ? error.message : 'the server does not answer');
      }
    };
    void read();
    return () => life.abort();
  }, [session, state.status, state.turn]);
  const used = seen.usage ?? usage;
  return (
    <Scrolls class="history" label={`History of ${session}`}>
      {failure !== '' && <p class="quiet wrong">{failure}</p>}
      {used && <Totals usage={used} />}
      <div class="plots">
        <CostPlot turns={turns ?? []} samples={samples} usage={used} />
        <ContextPlot samples={samples} usage={used} />
      </div>
      {turns && <TurnTable turns={turns} />}
    </Scrolls>
  );
}

function Totals({ usage }: { usage: Usage }) {
  const { lines_added: added, lines_removed: removed } = usage;
  const facts: [string, string][] = [
    ['Cost', tellCost(usage)],
    ['Context', tellContext(usage)],
    ['Input', tellTokens(usage.input_tokens)],
    ['Output', tellTokens(usage.output_tokens)],
    ['Cache read', tellTokens(usage.cache_read_tokens)],
    ['Cache written', tellTokens(usage.cache_write_tokens)],
    ['Lines', added === null || removed === null ? '-' : `+${added} −${removed}`],
    ['Limits', tellLimits(usage) || '-'],
  ];
  return (
    <dl class="totals">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{plain(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function CostPlot({
  turns,
  samples,
  usage,
}: {
  turns: readonly Turn[];
  samples: readonly Sample[];
  usage: Usage | undefined;
}) {
  const source = usage?.cost_source ?? 'agent';
  return (
    <Plot
      title="Cost over time"
      points={costsOver(turns, samples, usage)}
      tell={(cost) => tellCost({ cost_usd: cost, cost_source: source })}
    />
  );
}

function ContextPlot({ samples, usage }: { samples: readonly Sample[]; usage: Usage | undefined }) {
  const { context_used: used = null, context_size: size = null, at = null } = usage ?? {};
  const seen = samples.flatMap(({ at, context }) => (context === null ? [] : [[at, context] as const]));
  const now = used === null || at === null || seen.length > 0 ? [] : [[at, used] as const];
  return (
    <Plot
      title="Context fill"
      points={[...seen, ...now]}
      {...(size !== null && { top: size })}
      tell={(tokens) => (size ? `${tellTokens(tokens)} (${Math.round((tokens / size) * 100)}%)` : tellTokens(tokens))}
    />
  );
}

function TurnTable({ turns }: { turns: readonly Turn[] }) {
  if (turns.length === 0) return <p class="quiet">No turns yet.</p>;
  return (
    <Scrolls class="wide" label="Turns">
      <table>
        <thead>
          <tr>
            {['Turn', 'Began', 'Took', 'Ended', 'Cost', 'In / out', 'Tools', 'Prompt', 'Answer'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {turns.toReversed().map((turn, n) => (
            <tr key={turns.length - n}>
              <td>{turn.turn ?? '-'}</td>
              <td class="time">{turn.at === null ? '-' : new Date(turn.at).toLocaleString()}</td>
              <td>{turn.duration_ms === null ? '-' : `${Math.round(turn.duration_ms / 1000)}s`}</td>
              <td class={turn.ended === 'done' ? '' : 'wrong'}>{turn.ended}</td>
              <td>{tellCost(turn)}</td>
              <td>
                {tellTokens(turn.input_tokens)} / {tellTokens(turn.output_tokens)}
              </td>
              <td>
                {Object.entries(turn.tools)
                  .map(([name, times]) => (times > 1 ? `${plain(name)} ×${times}` : plain(name)))
                  .join(', ') || '-'}
              </td>
              <td class="text">{firstLine(turn.prompt)}</td>
              <td class="text">{firstLine(turn.answer)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

function firstLine(text: string): string {
  const [line = ''] = plain(text.trim()).split('\n');
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
}
