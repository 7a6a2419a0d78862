/** What other tools call the operations of this one; every other word of theirs is the same. */
export const COMMAND_WORDS: Readonly<Record<string, string>> = {
  ls: 'ps',
  list: 'list_workers',
  'launch-worker': 'launch',
  'send-prompt': 'send',
  'stop-worker': 'stop',
};
