import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { act, choose, readDetails } from './actions.ts';
import { call, Refusal } from './api.ts';
import { find, type Dialog as Kind, type Model } from './model.ts';
import { plain } from './safe-text.ts';
import { change } from './store.ts';

const close = () => change({ dialog: undefined });

/** The dialog that is open, if one is. */
export function Dialogs({ model }: { model: Model }) {
  const { dialog } = model;
  if (dialog === undefined) return null;
  if (dialog.kind === 'new') return <NewSession model={model} />;
  if (dialog.kind === 'fork') return <ForkSession model={model} session={dialog.session} />;
  if (dialog.kind === 'end') return <EndSession session={dialog.session} />;
  return <Help />;
}

interface DialogInput {
  title: string;
  kind: Kind['kind'];
  children: ComponentChildren;
}

/** A dialog of the browser's own: it keeps the focus, Esc closes it, and the focus goes back to where it was. */
function Dialog({ title, kind, children }: DialogInput) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} id={`dialog-${kind}`} aria-labelledby="dialog-title" onClose={close}>
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}

type Values = Record<string, string | boolean>;

function valuesOf(form: HTMLFormElement): Values {
  const fields = [...form.elements].filter(
    (one) => one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement,
  );
  const pairs = fields.map((field) => [
    field.name,
    field instanceof HTMLInputElement && field.type === 'checkbox' ? field.checked : field.value.trim(),
  ]);
  // What is empty is not given.
  return Object.fromEntries(pairs.filter(([, value]) => value !== '' && value !== false));
}

/** A form that calls an operation; its fields are the input. It stays open, as it was filled, until that has succeeded. */
function CallForm({
  label,
  run,
  children,
}: {
  label: string;
  run(values: Values): Promise<void>;
  children: ComponentChildren;
}) {
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setFailure('');
    try {
      await run(valuesOf(form));
      close();
    } catch (error) {
      setFailure(error instanceof Refusal ? error.message : 'the server does not answer');
      setBusy(false);
    }
  };
  return (
    <form
      class="call"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {children}
      <p role="alert" class="wrong">
        {failure}
      </p>
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'starting…' : label}
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}

async function start(operation: string, input: object, name: string | undefined): Promise<void> {
  const started = await call<{ name?: string }>(operation, input);
  void readDetails();
  const session = name ?? started.name;
  if (session !== undefined) choose(session);
}

function NewSession({ model }: { model: Model }) {
  const { about, sessions, chosen } = model;
  const folders = [...new Set([...sessions.values()].map(({ cwd }) => cwd))];
  const cwd = find(model, chosen)?.cwd ?? about?.folder ?? '';
  const run = (values: Values) => start('spawn', values, undefined);
  return (
    <Dialog title="New session" kind="new">
      <CallForm label="Start" run={run}>
        <label>
          Folder
          <input name="cwd" required defaultValue={cwd} list="folders" spellcheck={false} autocomplete="off" />
        </label>
        <datalist id="folders">
          {folders.map((folder) => (
            <option key={folder} value={folder} />
          ))}
        </datalist>
        <label>
          First prompt
          <textarea name="prompt" rows={4} />
        </label>
        <div class="pair">
          <label>
            Name
            <input name="name" placeholder="made from the folder" spellcheck={false} autocomplete="off" />
          </label>
          <label>
            Agent
            <select name="backend">
              {(about?.backends ?? []).map((backend) => (
                <option key={backend}>{backend}</option>
              ))}
            </select>
          </label>
        </div>
        <div class="pair">
          <label>
            Model
            <input name="model" placeholder="the agent's own" spellcheck={false} autocomplete="off" />
          </label>
          <label>
            Permission mode
            <input name="permission_mode" placeholder="the agent's own" spellcheck={false} autocomplete="off" />
          </label>
        </div>
        {(about?.hosts.length ?? 0) > 0 && (
          <label>
            Host
            <select name="host">
              <option value="">this machine</option>
              {about?.hosts.map((host) => (
                <option key={host}>{host}</option>
              ))}
            </select>
          </label>
        )}
        <label class="check">
          <input type="checkbox" name="trust" /> Trust the folder
        </label>
        <label class="check">
          <input type="checkbox" name="worktree" /> In a git worktree of its own
        </label>
      </CallForm>
    </Dialog>
  );
}

function ForkSession({ model, session }: { model: Model; session: string }) {
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
        <p class="quiet">A new session with a copy of the conversation. Both go on independently.</p>
        <label>
          Name
          <input name="new" required defaultValue={`${name}-${free}`} spellcheck={false} autocomplete="off" />
        </label>
        <label>
          First prompt
          <textarea name="prompt" rows={3} />
        </label>
        <label class="check">
          <input type="checkbox" name="worktree" /> In a git worktree of its own
        </label>
      </CallForm>
    </Dialog>
  );
}

function EndSession({ session }: { session: string }) {
  const end = async () => {
    close();
    if (await act('end', { session }, `${session} has ended`)) await readDetails();
  };
  return (
    <Dialog title={`End ${plain(session)}?`} kind="end">
      <p>It is kept: Resume starts it again on its conversation.</p>
      <div class="buttons">
        <button id="really-end" type="button" class="primary" onClick={() => void end()}>
          End
        </button>
        <button type="button" onClick={close}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

const KEYS: readonly [string, string][] = [
  ['j k ↑ ↓', 'choose a session'],
  ['/', 'filter'],
  ['g', 'group: by folder, host, creator, tag'],
  ['a', 'approve'],
  ['d', 'deny, with what is written'],
  ['s', 'write a prompt or an answer'],
  ['i', 'interrupt'],
  ['n', 'new session'],
  ['f', 'fork'],
  ['e', 'end'],
  ['u', 'resume'],
  ['c t h', 'conversation, terminal, history'],
  ['x', 'type into the terminal; Ctrl-] stops'],
  ['Esc', 'back'],
];

function Help() {
  return (
    <Dialog title="Keys" kind="help">
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div class="buttons">
        <button type="button" class="primary" onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
