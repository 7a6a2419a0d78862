import type { CliHost } from '../../faces/cli/cli-host.ts';
import { CMS_COMMANDS } from '../../faces/compat/cms.ts';
import { createCliHost, type Stop } from '../compose.ts';
import { setup } from './cms-setup.ts';

/** The command line of `cms`: the host of this process with other commands. */
export function createCmsHost(version: string, stop: Stop, argv: string[]): CliHost {
  const services = { setup: async () => setup };
  const own = createCliHost(version, services, stop, argv);
  // As its prototype, because some properties of the host are computed on access.
  return Object.assign(Object.create(own) as CliHost, {
    program: 'cms',
    argv,
    operations: CMS_COMMANDS,
    aliases: {},
    services,
    guide: async () => ({
      groups: [
        { title: 'Sessions', commands: Object.keys(CMS_COMMANDS) },
        { title: 'Set up', commands: ['setup'] },
      ],
      choices: [],
      pointers: {},
    }),
  });
}
