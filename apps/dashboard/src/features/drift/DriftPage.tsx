import { Alert, Button, Select, Skeleton, Stack, Text } from '@mantine/core';
import { NotFoundError, PermissionDeniedError } from '@supcon/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { AdminsOnly } from '../../components/AdminsOnly.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { modelId } from '../../entities/model/model-id.js';
import { useModels } from '../../entities/model/use-models.js';
import { useSession } from '../../session/session.js';
import { DriftExamples } from './DriftExamples.js';
import { FeedbackPanel } from './FeedbackPanel.js';
import { MeasurePanel } from './MeasurePanel.js';
import { ShareTable } from './ShareTable.js';
import { shownVerdict, shownWindow } from './verdict.js';
import classes from './DriftPage.module.css';

const route = getRouteApi('/drift');
const LOOK_EVERY_MS = 15_000;

/** Whether what a model classifies of late is like what it was made for, and what people say of its answers. */
export function DriftPage() {
  const { client } = useSession();
  const { model } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: models } = useModels();
  const { data, error, refetch } = useQuery({
    queryKey: ['drift', model],
    queryFn: ({ signal }) => client.drift.get({ model, signal }),
    refetchInterval: ({ state }) => (state.error ? false : LOOK_EVERY_MS),
    retry: false,
  });
  const head = (
    <PageHead
      title="Drift and feedback"
      text="Whether the pictures of late are like those that the model was made with, and what people say of its answers."
      aside={
        (models?.length ?? 0) > 1 && (
          <Select
            aria-label="Model"
            w={220}
            searchable
            placeholder="The model that serves"
            clearable
            data={models!.map(modelId)}
            value={model ?? null}
            onChange={(next) => void navigate({ search: next === null ? {} : { model: next } })}
          />
        )
      }
    />
  );
  if (error instanceof PermissionDeniedError)
    return (
      <>
        {head}
        <AdminsOnly what="Drift and feedback" />
      </>
    );
  return (
    <>
      {head}
      <Stack>
        {error instanceof NotFoundError && model !== undefined ? (
          <Alert role="status" color="orange" title={`There is no model ‘${model}’`}>
            <Button size="compact-sm" variant="light" onClick={() => void navigate({ search: {} })}>
              Show the one that serves
            </Button>
          </Alert>
        ) : (
          error && <ErrorNotice title="Drift could not be read" error={error} onRetry={() => void refetch()} />
        )}
        {data === undefined && !error && <Skeleton h={420} radius="lg" />}
        {data && (
          <>
            <Alert
              role="status"
              color={shownVerdict(data.verdict).color}
              title={`${modelId(data.model)}: ${shownVerdict(data.verdict).word}`}
            >
              <Text fz="sm" className="numbers">
                {shownWindow(data.window)}
                {data.reference && ` Compared with ${data.reference.pictures} validation pictures.`}
              </Text>
            </Alert>
            <div className={classes['measures']}>
              <MeasurePanel title="Embeddings" text="Where pictures lie, on average." measure={data.embeddings} />
              <MeasurePanel title="Confidence" text="How sure the model is." measure={data.confidence}>
                <ShareTable
                  caption="Pictures by confidence"
                  rows={data.confidence.bins.map(({ above, upTo, ...shares }) => ({
                    name: `${Math.round(100 * above)} to ${Math.round(100 * upTo)} %`,
                    ...shares,
                  }))}
                />
              </MeasurePanel>
              <MeasurePanel title="Unknown pictures" text="How many are of none of its classes." measure={data.unknown}>
                <ShareTable
                  caption="Unknown pictures"
                  rows={[{ name: 'unknown', pictures: data.unknown.unknown, share: data.unknown.share, reference: data.unknown.expected }]}
                />
              </MeasurePanel>
              <MeasurePanel title="Labels" text="What the model takes pictures for." measure={data.labels}>
                <ShareTable
                  caption="Pictures by label"
                  rows={data.labels.shares.map(({ label, ...shares }) => ({ name: label, ...shares }))}
                />
              </MeasurePanel>
            </div>
            <DriftExamples examples={data.examples} />
          </>
        )}
        <FeedbackPanel />
      </Stack>
    </>
  );
}
