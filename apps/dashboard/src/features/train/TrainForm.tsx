import { Autocomplete, Button, Checkbox, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import type { DataList } from '@supcon/sdk';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { useSession } from '../../session/session.js';
import { DataCheckPanel } from './DataCheckPanel.js';
import { DataSets } from './DataSets.js';
import { USUAL_MINUTES, withoutCheck, withRecipe } from './train-search.js';

const route = getRouteApi('/train');
/** The recipes that suit photos of one's own; any other can be typed. */
const RECIPES = ['auto', 'custom', 'finetune', 'adapter', 'probe'];

/** Chooses what is trained on and how, and begins it. */
export function TrainForm({ data: { data, trainingAllowed } }: { readonly data: DataList }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { recipe, minutes = USUAL_MINUTES } = search;
  const usable = data.filter(({ problem }) => problem === null);
  const chosen = usable.find(({ name }) => name === search.data)?.name ?? usable[0]?.name;
  const [name, setName] = useState('');
  const [skipBad, setSkipBad] = useState(false);
  const start = useMutation({
    mutationFn: (photos: string) =>
      client.runs.start({
        data: photos,
        skipBad,
        ...(recipe === undefined ? { minutes } : { recipe }),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS_KEY }),
  });
  const change = (next: typeof search): void => void navigate({ search: next, replace: true, resetScroll: false });
  return (
    <Panel title="A new training">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen !== undefined) start.mutate(chosen);
        }}
      >
        <Stack>
          <DataSets sets={data} chosen={chosen} onChoose={(photos) => change({ ...withoutCheck(search), data: photos })} />
          {chosen !== undefined && trainingAllowed && (
            <DataCheckPanel
              key={chosen}
              name={chosen}
              isOpen={search.check === true}
              onOpen={() => change({ ...search, data: chosen, check: true })}
            />
          )}
          <Autocomplete
            label="Recipe"
            description="auto starts from weights of ImageNet and keeps what validation likes best."
            data={RECIPES}
            value={recipe ?? 'auto'}
            onChange={(value) => change(withRecipe(search, value))}
          />
          {recipe === undefined && (
            <NumberInput
              label="Minutes it may take"
              min={0.5}
              max={10_080}
              value={minutes}
              onChange={(value) => typeof value === 'number' && value > 0 && change({ ...search, minutes: value })}
            />
          )}
          <TextInput
            label="Name of the model"
            placeholder={chosen?.toLowerCase() ?? ''}
            pattern="[a-z0-9][a-z0-9\-]{0,63}"
            title="lower-case letters, digits and dashes"
            value={name}
            onChange={({ currentTarget: { value } }) => setName(value)}
          />
          <Checkbox
            label="Go on without photos that cannot be read"
            checked={skipBad}
            onChange={({ currentTarget: { checked } }) => setSkipBad(checked)}
          />
          {start.error && <ErrorNotice title="It was not begun" error={start.error} />}
          <Button
            type="submit"
            leftSection={<IconPlayerPlay size={17} />}
            disabled={!trainingAllowed || chosen === undefined}
            loading={start.isPending}
          >
            Train
          </Button>
          <Text fz="xs" c="var(--quiet)">
            Nothing serves what comes of it until it is promoted.
          </Text>
        </Stack>
      </form>
    </Panel>
  );
}
