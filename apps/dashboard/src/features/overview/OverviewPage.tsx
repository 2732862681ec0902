import { Skeleton } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { quickstartCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { CollectionsPanel } from './CollectionsPanel.js';
import { ModelPanel } from './ModelPanel.js';
import { NextSteps } from './NextSteps.js';
import { RecentRunsPanel } from './RecentRunsPanel.js';
import classes from './OverviewPage.module.css';

/** What is served, what was trained, what to do next. */
export function OverviewPage() {
  const { data: models, error, refetch } = useModels();
  const { data: collections } = useCollections();
  const serving = servingModel(models ?? []);
  return (
    <>
      <PageHead title="Overview" text="What is this picture, and what looks like it: the encoder that answers, and how it came about." />
      <div className={classes['grid']}>
        <div className={classes['column']}>
          {error && <ErrorNotice title="The models could not be read" error={error} onRetry={() => void refetch()} />}
          {models === undefined && !error && <Skeleton h={320} radius="lg" />}
          {serving && <ModelPanel model={serving} />}
          {models !== undefined && serving === undefined && (
            <Panel title="Serving model">
              <EmptyState
                icon={<IconBox size={24} />}
                title="No model is loaded"
                text={
                  models.length === 0
                    ? 'A finished training leaves a frozen model, which the server loads when it starts.'
                    : 'There are models on this machine, but the server runs without one. Start it again to load the newest.'
                }
                command={quickstartCommand()}
              />
            </Panel>
          )}
          <RecentRunsPanel />
        </div>
        <div className={classes['column']}>
          <CollectionsPanel />
          <NextSteps collection={collections?.find(({ usable }) => usable)} />
        </div>
      </div>
    </>
  );
}
