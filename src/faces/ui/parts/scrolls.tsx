import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface ScrollsInput {
  label: string;
  children: ComponentChildren;
  id?: string;
  class?: string;
  box?: RefObject<HTMLElement | null>;
  onScroll?(): void;
  /** Something inside takes the keys. */
  isPassed?: boolean;
}

/**
 * A scrolling part of the page: a keyboard can reach it, it has a label, and `data-more` marks that there is more
 * below.
 */
export function Scrolls({ label, children, box, onScroll, isPassed = false, ...rest }: ScrollsInput) {
  const own = useRef<HTMLElement>(null);
  const place = box ?? own;
  useMarkOfMore(place);
  const scrolled = () => {
    if (place.current) markMore(place.current);
    onScroll?.();
  };
  return (
    <section {...rest} ref={place} onScroll={scrolled} aria-label={label} tabIndex={isPassed ? -1 : 0}>
      {children}
    </section>
  );
}

/** Keeps `data-more` of an element current after every drawing and resize; its `onScroll` must call `markMore`. */
export function useMarkOfMore(place: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    if (place.current) markMore(place.current);
  });
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => markMore(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}

/** Marks an element with more content below the visible part. */
export function markMore(element: HTMLElement): void {
  element.toggleAttribute('data-more', element.scrollTop + element.clientHeight < element.scrollHeight - 4);
}
