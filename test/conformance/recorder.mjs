// A terminal program for tests: enables bracketed paste, shows "ready", appends every byte it gets to the file named by
// its first argument, and prints nothing else. "q" alone ends it with code 7 after it printed "bye".
import { appendFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2];
writeFileSync(file, '');
process.stdin.setRawMode(true);
process.stdin.on('data', (bytes) => {
  appendFileSync(file, bytes);
  if (bytes.toString() !== 'q') return;
  process.stdout.write('bye ❯\r\n');
  process.exitCode = 7;
  process.stdin.pause();
});
process.stdout.write('\x1b[?2004hready ❯\r\n');
