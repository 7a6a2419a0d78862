const WIDTH = 320;
const HEIGHT = 96;
const MARGIN = { left: 4, right: 4, top: 8, bottom: 4 };

/** Positions in the plot for points `[x, y]` of any scale; the highest is `top`, or the largest y. */
export function placed(points: readonly (readonly [number, number])[], top?: number): [number, number][] {
  const xs = points.map(([x]) => x);
  const first = Math.min(...xs);
  const width = Math.max(...xs) - first || 1;
  const highest = top ?? (Math.max(...points.map(([, y]) => y)) || 1);
  const room = { x: WIDTH - MARGIN.left - MARGIN.right, y: HEIGHT - MARGIN.top - MARGIN.bottom };
  return points.map(([x, y]) => [
    round(MARGIN.left + ((x - first) / width) * room.x),
    round(MARGIN.top + (1 - Math.min(1, y / highest)) * room.y),
  ]);
}

interface PlotInput {
  title: string;
  /** `[ms since 1970, value]`, in order of time. */
  points: readonly (readonly [number, number])[];
  /** The value at the top of the plot; the largest value by default. */
  top?: number;
  tell(value: number): string;
}

/** A small plot over time, with a description in text. */
export function Plot({ title, points, top, tell }: PlotInput) {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined)
    return (
      <figure class="plot">
        <figcaption>{title}</figcaption>
        <p class="quiet">No data yet.</p>
      </figure>
    );
  const path = placed(points, top);
  const [end = [0, 0]] = path.slice(-1);
  const line = path.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  const floor = HEIGHT - MARGIN.bottom;
  const words = `${title}: ${tell(last[1])} now, ${tell(first[1])} at ${clock(first[0])}, ${points.length} points`;
  return (
    <figure class="plot">
      <figcaption>
        {title} <strong>{tell(last[1])}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
        <line class="axis" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={floor} y2={floor} />
        {top !== undefined && (
          <line class="axis top" x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={MARGIN.top} y2={MARGIN.top} />
        )}
        {path.length > 1 && <path class="area" d={`${line}L${end[0]} ${floor}L${MARGIN.left} ${floor}Z`} />}
        <path class="curve" d={line} />
        <circle class="end" cx={end[0]} cy={end[1]} r="3" />
      </svg>
      <p class="quiet span">
        <span>{clock(first[0])}</span>
        <span>{clock(last[0])}</span>
      </p>
    </figure>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
