import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { IconArrowUp, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { curlCommand, serveModelCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import factsClasses from '../../components/Facts.module.css';
import { ScoreBars } from '../../components/ScoreBars.js';
import { modelFacts } from '../../entities/model/model-facts.js';
import { modelId } from '../../entities/model/model-id.js';
import { modelScores } from '../../entities/model/model-scores.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { useRuns } from '../../entities/run/use-runs.js';
import { formatBytes } from '../../format/format-bytes.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { useNow } from '../../format/use-now.js';
import { SERIES_COLORS } from '../../theme/series-colors.js';
import { DownloadModel } from './DownloadModel.js';
import { modelLineage } from './model-lineage.js';
import classes from './ModelDrawer.module.css';

/** Which model is looked at closely. */
export interface ModelDrawerProps {
  /** Closed without one. */
  readonly model: Model | undefined;
  readonly models: readonly Model[];
  readonly mayManage: boolean;
  readonly onAsk: (ask: 'promote' | 'delete') => void;
  readonly onClose: () => void;
}

/** A model with its figures, where it comes from, what depends on it, and what can be done with it. */
export function ModelDrawer({ model, onClose, ...more }: ModelDrawerProps) {
  return (
    <Drawer
      opened={model !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={<Text fw={620}>{model && modelId(model)}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {model && <ModelDetails model={model} {...more} />}
    </Drawer>
  );
}

function ModelDetails({ model, models, mayManage, onAsk }: Omit<ModelDrawerProps, 'model' | 'onClose'> & { readonly model: Model }) {
  const now = useNow(30_000);
  const { linear, knn, rawPixels } = modelScores(model);
  const { quantization, memory, active } = model;
  const facts = [
    ...modelFacts(model, now),
    ...(memory ? [{ name: 'In memory', value: formatBytes(memory.weightsBytes + memory.arenaBytes) }] : []),
    ...(quantization
      ? [
          {
            name: '8-bit loss',
            value: `${formatPercent(1 - quantization.agreement)} of ${formatNumber(quantization.images)} pictures get another class`,
          },
        ]
      : []),
  ];
  return (
    <Stack gap="lg">
      {linear !== undefined && (
        <ScoreBars
          label="Test accuracy"
          scores={[
            { name: 'Linear classifier', value: linear, color: SERIES_COLORS.linear },
            { name: '5 nearest neighbours', value: knn, color: SERIES_COLORS.knn },
            { name: 'Raw pixels', value: rawPixels, color: SERIES_COLORS.rawPixels },
          ].filter(({ value }) => value !== undefined)}
        />
      )}
      <dl className={factsClasses['facts']}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Lineage model={model} models={models} />
      {mayManage && (
        <Group gap="xs">
          {!active && (
            <Button size="xs" leftSection={<IconArrowUp size={16} />} onClick={() => onAsk('promote')}>
              Promote
            </Button>
          )}
          <DownloadModel model={model} />
          <Button size="xs" variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={() => onAsk('delete')}>
            Delete
          </Button>
        </Group>
      )}
      <div>
        <Text fz="sm" c="var(--quiet)" mb={5}>
          {active ? 'Ask it' : 'Let it serve, on the server’s machine'}
        </Text>
        <CommandLine
          command={
            active
              ? curlCommand({ url: `${window.location.origin}/v1/classify?topK=3`, file: { name: 'photo.jpg', type: 'image/jpeg' } })
              : serveModelCommand(model.name, model.version)
          }
        />
      </div>
    </Stack>
  );
}

function Lineage({ model, models }: { readonly model: Model; readonly models: readonly Model[] }) {
  const { data: runs } = useRuns();
  const { data: collections } = useCollections();
  const lineage = modelLineage(model, { models, runs: runs ?? [], collections: collections ?? [] });
  return (
    <section aria-label="Where it comes from and what depends on it">
      <ol className={classes['lineage']}>
        <li>
          <span>Run</span>
          {lineage.run ? (
            <Link to="/runs/$id" params={{ id: lineage.run.id }}>
              {lineage.run.id}
            </Link>
          ) : (
            'not on this machine'
          )}
        </li>
        {lineage.of && (
          <li>
            <span>Made of</span>
            <Link to="/models" search={{ model: modelId(lineage.of) }}>
              {modelId(lineage.of)}
            </Link>
          </li>
        )}
        <li>
          <span>Model</span>
          <b>{modelId(model)}</b>
        </li>
        {lineage.copies.map((copy) => (
          <li key={modelId(copy)}>
            <span>In 8 bits</span>
            <Link to="/models" search={{ model: modelId(copy) }}>
              {modelId(copy)}
            </Link>
          </li>
        ))}
        <li>
          <span>Collections</span>
          <div>
            {lineage.collections.length === 0 && 'none holds vectors of it'}
            {lineage.collections.map(({ name, items }) => (
              <div key={name}>
                <Link to="/browse" search={{ collection: name }}>
                  {name}
                </Link>{' '}
                {formatNumber(items)} {items === 1 ? 'picture' : 'pictures'}
              </div>
            ))}
          </div>
        </li>
      </ol>
    </section>
  );
}
