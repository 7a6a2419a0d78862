import { BACKENDS } from '../../src/backends/index.ts';
import type { Context } from '../../src/drive/session/context.ts';
import type { Hub } from '../../src/drive/session/hub-interface.ts';
import { createHub } from '../../src/drive/watch/hub.ts';
import { FakeClock } from './clock.ts';
import { FakeFiles } from './files.ts';
import { FakeLink } from './link.ts';
import { FakeProcesses } from './processes.ts';
import { FakeTmux } from './tmux.ts';
import { FakeWatch } from './watch.ts';

/** A context without real parts: every port is a fake that the test can reach. */
export interface FakeContext extends Context {
  tmux: FakeTmux;
  files: FakeFiles;
  clock: FakeClock;
  processes: FakeProcesses;
  watch: FakeWatch;
  link: FakeLink;
  env: Record<string, string | undefined>;
}

/** A home `/home/me`, a folder `/work/app`, sidecars in `/state`, and every agent installed. */
export function createFakeContext(): FakeContext {
  const files = new FakeFiles();
  files.folders.add('/home/me').add('/work/app');
  const processes = new FakeProcesses();
  for (const { launch } of BACKENDS.values()) processes.programs.set(launch.program, `/bin/${launch.program}`);
  let hub: Promise<Hub> | undefined;
  const tmux = new FakeTmux();
  tmux.standing = (pid) => processes.look(pid);
  const context: FakeContext = {
    tmux,
    files,
    clock: new FakeClock(),
    processes,
    watch: new FakeWatch(),
    link: new FakeLink(),
    backends: BACKENDS,
    env: { PATH: '/bin' },
    cwd: '/work/app',
    home: '/home/me',
    sessionsDir: '/state',
    hub: () => {
      hub ??= Promise.resolve(createHub(context));
      return hub;
    },
    readStdin: async () => '',
  };
  return context;
}
