/** The sixteen named colours, dark ones first, soft enough for a dark ground. */
const NAMED = [
  '#3b4048',
  '#e06c75',
  '#98c379',
  '#e0b35c',
  '#6ba6e8',
  '#c685d9',
  '#5fbac4',
  '#cfd3da',
  '#7f8794',
  '#f08a92',
  '#b2dd93',
  '#f2cd84',
  '#8fc1f7',
  '#dba3ea',
  '#86d4dc',
  '#f2f4f7',
];
const STEPS = [0, 95, 135, 175, 215, 255];

/**
 * Splits a screen with SGR sequences into rows of runs `{text, bold, dim, italic, underline, strike, fore, back}`. `fore`
 * and `back` are CSS colours or absent, exchanged already where the run is inverse. Every other control character is
 * dropped. Attributes carry over line ends, as tmux writes them.
 */
export function readScreen(screen, ground = { fore: '#d4d7dc', back: '#16181d' }) {
  let pen = {};
  return screen.split('\n').map((line) => {
    const runs = [];
    // Odd pieces are the parameters of an SGR sequence.
    for (const [n, piece] of line.split(/\x1b\[([\d;:]*)m/).entries()) {
      if (n % 2 === 1) pen = apply(pen, piece);
      else {
        const text = piece.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
        if (text !== '') runs.push({ text, ...look(pen, ground) });
      }
    }
    return runs;
  });
}

function look({ inverse, fore, back, ...rest }, ground) {
  const colours = inverse ? { fore: back ?? ground.back, back: fore ?? ground.fore } : { fore, back };
  return Object.fromEntries(Object.entries({ ...rest, ...colours }).filter(([, value]) => value !== undefined));
}

function apply(pen, parameters) {
  let next = { ...pen };
  // `38:2::r:g:b` is one parameter with parts, `38;2;r;g;b` are five.
  const list = parameters === '' ? ['0'] : parameters.split(';');
  for (let i = 0; i < list.length; i++) {
    const [code, ...parts] = list[i].split(':').map((part) => (part === '' ? undefined : Number(part)));
    if (code === 38 || code === 48) {
      const { colour, used } =
        parts.length > 0 ? { colour: exact(parts), used: 0 } : following(list.slice(i + 1).map(Number));
      next[code === 38 ? 'fore' : 'back'] = colour;
      i += used;
    } else next = attribute(next, code ?? 0, parts);
  }
  return next;
}

function following([kind, ...values]) {
  if (kind === 5) return { colour: indexed(values[0]), used: 2 };
  return kind === 2 ? { colour: rgb(values.slice(0, 3)), used: 4 } : { colour: undefined, used: 1 };
}

function exact([kind, ...values]) {
  if (kind === 5) return indexed(values[0]);
  return kind === 2 ? rgb(values.slice(-3)) : undefined;
}

const ON = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'inverse', 9: 'strike' };
const OFF = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  29: ['strike'],
  39: ['fore'],
  49: ['back'],
};

function attribute(pen, code, parts) {
  if (code === 0) return {};
  if (code === 4 && parts[0] === 0) return without(pen, ['underline']);
  if (ON[code]) return { ...pen, [ON[code]]: true };
  if (OFF[code]) return without(pen, OFF[code]);
  if (code >= 30 && code <= 37) return { ...pen, fore: NAMED[code - 30] };
  if (code >= 40 && code <= 47) return { ...pen, back: NAMED[code - 40] };
  if (code >= 90 && code <= 97) return { ...pen, fore: NAMED[code - 82] };
  if (code >= 100 && code <= 107) return { ...pen, back: NAMED[code - 92] };
  return pen;
}

function without(pen, names) {
  return Object.fromEntries(Object.entries(pen).filter(([name]) => !names.includes(name)));
}

/** The 256 colours: 16 named ones, a cube of 6 x 6 x 6, and 24 greys. */
function indexed(n) {
  if (!Number.isInteger(n) || n < 0 || n > 255) return undefined;
  if (n < 16) return NAMED[n];
  if (n >= 232) return rgb(Array(3).fill(8 + (n - 232) * 10));
  const at = n - 16;
  return rgb([STEPS[Math.floor(at / 36)], STEPS[Math.floor(at / 6) % 6], STEPS[at % 6]]);
}

function rgb(parts) {
  const valid = parts.length === 3 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return valid ? `rgb(${parts.join(', ')})` : undefined;
}
