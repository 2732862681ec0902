import { Button, Group, Text } from '@mantine/core';
import type { Model } from '@supcon/sdk';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { modelId } from '../../entities/model/model-id.js';
import { formatAgo } from '../../format/format-ago.js';
import { useNow } from '../../format/use-now.js';
import { useSession } from '../../session/session.js';
import { PRODUCTION, useAliases } from './use-aliases.js';

/** What belongs to the panel of the model that serves. */
export interface ServingPanelProps {
  readonly serving: Model | undefined;
  /** A newer one that could. */
  readonly offered: Model | undefined;
  readonly mayManage: boolean;
  /** Asks whether that one is to serve. */
  readonly onPromote: (model: Model) => void;
}

/** Which model serves, which one did before, and which one could. */
export function ServingPanel({ serving, offered, mayManage, onPromote }: ServingPanelProps) {
  const { client } = useSession();
  const queries = useQueryClient();
  const now = useNow(30_000);
  const { data: aliases, error } = useAliases();
  const [said, setSaid] = useState('');
  const production = aliases?.find(({ alias }) => alias === PRODUCTION);
  const rollBack = useMutation({
    mutationFn: () => client.models.rollBackAlias(PRODUCTION),
    onSuccess: ({ model }) => setSaid(`${modelId(model)} serves again.`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['models'] }),
  });
  return (
    <Panel title="Serving">
      <Group justify="space-between" gap="sm">
        <Text fz="sm" style={{ flex: '1 1 260px' }} component="div">
          {serving === undefined ? (
            'No model serves.'
          ) : (
            <>
              <b>{modelId(serving)}</b>
              {production === undefined
                ? ' serves, because nothing else was asked for.'
                : ` serves; it took over ${formatAgo(production.setAt, now)}${production.previous ? ` from ${modelId(production.previous)}` : ''}.`}
            </>
          )}
        </Text>
        {mayManage && production?.previous && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowBackUp size={16} />}
            loading={rollBack.isPending}
            onClick={() => rollBack.mutate()}
          >
            Back to {modelId(production.previous)}
          </Button>
        )}
      </Group>
      {offered && (
        <Group justify="space-between" gap="sm" mt="sm">
          <Text fz="sm" style={{ flex: '1 1 260px' }}>
            {modelId(offered)} was frozen {formatAgo(offered.createdAt, now)} and could serve instead.
          </Text>
          {mayManage && (
            <Button size="xs" variant="light" onClick={() => onPromote(offered)}>
              Compare and promote
            </Button>
          )}
        </Group>
      )}
      <div role="status" style={{ fontSize: '0.8rem', color: 'var(--quiet)' }}>
        {said}
      </div>
      {error && <ErrorNotice title="The aliases could not be read" error={error} />}
      {rollBack.error && <ErrorNotice title="It goes on as it was" error={rollBack.error} />}
    </Panel>
  );
}
