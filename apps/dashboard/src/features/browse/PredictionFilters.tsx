import { Button, Group, Select, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { useEvaluation } from '../../entities/prediction/use-evaluation.js';
import { wantedPrediction, withPrediction, type BrowseSearch } from './browse-search.js';

/** What the address asks for, and how it is changed. */
export interface PredictionFiltersProps {
  readonly collection: string;
  readonly search: BrowseSearch;
  readonly onChange: (search: BrowseSearch) => void;
}

const VERDICTS = [
  { value: 'true', correct: 'Right', unknown: 'Called unknown' },
  { value: 'false', correct: 'Wrong', unknown: 'Not called unknown' },
] as const;

/** Which pictures, by what the model that serves says of them; or the way to that. */
export function PredictionFilters({ collection, search, onChange }: PredictionFiltersProps) {
  const { data: models } = useModels();
  const serving = models && servingModel(models);
  const model = serving && `${serving.name}/${serving.version}`;
  // Most look through a collection without it, and many collections have none.
  const [pressed, setPressed] = useState(false);
  const asked = pressed || wantedPrediction(search) !== undefined;
  const { data: evaluation } = useEvaluation(collection, asked ? model : undefined);
  if (model === undefined) return null;
  if (!asked)
    return (
      <Button variant="subtle" size="compact-sm" mb="md" onClick={() => setPressed(true)}>
        Filter by what {model} says
      </Button>
    );
  if (evaluation === undefined) return null;
  if (evaluation === null)
    return (
      <Text fz="sm" c="var(--quiet)" mb="md">
        To look through them by what {model} says, let it{' '}
        <Link to="/evaluate" search={{ collection, model }} style={{ color: 'inherit' }}>
          classify all of them
        </Link>
        .
      </Text>
    );
  const wanted = wantedPrediction(search) ?? {};
  const verdict = (key: 'correct' | 'unknown', placeholder: string) => (
    <Select
      aria-label={placeholder}
      placeholder={placeholder}
      clearable
      data={VERDICTS.map((each) => ({ value: each.value, label: each[key] }))}
      value={wanted[key] === undefined ? null : String(wanted[key])}
      onChange={(value) => {
        const { [key]: _, ...rest } = wanted;
        onChange(withPrediction(search, value === null ? rest : { ...rest, [key]: value === 'true' }));
      }}
      style={{ flex: '0 1 190px' }}
    />
  );
  return (
    <Group mb="lg" gap="sm" role="group" aria-label={`What ${model} says`}>
      <Select
        aria-label="Predicted class"
        placeholder="Taken for anything"
        clearable
        searchable
        limit={100}
        nothingFoundMessage="No such class"
        data={evaluation.classes.map(({ label }) => label)}
        value={wanted.predicted ?? null}
        onChange={(value) => {
          const { predicted: _, ...rest } = wanted;
          onChange(withPrediction(search, value === null ? rest : { ...rest, predicted: value }));
        }}
        style={{ flex: '0 1 260px' }}
      />
      {verdict('correct', 'Right or wrong')}
      {evaluation.judge !== null && verdict('unknown', 'Known or unknown')}
      <Link to="/evaluate" search={{ collection, model }} style={{ color: 'var(--quiet)', fontSize: '0.85rem' }}>
        Evaluate
      </Link>
    </Group>
  );
}
