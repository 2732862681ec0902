import type { Verdict } from './review-log.js';

/** What a key does in the queue. */
export type KeyAction =
  | { readonly verdict: Verdict }
  | { readonly step: -1 | 1 }
  | { readonly undo: true }
  /** Writing a label that is not among the choices. */
  | { readonly write: true };

/** What a key does; undefined for one that does nothing here.
 * @param choices labels that the keys 1 to 9 pick, the suggested one first. */
export function keyAction(
  key: string,
  { given, choices }: { readonly given: string; readonly choices: readonly string[] },
): KeyAction | undefined {
  const label = (name: string | undefined): KeyAction | undefined =>
    name === undefined ? undefined : { verdict: { kind: 'label', label: name } };
  if (/^[1-9]$/.test(key)) return label(choices[Number(key) - 1]);
  switch (key) {
    case 'a':
      return label(choices[0]);
    case 'k':
      return label(given);
    case 's':
      return { verdict: { kind: 'skip' } };
    case 'x':
      return { verdict: { kind: 'leave-out' } };
    case 'u':
      return { undo: true };
    case 'o':
      return { write: true };
    case 'ArrowLeft':
      return { step: -1 };
    case 'ArrowRight':
      return { step: 1 };
    default:
      return undefined;
  }
}
