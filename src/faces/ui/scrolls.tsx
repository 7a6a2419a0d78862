import type { ComponentChildren, RefObject } from 'preact';

interface ScrollsInput {
  label: string;
  children: ComponentChildren;
  id?: string;
  class?: string;
  box?: RefObject<HTMLElement | null>;
  onScroll?(): void;
  /** Another thing within takes the keys. */
  isPassed?: boolean;
}

/** A part of the page that scrolls by itself: a keyboard reaches it, and its label says what it is. */
export function Scrolls({ label, children, box, onScroll, isPassed = false, ...rest }: ScrollsInput) {
  return (
    <section
      {...rest}
      {...(box && { ref: box })}
      {...(onScroll && { onScroll })}
      aria-label={label}
      tabIndex={isPassed ? -1 : 0}
    >
      {children}
    </section>
  );
}
