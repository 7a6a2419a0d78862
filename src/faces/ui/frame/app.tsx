import { useEffect } from 'preact/hooks';
import { Dialogs } from '../dialogs/dialogs.tsx';
import { useModel } from '../model/store.ts';
import { SessionView } from '../session/session.tsx';
import { Header, summaryOf } from './header.tsx';
import { SessionList } from './list.tsx';
import { SignIn } from './sign-in.tsx';

/** The whole page. */
export function App({ onToken }: { onToken(): void }) {
  const model = useModel();
  const { waiting } = summaryOf(model);
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) csd` : 'csd';
  }, [waiting]);
  return (
    <>
      {model.about !== undefined && (
        <a class="skip" href="#sessions">
          Skip to the sessions
        </a>
      )}
      <Header model={model} />
      {model.link === 'lost' && (
        <p id="lost" class="banner" role="alert">
          The connection is lost. What you see may be out of date; reconnecting.
        </p>
      )}
      {model.notice?.isBad && model.chosen === undefined && (
        <p class="banner" role="alert">
          {model.notice.text}
        </p>
      )}
      {model.link === 'signed out' && <SignIn onToken={onToken} />}
      {model.about !== undefined && model.link !== 'signed out' && (
        <main id="board" class={model.chosen === undefined ? '' : 'open'}>
          <SessionList model={model} />
          <SessionView model={model} />
        </main>
      )}
      <Dialogs model={model} />
    </>
  );
}
