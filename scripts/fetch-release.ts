import { fetchRelease, RELEASES } from '../test/lab/release.ts';

const wanted = process.argv.slice(2).filter((arg) => arg !== '--');
for (const release of wanted.length > 0 ? wanted : RELEASES) console.log(await fetchRelease(release));
