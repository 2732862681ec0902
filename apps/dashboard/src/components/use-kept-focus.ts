import { useEffect, useRef } from 'react';

/** Gives the focus to an element where what had it went away with what was shown before, so that a keyboard goes on from there. Never at first.
 * @param shown what is shown: another one, and what was pressed to get there may be gone.
 * @returns a ref for the element; it needs a `tabIndex`. */
export function useKeptFocus<Focused extends HTMLElement>(shown: string | undefined) {
  const element = useRef<Focused>(null);
  const before = useRef(shown);
  useEffect(() => {
    const followed = before.current !== undefined && before.current !== shown;
    before.current = shown;
    if (followed && document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, [shown]);
  return element;
}
