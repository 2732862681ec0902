import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { curlCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { formatNumber } from '../../format/format-number.js';
import { useSession } from '../../session/session.js';
import { usePredictionJob } from './use-prediction-job.js';

/** Which model is to classify what, and how the button is called. */
export interface PredictionJobProps {
  readonly collection: string;
  /** `name/version`. */
  readonly model: string;
  readonly action: string;
}

/** Lets a model classify every picture of a collection, and shows how far that has come. */
export function PredictionJob({ collection, model, action }: PredictionJobProps) {
  const { client } = useSession();
  const { job, isOpen, begin, cancel } = usePredictionJob(collection, model);
  const { done = 0, total = null, note = null } = job?.progress ?? {};
  const error = begin.error ?? cancel.error ?? (job?.state === 'failed' ? new Error(job.error?.message ?? 'The job failed.') : null);
  return (
    <Stack gap="sm" align="stretch" style={{ width: '100%', maxWidth: 560 }}>
      {error && <ErrorNotice title="The pictures could not be classified" error={error} />}
      {isOpen ? (
        <div role="status">
          <Group justify="space-between" mb={6} gap="xs">
            <Text fz="sm" className="numbers">
              {job?.state === 'queued' || total === null
                ? 'Waiting for its turn'
                : `${formatNumber(done)} of ${formatNumber(total)} pictures`}
              {note !== null && `, ${note}`}
            </Text>
            <Button size="compact-xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(job!.id)}>
              Cancel
            </Button>
          </Group>
          <Progress
            value={total === null || total === 0 ? 0 : (100 * done) / total}
            animated
            aria-label={`Pictures that ${model} has classified`}
          />
        </div>
      ) : (
        <Group justify="center">
          <Button loading={begin.isPending} onClick={() => begin.mutate()}>
            {action}
          </Button>
        </Group>
      )}
      <CommandLine
        command={curlCommand({ url: `${client.baseUrl}/v1/collections/${encodeURIComponent(collection)}/predictions`, json: { model } })}
      />
    </Stack>
  );
}
