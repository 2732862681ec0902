/** Something a person should know of. An error is what training refuses; with a warning it goes on. */
export interface DataFinding {
  readonly severity: 'error' | 'warning';
  readonly code:
    | 'UNREADABLE_FILES'
    | 'BAD_IMAGES'
    | 'TOO_FEW'
    | 'LEAKS'
    | 'COPIES_ACROSS_CLASSES'
    | 'COPIES_WITHIN_CLASS'
    | 'SMALL_CLASS'
    | 'IMBALANCE'
    | 'CLASS_NOT_MEASURED'
    | 'SUSPECT_NAMES'
    | 'LOOSE_PICTURES'
    | 'NOT_LABELLED'
    | 'FOLDERS_READ_ALREADY'
    | 'FILES_IGNORED'
    | 'PICTURES_CUT_OFF';
  readonly message: string;
  /** What to do. */
  readonly fix: string;
  /** One line for each case: a file, or files that belong together. */
  readonly cases: readonly string[];
}

/** A finding where there are cases of it, nothing where there are none. */
export function findingOf(
  severity: DataFinding['severity'],
  code: DataFinding['code'],
  cases: readonly string[],
  message: string,
  fix: string,
): DataFinding[] {
  return cases.length === 0 ? [] : [{ severity, code, message: `${cases.length} ${message}`, fix, cases }];
}
