import type { ComponentProps } from 'preact';
import { choose, readDetails } from '../acts/actions.ts';
import { find, type Model } from '../model/page-model.ts';
import { call } from '../server/api.ts';
import { CallForm, Dialog, type Values } from './dialog-frame.tsx';

async function start(operation: string, input: object, name: string | undefined): Promise<void> {
  const started = await call<{ name?: string }>(operation, input);
  void readDetails();
  const session = name ?? started.name;
  if (session !== undefined) choose(session);
}

/** A text field without autocorrection and autocompletion. */
function WordField({ label, ...field }: { label: string } & ComponentProps<'input'>) {
  return (
    <label>
      {label}
      <input spellcheck={false} autocomplete="off" {...field} />
    </label>
  );
}

/** A choice of words; the first one is the default if it is given as `usual`. */
function ChoiceField({ label, name, words, usual }: { label: string; name: string; words: string[]; usual?: string }) {
  return (
    <label>
      {label}
      <select name={name}>
        {usual !== undefined && <option value="">{usual}</option>}
        {words.map((word) => (
          <option key={word}>{word}</option>
        ))}
      </select>
    </label>
  );
}

function Check({ label, name }: { label: string; name: string }) {
  return (
    <label class="check">
      <input type="checkbox" name={name} /> {label}
    </label>
  );
}

function FirstPrompt({ rows }: { rows: number }) {
  return (
    <label>
      First prompt
      <textarea name="prompt" rows={rows} />
    </label>
  );
}

/** The dialog that starts a session. */
export function NewSession({ model }: { model: Model }) {
  const { about, sessions, chosen } = model;
  const folders = [...new Set([...sessions.values()].map(({ cwd }) => cwd))];
  const cwd = find(model, chosen)?.cwd ?? about?.folder ?? '';
  const run = (values: Values) => start('spawn', values, undefined);
  return (
    <Dialog title="New session" kind="new">
      <CallForm label="Start" run={run}>
        <WordField label="Folder" name="cwd" required defaultValue={cwd} list="folders" />
        <datalist id="folders">
          {folders.map((folder) => (
            <option key={folder} value={folder} />
          ))}
        </datalist>
        <FirstPrompt rows={4} />
        <div class="pair">
          <WordField label="Name" name="name" placeholder="made from the folder" />
          <ChoiceField label="Agent" name="backend" words={about?.backends ?? []} />
        </div>
        <div class="pair">
          <WordField label="Model" name="model" placeholder="the agent's own" />
          <WordField label="Permission mode" name="permission_mode" placeholder="the agent's own" />
        </div>
        {about !== undefined && about.hosts.length > 0 && (
          <ChoiceField label="Host" name="host" words={about.hosts} usual="this machine" />
        )}
        <Check name="trust" label="Trust the folder" />
        <Check name="worktree" label="In a git worktree of its own" />
      </CallForm>
    </Dialog>
  );
}

/** The dialog that starts a session with a copy of another one's conversation. */
export function ForkSession({ model, session }: { model: Model; session: string }) {
  const [name = session, host] = session.split('@');
  const isTaken = (one: string) => find(model, host === undefined ? one : `${one}@${host}`) !== undefined;
  let free = 2;
  while (isTaken(`${name}-${free}`)) free++;
  const run = async (values: Values) => {
    const wanted = String(values.new ?? '');
    await start('fork', { ...values, session }, host === undefined ? wanted : `${wanted}@${host}`);
  };
  return (
    <Dialog title={`Fork ${session}`} kind="fork">
      <CallForm label="Fork" run={run}>
        <p class="quiet">A new session with a copy of the conversation. Both continue independently.</p>
        <WordField label="Name" name="new" required defaultValue={`${name}-${free}`} />
        <FirstPrompt rows={3} />
        <Check name="worktree" label="In a git worktree of its own" />
      </CallForm>
    </Dialog>
  );
}
