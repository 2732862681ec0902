import { Button, Group, Skeleton, Tabs, Text } from '@mantine/core';
import type { RunSummary } from '@supcon/sdk';
import { CollectionSelect } from '../../entities/collection/CollectionSelect.js';
import { useChosenCollection } from '../../entities/collection/use-chosen-collection.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { ChangeSetPanel } from './ChangeSetPanel.js';
import { DuplicatesTab } from './DuplicatesTab.js';
import { LabelQueue } from './LabelQueue.js';
import { tabOf, TABS, withTab, type LabelIssuesSearch, type Navigate, type Tab } from './label-issues-search.js';
import { OutliersTab } from './OutliersTab.js';
import { SourceNotice } from './SourceNotice.js';
import { useLabelIssues } from './use-label-issues.js';
import { usePictureSource } from './use-picture-source.js';
import { useReview } from './use-review.js';
import classes from './LabelIssuesPage.module.css';

/** A finished run, and the address. */
export interface RunReviewProps {
  readonly run: Pick<RunSummary, 'id'>;
  readonly search: LabelIssuesSearch;
  readonly navigate: Navigate;
}

/** What there is to look through of a run, and what was decided so far. */
export function RunReview({ run, search, navigate }: RunReviewProps) {
  const { data, error, refetch } = useLabelIssues(run.id);
  const review = useReview(run.id);
  const choice = useChosenCollection(search.collection);
  const { collections, lost } = choice;
  const every = choice.error ? [] : collections?.map(({ name }) => name);
  const asked = search.collection !== undefined && lost === undefined ? [search.collection] : every;
  const pictures = data?.issues.map(({ picture }) => picture) ?? [];
  const sought = usePictureSource(run.id, pictures, asked);
  // Labels can be settled without their pictures.
  const source = sought.isError ? null : sought.data;
  const shown = { ...choice, chosen: collections?.find(({ name }) => name === source?.collection) };
  const tab = tabOf(search);
  if (error) return <ErrorNotice title="The labels in doubt could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined || (source === undefined && pictures.length > 0)) return <Skeleton h={520} radius="lg" />;
  return (
    <>
      {tab === undefined && (
        <Group role="status" gap="xs" mb="sm">
          <Text fz="sm" c="var(--quiet)">
            The address says something in ‘tab’ that cannot be read; labels in doubt are shown.
          </Text>
          <Button size="compact-xs" variant="light" onClick={() => navigate(withTab(search, 'labels'), { replace: true })}>
            Take it out
          </Button>
        </Group>
      )}
      {review.damaged && (
        <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
          What this browser had kept of an earlier review cannot be read; it is begun anew.
        </Text>
      )}
      {!review.kept && (
        <Text role="alert" fz="sm" c="var(--differs)" mb="sm">
          This browser keeps nothing for this page: export the change set before you leave.
        </Text>
      )}
      <SourceNotice lost={lost} source={source} data={data} asked={search.collection} />
      <div className={classes['columns']}>
        <Tabs
          value={tab ?? 'labels'}
          onChange={(next) => navigate(withTab(search, next as Tab), { resetScroll: false })}
          keepMounted={false}
          className={classes['tabs'] ?? ''}
        >
          <div className={classes['bar']}>
            <Tabs.List className={classes['list'] ?? ''}>
              {TABS.map(({ value, label }) => (
                <Tabs.Tab key={value} value={value} px={{ base: 10, sm: 'md' }}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <CollectionSelect choice={shown} onChange={(collection) => navigate({ ...search, collection })} />
          </div>
          <Tabs.Panel value="labels">
            <LabelQueue {...{ data, source, review, search, navigate }} />
          </Tabs.Panel>
          <Tabs.Panel value="duplicates">
            <DuplicatesTab source={source} review={review} what="labels" />
          </Tabs.Panel>
          <Tabs.Panel value="leaks">
            <DuplicatesTab source={source} review={review} what="splits" />
          </Tabs.Panel>
          <Tabs.Panel value="outliers">
            <OutliersTab source={source} review={review} />
          </Tabs.Panel>
        </Tabs>
        <ChangeSetPanel
          run={run.id}
          review={review}
          pictures={pictures}
          source={source}
          onLook={(issue) => navigate({ ...withTab(search, 'labels'), issue })}
        />
      </div>
    </>
  );
}
