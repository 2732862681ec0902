import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import type { Collection, Model } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { JOBS_KEY } from '../../entities/job/use-jobs.js';
import { modelId } from '../../entities/model/model-id.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { useSession } from '../../session/session.js';
import { classChanges, formatPoints, metricChanges } from './metric-changes.js';
import { PRODUCTION } from './use-aliases.js';
import classes from './ModelDrawer.module.css';

/** Which model is to serve instead of which. */
export interface PromoteDialogProps {
  /** Closed without one. */
  readonly model: Model | undefined;
  readonly serving: Model | undefined;
  readonly onClose: () => void;
}

/** Asks whether a model is to serve: what changes by it, and for whom. */
export function PromoteDialog({ model, ...more }: PromoteDialogProps) {
  return (
    <Modal
      opened={model !== undefined}
      onClose={more.onClose}
      size="lg"
      title={model && `Let ${modelId(model)} serve?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {model && <Promotion key={modelId(model)} model={model} {...more} />}
    </Modal>
  );
}

function Promotion({ model, serving, onClose }: PromoteDialogProps & { readonly model: Model }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const { data: collections } = useCollections();
  const others = (collections ?? []).filter((collection) => modelId(collection.model) !== modelId(model));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const promote = useMutation({
    mutationFn: async () => {
      await client.models.setAlias(PRODUCTION, modelId(model));
      for (const name of chosen) await client.collections.reembed(name, { model: modelId(model) });
    },
    onSuccess: onClose,
    onSettled: () => Promise.all([['models'], ['collections'], JOBS_KEY].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  const { gained, lost } = classChanges(serving, model);
  return (
    <Stack gap="md">
      <table className={classes['changes']}>
        <thead>
          <tr>
            <th scope="col">Test accuracy</th>
            <th scope="col">{serving ? modelId(serving) : 'none serves'}</th>
            <th scope="col">{modelId(model)}</th>
            <th scope="col">points</th>
          </tr>
        </thead>
        <tbody>
          {metricChanges(serving, model).map(({ name, before, after }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{formatPercent(before)}</td>
              <td>{formatPercent(after)}</td>
              <td>{formatPoints(before, after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Text fz="sm" c="var(--quiet)">
        Each was measured on the test pictures of its own training. {classText(gained, lost)}
      </Text>
      <Affected collections={others} model={model} chosen={chosen} onChoose={setChosen} />
      {promote.error && <ErrorNotice title="It could not be done as a whole" error={promote.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Keep {serving ? modelId(serving) : 'it as it is'}
        </Button>
        <Button onClick={() => promote.mutate()} loading={promote.isPending} data-autofocus>
          Let {modelId(model)} serve
        </Button>
      </Group>
    </Stack>
  );
}

interface AffectedProps {
  readonly collections: readonly Collection[];
  readonly model: Model;
  readonly chosen: readonly string[];
  readonly onChoose: (names: readonly string[]) => void;
}

function Affected({ collections, model, chosen, onChoose }: AffectedProps) {
  if (collections.length === 0) return <Text fz="sm">Every collection has vectors of {modelId(model)} already, or there is none.</Text>;
  return (
    <Stack gap={8}>
      <Text fz="sm">
        Classifying changes at once, without a failed request. Collections go on with the model that their vectors come from, and are not
        re-embedded unless you say so:
      </Text>
      {collections.map(({ name, items, model: bound, usable }) => (
        <Checkbox
          key={name}
          label={`Re-embed ${name} (${formatNumber(items)} ${items === 1 ? 'picture' : 'pictures'} of ${modelId(bound)}${usable ? '' : ', which is gone'})`}
          checked={chosen.includes(name)}
          onChange={({ currentTarget: { checked } }) => onChoose(checked ? [...chosen, name] : chosen.filter((other) => other !== name))}
        />
      ))}
    </Stack>
  );
}

/** Names of a list that a sentence has room for. */
const NAMED = 6;

function classText(gained: readonly string[], lost: readonly string[]): string {
  const named = (labels: readonly string[]) =>
    `${labels.slice(0, NAMED).join(', ')}${labels.length > NAMED ? ` and ${labels.length - NAMED} more` : ''}`;
  if (gained.length === 0 && lost.length === 0) return 'Both know the same classes.';
  return [
    ...(gained.length === 0 ? [] : [`New classes: ${named(gained)}.`]),
    ...(lost.length === 0 ? [] : [`No longer known: ${named(lost)}.`]),
  ].join(' ');
}
