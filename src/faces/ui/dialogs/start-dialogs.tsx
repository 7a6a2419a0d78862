import { choose, readDetails } from '../acts/actions.ts';
import { find, type Model } from '../model/model.ts';
import { call } from '../server/api.ts';
import { CallForm, Dialog, type Values } from './dialog-frame.tsx';

async function start(operation: string, input: object, name: string | undefined): Promise<void> {
  const started = await call<{ name?: string }>(operation, input);
  void readDetails();
  const session = name ?? started.name;
  if (session !== undefined) choose(session);
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
