import { Select, Text } from '@mantine/core';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { PredictionJob } from '../../entities/prediction/PredictionJob.js';
import { Legend, type LegendProps } from './Legend.js';
import { COLOURINGS, type MapState } from './map-state.js';
import type { useColouring } from './use-colouring.js';

/** What points are coloured by, and what the colours stand for. */
export interface ColourPanelProps extends Omit<LegendProps, 'groups' | 'areLabels'> {
  readonly collection: string;
  readonly by: MapState['colouring'];
  readonly onBy: (by: MapState['colouring']) => void;
  readonly coloured: ReturnType<typeof useColouring>;
}

/** The choice of colours with its legend, and the way to what a model says where that is not there yet. */
export function ColourPanel({ collection, by, onBy, coloured, ...legend }: ColourPanelProps) {
  const { colouring, model, error, isMissing, isOutdated } = coloured;
  return (
    <Panel>
      <Select
        size="xs"
        mb="sm"
        label="Colour by"
        allowDeselect={false}
        data={[...COLOURINGS]}
        value={by}
        onChange={(value) => onBy(value as MapState['colouring'])}
      />
      {error && <ErrorNotice title="What the model says could not be read" error={error} />}
      {by !== 'label' && model === undefined && (
        <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
          No model serves; these are the labels.
        </Text>
      )}
      {model !== undefined && (isMissing || isOutdated) && (
        <div>
          <Text role="status" fz="sm" c="var(--quiet)" mb="xs">
            {isMissing
              ? `${model} has not classified these pictures yet; until then these are the labels.`
              : 'The collection has changed since.'}
          </Text>
          <PredictionJob
            collection={collection}
            model={model}
            action={isMissing ? `Classify with ${model}` : 'Classify what has changed'}
          />
        </div>
      )}
      <Legend groups={colouring.groups} areLabels={by === 'label' || by === 'prediction' || isMissing} {...legend} />
    </Panel>
  );
}
