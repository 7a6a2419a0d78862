import { renderTurn as render, type TurnPart } from '../../detect/transcript/markdown.ts';

/** A turn as Markdown, with the results of its tools whole. */
export function renderTurn(parts: TurnPart[]): string {
  return render(parts, true);
}
