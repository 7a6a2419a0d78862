/**
 * Splits text that comes in pieces into lines, only at line feeds: JSON may contain the other line separators of
 * Unicode. Lines come without their end; `flush` reports what is left at the end of the input.
 */
export function lineCutter(tell: (line: string) => void): { push(part: Buffer): void; flush(): void } {
  let rest: Buffer[] = [];
  const emit = (last: Buffer) => {
    const line = Buffer.concat([...rest, last]).toString('utf8');
    rest = [];
    if (line.trim() !== '') tell(line);
  };
  return {
    push(part) {
      let from = 0;
      for (let to = part.indexOf(0x0a); to !== -1; to = part.indexOf(0x0a, from)) {
        emit(part.subarray(from, to));
        from = to + 1;
      }
      if (from < part.length) rest.push(part.subarray(from));
    },
    flush() {
      if (rest.length > 0) emit(Buffer.alloc(0));
    },
  };
}
