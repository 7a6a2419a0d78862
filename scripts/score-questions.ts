/** Scores `findQuestion` on the labelled closing messages, beside the old rule: `npm run score-questions [-- --wrong]`. */
import { agentVerdict, oldVerdict, PARTS, readPart, score } from '../test/detect/question-scores.ts';

const showWrong = process.argv.includes('--wrong');
const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`;

console.log('part      rule    messages  precision  recall   accuracy  false alarms  missed');
for (const part of PARTS) {
  const messages = readPart(part);
  for (const [name, verdict] of [
    ['csd', agentVerdict],
    ['old', oldVerdict],
  ] as const) {
    const result = score(messages, verdict);
    console.log(
      `${part.padEnd(10)}${name.padEnd(8)}${String(messages.length).padStart(8)}  ${percent(result.precision)}  ${percent(result.recall)}  ${percent(result.accuracy)}  ` +
        `${String(result.falseAlarms.length).padStart(12)}  ${String(result.missed.length).padStart(6)}`,
    );
    // The held-out messages are not shown: who reads the errors tunes on them.
    if (showWrong && name === 'csd' && part === 'tune')
      for (const message of [...result.falseAlarms, ...result.missed])
        console.log(
          `  ${message.asks ? 'missed     ' : 'false alarm'} [${message.lang} ${message.note}] ${JSON.stringify(message.text)}`,
        );
  }
}
