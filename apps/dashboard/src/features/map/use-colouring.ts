import type { PredictionColumns, ProjectionColumns } from '@supcon/sdk';
import { useMemo } from 'react';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { usePredictionColumns } from '../../entities/prediction/use-prediction-columns.js';
import { colourByConfidence, colourByCorrectness, colourByPrediction, colourByUnknown, predictionRows } from './colour-by-prediction.js';
import { colourByLabel, type Colouring } from './colouring.js';
import type { MapState } from './map-state.js';

type Predicted = Exclude<MapState['colouring'], 'label'>;

const BY: Readonly<Record<Predicted, (rows: Int32Array, columns: PredictionColumns) => Colouring>> = {
  prediction: colourByPrediction,
  correct: colourByCorrectness,
  confidence: colourByConfidence,
  unknown: colourByUnknown,
};

/** The colours of a map's points by what was chosen. Until the model that serves has classified the collection they are those of the labels. */
export function useColouring(collection: string, projection: ProjectionColumns, by: MapState['colouring']) {
  const { data: models } = useModels();
  const serving = servingModel(models ?? []);
  const model = serving && `${serving.name}/${serving.version}`;
  const { data: columns, error } = usePredictionColumns(collection, by === 'label' ? undefined : model);
  const colouring = useMemo(
    () =>
      by === 'label' || !columns
        ? colourByLabel(projection.label, projection.labels)
        : BY[by](predictionRows(projection, columns), columns),
    [by, columns, projection],
  );
  return {
    colouring,
    /** Of the predictions; undefined where there is none that serves. */
    model,
    error,
    /** Whether the model has to classify the collection before its colours can be shown. */
    isMissing: by !== 'label' && columns === null,
    isOutdated: by !== 'label' && columns?.outdated === true,
  };
}
