import { Skeleton } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { IconGridDots } from '@tabler/icons-react';
import { useMemo } from 'react';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { PredictionJob } from '../../entities/prediction/PredictionJob.js';
import { useEvaluation } from '../../entities/prediction/use-evaluation.js';
import { formatNumber } from '../../format/format-number.js';
import { CellDrawer } from './CellDrawer.js';
import { ClassTable } from './ClassTable.js';
import { confusionMatrix } from './confusion-matrix.js';
import { withCell, type EvaluateSearch } from './evaluate-search.js';
import { MatrixPanel } from './MatrixPanel.js';
import { ReliabilityPanel } from './ReliabilityPanel.js';
import { RocPanel } from './RocPanel.js';
import { ScoresPanel } from './ScoresPanel.js';
import classes from './EvaluatePage.module.css';

/** What is evaluated, and what the address says of it. */
export interface EvaluationViewProps {
  readonly collection: Collection;
  /** `name/version`. */
  readonly model: string;
  /** The model that it is held against. */
  readonly other: string | undefined;
  readonly search: EvaluateSearch;
  readonly change: (search: EvaluateSearch) => void;
}

/** Scores, confusions, classes and curves of a model about a collection, or the way to them. */
export function EvaluationView({ collection, model, other, search, change }: EvaluationViewProps) {
  const { data: evaluation, error, refetch } = useEvaluation(collection.name, model);
  const { data: held } = useEvaluation(collection.name, other);
  const matrix = useMemo(
    () => evaluation && confusionMatrix(evaluation, search.order ?? 'name', other === undefined ? null : held),
    [evaluation, held, other, search.order],
  );
  if (error) return <ErrorNotice title="The evaluation could not be read" error={error} onRetry={() => void refetch()} />;
  if (evaluation === undefined) return <Skeleton h={420} radius="lg" />;
  if (evaluation === null || !matrix)
    return (
      <Panel>
        <EmptyState
          icon={<IconGridDots size={24} />}
          title={`${model} has not classified ${collection.name} yet`}
          text={`All ${formatNumber(collection.items)} pictures, in the background, behind everything else that is asked of the server.`}
        />
        <div className={classes['compute']}>
          <PredictionJob collection={collection.name} model={model} action={`Classify ${formatNumber(collection.items)} pictures`} />
        </div>
      </Panel>
    );
  const { label, predicted, item } = search;
  const openCell = (cell: { readonly label: string; readonly predicted: string }): void =>
    change(withCell(search, { label: cell.label, predicted: cell.predicted }));
  return (
    <div className={classes['page']}>
      <ScoresPanel {...{ collection, model, evaluation }} other={other === undefined ? undefined : { model: other, evaluation: held }} />
      {evaluation.labelled === 0 ? (
        <Panel>
          <EmptyState
            icon={<IconGridDots size={24} />}
            title="No picture has a label"
            text={`There is nothing that ${model} could be right or wrong about: give pictures of ${collection.name} labels in Browse.`}
          />
        </Panel>
      ) : (
        <>
          <MatrixPanel matrix={matrix} search={search} compared={Boolean(held)} change={change} onOpen={openCell} />
          <ClassTable evaluation={evaluation} other={other === undefined ? undefined : (held ?? undefined)} model={model} />
          <div className={classes['curves']}>
            <ReliabilityPanel evaluation={evaluation} />
            <RocPanel evaluation={evaluation} />
          </div>
        </>
      )}
      <CellDrawer
        key={`${label ?? ''} ${predicted ?? ''}`}
        collection={collection.name}
        model={model}
        cell={label === undefined || predicted === undefined ? undefined : { label, predicted }}
        item={item}
        onPick={(id) => change(withCell(search, { label: label!, predicted: predicted!, item: id }))}
        onClose={() => change(withCell(search))}
      />
    </div>
  );
}
