import { Skeleton } from '@mantine/core';
import type { Collection, Evaluation } from '@supcon/sdk';
import { Panel } from '../../components/Panel.js';
import { PredictionJob } from '../../entities/prediction/PredictionJob.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { useNow } from '../../format/use-now.js';
import { formatDifference } from './format-difference.js';
import classes from './EvaluatePage.module.css';

/** Whose scores, and those of the model that they are held against. */
export interface ScoresPanelProps {
  readonly collection: Collection;
  readonly model: string;
  readonly evaluation: Evaluation;
  /** `evaluation` is undefined while it is read, and null where that model has not classified the collection. */
  readonly other: { readonly model: string; readonly evaluation: Evaluation | null | undefined } | undefined;
}

const SCORES: readonly { readonly name: string; readonly of: (evaluation: Evaluation) => number | undefined }[] = [
  { name: 'Accuracy', of: ({ judged, accuracy }) => (judged === 0 ? undefined : accuracy) },
  { name: 'F1, mean of classes', of: ({ judged, macro }) => (judged === 0 ? undefined : macro.f1) },
  { name: 'Recall, mean of classes', of: ({ judged, macro }) => (judged === 0 ? undefined : macro.recall) },
  { name: 'Calibration error', of: ({ judged, calibration }) => (judged === 0 ? undefined : calibration.expectedError) },
  { name: 'Strangers told (AUROC)', of: ({ unknown }) => unknown?.auroc },
];

/** The numbers of an evaluation, how it came about, and the way to a newer one. */
export function ScoresPanel({ collection, model, evaluation, other }: ScoresPanelProps) {
  const now = useNow(30_000);
  const held = other?.evaluation;
  const { judged, items, skipped, outdated, computedAt } = evaluation;
  const left = [
    skipped.withoutPicture > 0 ? `${formatNumber(skipped.withoutPicture)} without a picture` : '',
    skipped.unreadable > 0 ? `${formatNumber(skipped.unreadable)} that cannot be read` : '',
  ].filter((text) => text !== '');
  return (
    <Panel title={other === undefined ? model : `${model} against ${other.model}`}>
      <dl className={classes['scores']}>
        {SCORES.map(({ name, of }) => {
          const [own, theirs] = [of(evaluation), held ? of(held) : undefined];
          return (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {formatPercent(own)}
                {held && (
                  <span className={classes['against']}>
                    {formatPercent(theirs)}
                    {own !== undefined && theirs !== undefined && `, ${formatDifference(own - theirs)}`}
                  </span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      <p className={classes['note']}>
        Of {formatNumber(judged)} pictures with a label that the model knows, of {formatNumber(items)} that it classified{' '}
        {formatAgo(computedAt, now)}
        {left.length > 0 && `; left out: ${left.join(', ')}`}.
      </p>
      {other && held === undefined && <Skeleton h={20} mt="sm" w={220} />}
      {other && held === null && (
        <>
          <p className={classes['note']}>
            {other.model} has not classified {collection.name} yet.
          </p>
          <div style={{ marginTop: 12 }}>
            <PredictionJob collection={collection.name} model={other.model} action={`Classify with ${other.model}`} />
          </div>
        </>
      )}
      {outdated && (
        <>
          <p className={classes['note']} role="status">
            The collection has changed since.
          </p>
          <div style={{ marginTop: 12 }}>
            <PredictionJob collection={collection.name} model={model} action="Classify what has changed" />
          </div>
        </>
      )}
    </Panel>
  );
}
