import { z } from 'zod';
import type { DataCheck } from '../../domain/trainer.js';

/** Cases of a finding that are kept, and characters of one. */
const MOST_CASES = 20;
const LONGEST_CASE = 500;
const MOST_FINDINGS = 50;

const count = z.number().int().nonnegative();
/** The line of `supcon data check --json`, as far as it is used. */
const CHECK = z.object({
  type: z.literal('data-check'),
  ok: z.boolean(),
  files: count,
  bad: count,
  classes: z.array(z.object({ label: z.string(), total: count })),
  copies: z.object({ exact: count, near: count }),
  findings: z.array(
    z.object({
      severity: z.enum(['error', 'warning']),
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      cases: z.array(z.string()),
    }),
  ),
});
const ERROR = z.object({ type: z.literal('error'), code: z.string(), message: z.string() });

/** What the lines of `supcon data check --json` have said so far. */
export interface ReadCheck {
  /** Takes a line in; one that is something else says nothing. */
  read(line: string): void;
  readonly check: DataCheck | undefined;
  /** What it ended with, if it said so. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** Begins to read. */
export function readCheck(): ReadCheck {
  let check: DataCheck | undefined;
  let error: ReadCheck['error'];
  return {
    read: (line) => {
      const event = parse(line);
      const found = CHECK.safeParse(event).data;
      if (found) check = shortened(found);
      error = ERROR.safeParse(event).data ?? error;
    },
    get check() {
      return check;
    },
    get error() {
      return error;
    },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function shortened({ ok, files, bad, classes, copies, findings }: z.infer<typeof CHECK>): DataCheck {
  return {
    ...{ ok, files, bad, copies },
    classes: classes.map(({ label, total }) => ({ label, pictures: total })),
    findings: findings.slice(0, MOST_FINDINGS).map(({ severity, code, message, fix, cases }) => ({
      ...{ severity, code, message, fix },
      count: cases.length,
      cases: cases.slice(0, MOST_CASES).map((line) => (line.length > LONGEST_CASE ? `${line.slice(0, LONGEST_CASE - 3)}...` : line)),
    })),
  };
}
