import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { relabelCommand, trainCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import { Panel } from '../../components/Panel.js';
import { ProgressLine } from '../../components/ProgressLine.js';
import { saveFile } from '../../components/save-file.js';
import { useRun } from '../../entities/run/use-run.js';
import { formatNumber } from '../../format/format-number.js';
import { changeSetCsv, changeSetJson, isChanged, labelChanges } from './change-set.js';
import { dataPlace, relabelledList } from './data-place.js';
import { describeVerdict } from './describe-verdict.js';
import type { PictureSource } from './picture-source.js';
import { progressOf, standingDecisions } from './review-log.js';
import type { Review } from './use-review.js';
import { WriteLabels } from './WriteLabels.js';
import classes from './ChangeSetPanel.module.css';

/** Changes that are listed at first, the newest. */
const LISTED = 12;

/** What was decided about a run, and its queue. */
export interface ChangeSetPanelProps {
  readonly run: string;
  readonly review: Review;
  /** Those of the queue. */
  readonly pictures: readonly string[];
  readonly source: PictureSource | null | undefined;
  /** Looks at a picture of the queue again. */
  readonly onLook: (picture: string) => void;
}

/** How far somebody is, what is to be changed, and how that goes on: as a file, or into the collection. */
export function ChangeSetPanel({ run, review, pictures, source, onLook }: ChangeSetPanelProps) {
  const { data } = useRun(run);
  const [all, setAll] = useState(false);
  const { decided, skipped } = progressOf(pictures, review.log);
  const changes = labelChanges(review.log);
  const changed = [...standingDecisions(review.log).values()].filter((decision) => labelChanges([decision]).some(isChanged)).reverse();
  const kept = changes.length - changed.length;
  const place = dataPlace(data?.config);
  const queued = new Set(pictures);
  const save = (name: string, type: string, text: string): void => saveFile(name, new Blob([text], { type }));
  return (
    <Panel title="Change set" className={classes['panel'] ?? ''}>
      <Stack gap="sm">
        {pictures.length > 0 && (
          <div>
            <ProgressLine share={(decided + skipped) / pictures.length} label="Labels looked through" />
            <Text fz="sm" mt={6} className="numbers" role="status">
              {formatNumber(decided)} of {formatNumber(pictures.length)} settled{skipped > 0 && `, ${formatNumber(skipped)} skipped`}
            </Text>
          </div>
        )}
        {changes.length === 0 && (
          <Text fz="sm" c="var(--quiet)">
            What you settle on is gathered here. It is kept in this browser, and changes nothing before you export or write it.
          </Text>
        )}
        {changed.length > 0 && (
          <ul className={classes['changes']} aria-label="Changes">
            {changed.slice(0, all ? undefined : LISTED).map((decision) => (
              <li key={decision.picture} className={classes['change']}>
                <span className={classes['what']}>
                  {describeVerdict(decision)}
                  {queued.has(decision.picture) ? (
                    <button type="button" className={classes['picture']} title={decision.picture} onClick={() => onLook(decision.picture)}>
                      {decision.picture}
                    </button>
                  ) : (
                    <span className={classes['picture']} title={decision.picture}>
                      {decision.picture}
                    </span>
                  )}
                </span>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Take back ${decision.picture}`}
                  onClick={() => review.withdraw(decision.picture)}
                >
                  <IconX size={15} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        {changed.length > LISTED && !all && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            Show all {formatNumber(changed.length)} changes
          </Button>
        )}
        {kept > 0 && (
          <Text fz="sm" c="var(--quiet)" className="numbers">
            {formatNumber(kept)} {kept === 1 ? 'label was' : 'labels were'} found to be right.
          </Text>
        )}
        {changes.length > 0 && (
          <>
            <Group gap="xs" grow>
              <Button
                size="xs"
                leftSection={<IconDownload size={16} />}
                onClick={() => save('label-changes.csv', 'text/csv', changeSetCsv(changes))}
              >
                Export CSV
              </Button>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDownload size={16} />}
                onClick={() => save('label-changes.json', 'application/json', changeSetJson(run, changes))}
              >
                Export JSON
              </Button>
            </Group>
            <div>
              <Text fz="sm" c="var(--quiet)" mb={6}>
                A training takes it with these:
              </Text>
              <Stack gap={6}>
                <CommandLine command={relabelCommand(place, 'label-changes.csv')} />
                <CommandLine command={trainCommand(relabelledList(place))} />
              </Stack>
            </div>
            {source && <WriteLabels source={source} changes={changes} />}
          </>
        )}
      </Stack>
    </Panel>
  );
}
