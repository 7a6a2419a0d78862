import { act, choose, readDetails } from '../acts/actions.ts';
import { KEYS } from '../acts/keys.ts';
import type { Model } from '../model/page-model.ts';
import { call } from '../server/api.ts';
import { CallForm, closeDialog, Dialog, type Values } from './dialog-frame.tsx';
import { ForkSession, NewSession } from './start-dialogs.tsx';

/** The open dialog, if there is one. */
export function Dialogs({ model }: { model: Model }) {
  const { dialog } = model;
  if (dialog === undefined) return null;
  if (dialog.kind === 'new') return <NewSession model={model} />;
  if (dialog.kind === 'fork') return <ForkSession model={model} session={dialog.session} />;
  if (dialog.kind === 'rename') return <RenameSession session={dialog.session} />;
  if (dialog.kind === 'end') return <EndSession session={dialog.session} />;
  return <Help />;
}

function EndSession({ session }: { session: string }) {
  const end = async () => {
    closeDialog();
    if (await act('end', { session }, `${session} has ended`)) await readDetails();
  };
  return (
    <Dialog title={`End ${session}?`} kind="end">
      <p>The session is kept: Resume continues its conversation.</p>
      <div class="buttons">
        <button id="really-end" type="button" class="primary" onClick={() => void end()}>
          End
        </button>
        <button type="button" onClick={closeDialog}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}

function RenameSession({ session }: { session: string }) {
  const [name, host] = session.split('@');
  const rename = async ({ to }: Values) => {
    const { session: renamed } = await call<{ session: string }>('rename', { session, to });
    void readDetails();
    choose(renamed);
  };
  return (
    <Dialog title={`Rename ${session}`} kind="rename">
      <CallForm label="Rename" busy="renaming…" run={rename}>
        <label>
          Name{host !== undefined && ` (on ${host})`}
          <input name="to" required defaultValue={name} spellcheck={false} autocomplete="off" />
        </label>
      </CallForm>
    </Dialog>
  );
}

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
        <button type="button" class="primary" onClick={closeDialog}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
