import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import type { Duplicate } from '@supcon/sdk';
import { IconCopyCheck, IconPhotoSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { useDuplicates, type FoundDuplicates } from '../../entities/collection/use-duplicates.js';
import { disagreeing, knowsSplits, splitOf, type Disagreement } from './alike-groups.js';
import { LeaveOutTile } from './LeaveOutTile.js';
import { NoSource } from './NoSource.js';
import type { PictureSource } from './picture-source.js';
import type { Review } from './use-review.js';
import classes from './LabelIssuesPage.module.css';

/** Which disagreement of pictures that are alike, and what was decided. */
export interface DuplicatesTabProps {
  readonly source: PictureSource | null | undefined;
  readonly review: Review;
  readonly what: Disagreement;
}

const ABOUT = {
  labels: {
    text: 'Nearly the same picture, labelled otherwise: one of the labels is wrong.',
    none: 'No near-duplicates differ in their labels',
  },
  splits: {
    text: 'Nearly the same picture in training and in what it is judged by: accuracy looks better than it is. Leave out one side.',
    none: 'No near-duplicates lie on both sides of a split',
  },
};

/** Near-duplicates that should agree and do not. */
export function DuplicatesTab({ source, ...more }: DuplicatesTabProps) {
  return source ? <Groups source={source} {...more} /> : <NoSource />;
}

function Groups({ source, review, what }: DuplicatesTabProps & { readonly source: PictureSource }) {
  const { data, error, refetch } = useDuplicates(source.collection);
  if (error) return <ErrorNotice title="They could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton h={220} radius="lg" />;
  const groups = data === null ? [] : disagreeing(data.groups, what);
  if (groups.length === 0)
    return (
      <Panel>
        <EmptyState
          icon={data === null ? <IconPhotoSearch size={24} /> : <IconCopyCheck size={24} />}
          {...nothingFound(source, data, what)}
        />
        <Group justify="center">
          <Button variant="light" renderRoot={(root) => <Link {...root} to="/duplicates" search={{ collection: source.collection }} />}>
            Near-duplicates of {source.collection}
          </Button>
        </Group>
      </Panel>
    );
  return (
    <Stack>
      <Text fz="sm" c="var(--quiet)">
        {ABOUT[what].text}
      </Text>
      <ul className={classes['groups']} aria-label="Groups">
        {groups.map((group) => (
          <li key={group.map(({ id }) => id).join(' ')} className={classes['group']}>
            {what === 'labels' && <LabelAll {...{ source, review, group }} />}
            <ul className={classes['tiles']} aria-label={`Like ${group[0]!.id}`}>
              {group.map((item) => (
                <li key={item.id}>
                  <LeaveOutTile
                    {...{ source, review, item }}
                    aside={what === 'splits' ? (splitOf(item) ?? '') : item.similarity.toFixed(3)}
                  />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

/** Why there is nothing to decide on. */
function nothingFound({ collection }: PictureSource, found: FoundDuplicates | null, what: Disagreement) {
  if (found === null)
    return { title: 'Nobody has looked for near-duplicates yet', text: `In ${collection} they are looked for in the background.` };
  if (what === 'splits' && found.groups.length > 0 && !knowsSplits(found.groups))
    return {
      title: 'The split of these pictures is not known',
      text: 'Training drew it, and keeps pictures that look alike on one side. A collection that is filled from train/, val/ and test/ knows its splits.',
    };
  return {
    title: ABOUT[what].none,
    text: `${found.groups.length} ${found.groups.length === 1 ? 'group' : 'groups'} of near-duplicates in ${collection} ${found.groups.length === 1 ? 'was' : 'were'} looked at.`,
  };
}

function LabelAll({
  source,
  review,
  group,
}: {
  readonly source: PictureSource;
  readonly review: Review;
  readonly group: readonly Duplicate[];
}) {
  const labels = [...new Set(group.flatMap(({ label }) => label ?? []))];
  const all = (label: string): void =>
    void review.decide(
      ...group.flatMap(({ label: given, metadata }) =>
        given === null || typeof metadata['path'] !== 'string'
          ? []
          : [{ picture: source.root + metadata['path'], given, verdict: { kind: 'label' as const, label } }],
      ),
    );
  return (
    <Group gap="xs" mb="sm">
      {labels.map((label) => (
        <Button key={label} size="compact-sm" variant="light" onClick={() => all(label)}>
          All are {label}
        </Button>
      ))}
    </Group>
  );
}
