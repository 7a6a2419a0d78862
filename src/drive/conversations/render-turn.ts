import { renderTurn as render, type TurnPart } from '../../detect/transcript/markdown.ts';

/** A turn as Markdown, with the full results of its tools. */
export function renderTurn(parts: TurnPart[]): string {
  return render(parts, true);
}
