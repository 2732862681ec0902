import { parseRunEvent } from '@supcon/core/run/events';
import type { TrainingReport } from '../../domain/trainer.js';

/** What the lines of `supcon train --json` have said so far. */
export interface ReadTraining {
  /** Takes a line in; one that is no event says nothing. @returns whether the report is another one now. */
  read(line: string): boolean;
  readonly report: TrainingReport;
  /** What it ended with, if it said so. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

const NOTHING: TrainingReport = {
  run: undefined,
  epoch: 0,
  epochs: undefined,
  etaSeconds: undefined,
  evaluating: false,
  artifact: undefined,
};

/** Begins to read. */
export function readTraining(): ReadTraining {
  let report = NOTHING;
  let error: ReadTraining['error'];
  return {
    read: (line) => {
      const event = parseLine(line);
      const original = event?.type === 'unknown' ? event.original : undefined;
      if (original?.['type'] === 'error')
        error = { code: textOf(original['code']) ?? 'UNEXPECTED', message: textOf(original['message']) ?? '' };
      const before = report;
      if (event) report = after(report, event);
      return report !== before;
    },
    get report() {
      return report;
    },
    get error() {
      return error;
    },
  };
}

function after(report: TrainingReport, event: NonNullable<ReturnType<typeof parseLine>>): TrainingReport {
  switch (event.type) {
    case 'start':
      return { ...NOTHING, run: event.run, epochs: event.stage1Epochs };
    case 'resume':
      return { ...report, epoch: event.epoch ?? report.epoch };
    case 'epoch':
      return {
        ...report,
        epoch: event.epoch,
        epochs: event.epochs ?? report.epochs,
        etaSeconds: event.etaSeconds,
        evaluating: event.epoch === event.epochs,
      };
    case 'early-stop':
    case 'stage2':
      return { ...report, etaSeconds: undefined, evaluating: true };
    case 'selection':
      return { ...report, run: event.chosen, evaluating: true };
    case 'unknown': {
      const { type, name, version } = event.original;
      return type === 'artifact' ? { ...report, artifact: `${String(name)}/${String(version)}` } : report;
    }
    default:
      return report;
  }
}

function parseLine(line: string): ReturnType<typeof parseRunEvent> {
  try {
    return parseRunEvent(JSON.parse(line));
  } catch {
    // No JSON: some library's own words.
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
