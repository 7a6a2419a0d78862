/** Other tools' names for operations; their other command names are the same as here. */
export const COMMAND_WORDS: Readonly<Record<string, string>> = {
  ls: 'ps',
  list: 'list_workers',
  'launch-worker': 'launch',
  'send-prompt': 'send',
  'stop-worker': 'stop',
};
