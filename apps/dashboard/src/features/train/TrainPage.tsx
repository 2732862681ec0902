import { Alert, Skeleton, Stack, Text } from '@mantine/core';
import { IconLock, IconPhotoPlus } from '@tabler/icons-react';
import { fetchDataCommand, trainingServerCommand } from '../../commands/shell-commands.js';
import { AdminsOnly } from '../../components/AdminsOnly.js';
import { CommandLine } from '../../components/CommandLine.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { useIsAdmin } from '../../entities/job/use-jobs.js';
import { useDataSets } from '../../entities/run/use-data-sets.js';
import { SendPhotos } from './SendPhotos.js';
import { TrainForm } from './TrainForm.js';
import { TrainingsPanel } from './TrainingsPanel.js';
import classes from './TrainPage.module.css';

/** Trains on photos that lie on the server, without a terminal. */
export function TrainPage() {
  const isAdmin = useIsAdmin();
  const { data, error, refetch } = useDataSets(isAdmin);
  return (
    <>
      <PageHead title="Train" text="From labelled photos to a model that can serve." />
      {isAdmin === false && <AdminsOnly what="Trainings" />}
      {error && <ErrorNotice title="The photos could not be listed" error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && isAdmin !== false && <Skeleton h={420} radius="lg" />}
      {data && (
        <Stack>
          {!data.trainingAllowed && (
            <Alert variant="light" color="yellow" icon={<IconLock size={18} />} title="This server does not train" role="status">
              <Text fz="sm" mb={8}>
                Whoever runs it can allow that:
              </Text>
              <CommandLine command={trainingServerCommand()} />
            </Alert>
          )}
          <div className={classes['columns']}>
            <Stack>
              {data.trainingAllowed && <SendPhotos taken={data.data.map(({ name }) => name)} />}
              {data.data.length === 0 ? (
                <Panel>
                  <EmptyState
                    icon={<IconPhotoPlus size={24} />}
                    title="No photos yet"
                    text="They lie in SUPCON_HOME/data, one folder for each set, and in it one for each class. A public set to begin with:"
                    command={fetchDataCommand()}
                  />
                </Panel>
              ) : (
                <TrainForm data={data} />
              )}
            </Stack>
            <TrainingsPanel />
          </div>
        </Stack>
      )}
    </>
  );
}
