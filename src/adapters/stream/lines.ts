/**
 * Cuts what comes in pieces into lines, at the line feed alone: JSON may hold the other separators that Unicode knows. Each line
 * is told without its end; what is left when no more comes is told by `flush`.
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
