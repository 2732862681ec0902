import type { RunResult } from '@supcon/core/run/events';
import { balancedAccuracy, worstClass } from '../evaluate/class-accuracy.js';
import type { RunConfig } from '../run/run-folder.js';
import { formatDuration } from '../console/format-duration.js';
import { fragment, type Html, table } from './html-page.js';
import type { RunInspection } from './inspect-run.js';
import { settingsOf } from './config-difference.js';

/** 0.8634 as "86.3 %". */
export function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

/** Accuracies of the classifier, also balanced and of its worst class, of nearest neighbours and of raw pixels, on test and validation. */
export function accuracyTable({ validation, test, perClass, adapter }: RunResult): Html {
  const worst = worstClass(perClass);
  return table([
    ['', 'test', 'validation'],
    ['linear classifier on the frozen encoder', percent(test.linear), percent(validation.linear)],
    ...(worst
      ? [
          ['balanced: the mean over classes', percent(balancedAccuracy(perClass)), ''],
          [`worst class: ${worst.label}`, percent(worst.accuracy), ''],
        ]
      : []),
    ['5 nearest neighbours', percent(test.knn), percent(validation.knn)],
    ...(adapter ? adapterRows(adapter) : []),
    ['raw pixels, no encoder', percent(test.rawPixels), ''],
  ]);
}

/** What the head on an encoder that was brought is worth. */
function adapterRows({ kept, plain, adapted }: NonNullable<RunResult['adapter']>): string[][] {
  return [['the encoder as it came', plain, !kept] as const, ['with the head behind it', adapted, kept] as const].flatMap(
    ([title, { test, validation }, chosen]) => [
      [`${title}${chosen ? ' (kept)' : ''}: linear`, percent(test.linear), percent(validation.linear)],
      [`${title}: 5 neighbours`, percent(test.knn), percent(validation.knn)],
    ],
  );
}

/** Test accuracy by class, with the number of pictures where it is known. */
export function perClassTable({ perClass }: RunResult, inspection: RunInspection | undefined): Html {
  const rows = Object.entries(perClass).map(([label, value]) => {
    const at = inspection?.labels.indexOf(label) ?? -1;
    return [label, percent(value), inspection && at >= 0 ? String(inspection.counts.test[at]!) : ''];
  });
  return table([['class', 'test accuracy', 'test pictures'], ...rows]);
}

/** Counts of each class in each split. */
export function countTable({ labels, counts }: RunInspection): Html {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return table([
    ['class', 'training', 'validation', 'test'],
    ...labels.map((label, at) => [label, counts.train[at]!, counts.validation[at]!, counts.test[at]!]),
    ['all', sum(counts.train), sum(counts.validation), sum(counts.test)],
  ]);
}

/** What a run was given and spent. */
export function factTable(config: RunConfig, result: RunResult | undefined): Html {
  const { stage1 } = config.recipe;
  return table([
    ['', ''],
    ['recipe', config.recipeName],
    [
      'data',
      fragment`${config.data.name}, ${config.data.images} pictures, fingerprint <code>${config.data.fingerprint.slice(0, 16)}</code>`,
    ],
    ['loss', stage1.loss],
    ['budget', `${stage1.epochs} epochs × ${stage1.views} views of each picture`],
    ...(result
      ? [
          ['images seen', result.imagesSeen.toLocaleString('en')],
          ['time', formatDuration(result.seconds)],
        ]
      : []),
    ['seed', String(config.seed)],
    ['precision', `${config.precision} on ${config.device}`],
    ['begun', config.createdAt],
  ]);
}

/** How choices were made; the same for every run. */
export const SELECTION_RULE =
  "Validation chooses: the weights where the recipe keeps the best, the strength of the classifier's L2 penalty, and whether augmented copies help it. The final classifier learns from training and validation pictures together, and only then is the test split looked at, once.";

/** Every setting of a run by its path in the configuration. */
export function settingsTable(config: unknown): Html {
  return table([['setting', 'value'], ...[...settingsOf(config)].map(([name, value]) => [fragment`<code>${name}</code>`, value])]);
}
