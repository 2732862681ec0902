import { Text } from '@mantine/core';
import type { LabelIssueList } from '@supcon/sdk';
import { IconTags } from '@tabler/icons-react';
import { trainSampleCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { Panel } from '../../components/Panel.js';
import { useLabelCounts } from '../../entities/collection/use-label-counts.js';
import { formatNumber } from '../../format/format-number.js';
import { IssueCard } from './IssueCard.js';
import { labelChoices } from './label-choices.js';
import { withIssue, type LabelIssuesSearch, type Navigate } from './label-issues-search.js';
import type { PictureSource } from './picture-source.js';
import { nextOpen, standingDecisions, type Verdict } from './review-log.js';
import type { Review } from './use-review.js';

/** The labels in doubt of a run, and where somebody is with them. */
export interface LabelQueueProps {
  readonly data: LabelIssueList;
  readonly source: PictureSource | null | undefined;
  readonly review: Review;
  readonly search: LabelIssuesSearch;
  readonly navigate: Navigate;
}

/** Labels in doubt, one after the other, the most doubtful first. */
export function LabelQueue({ data: { issues, how, problem }, source, review, search, navigate }: LabelQueueProps) {
  const { data: counts } = useLabelCounts(source?.collection);
  if (how === null)
    return (
      <Panel>
        <EmptyState
          icon={<IconTags size={24} />}
          title="This run wrote down none"
          text={problem ?? 'A version trained it that did not judge labels. A training of today does:'}
          command={trainSampleCommand()}
        />
      </Panel>
    );
  const pictures = issues.map(({ picture }) => picture);
  const asked = pictures.indexOf(search.issue ?? '');
  const place = asked >= 0 ? asked : Math.max(0, pictures.indexOf(nextOpen(pictures, review.log, undefined) ?? ''));
  const issue = issues[place];
  if (issue === undefined)
    return (
      <Panel>
        <EmptyState
          icon={<IconTags size={24} />}
          title="No label is in doubt"
          text={`Each of ${formatNumber(how.judged)} pictures was judged by a classifier that had not seen it, and none was found more likely to be of another class.`}
        />
      </Panel>
    );
  const look = (picture: string | undefined): void =>
    navigate(withIssue(search, picture ?? issue.picture), { replace: true, resetScroll: false });
  const decide = (verdict: Verdict): void => {
    const { picture, given, suggested, confidence } = issue;
    const log = review.decide({ picture, given, verdict, suggested, confidence });
    look(nextOpen(pictures, log, picture) ?? pictures[place + 1]);
  };
  const undo = (): void => {
    const undone = review.undo();
    if (undone !== undefined && pictures.includes(undone.picture)) look(undone.picture);
  };
  return (
    <>
      {search.issue !== undefined && asked < 0 && (
        <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
          ‘{search.issue}’ is not in doubt in this run; this is the first that is open.
        </Text>
      )}
      <IssueCard
        issue={issue}
        decision={standingDecisions(review.log).get(issue.picture)}
        choices={labelChoices(issue, counts?.flatMap(({ label }) => label ?? []) ?? [])}
        source={source}
        place={{ at: place, of: issues.length }}
        onVerdict={decide}
        onUndo={review.log.length > 0 ? undo : undefined}
        onStep={(step) => look(pictures[place + step])}
      />
      <Text fz="xs" c="var(--quiet)" mt="sm">
        {formatNumber(how.found)} of {formatNumber(how.judged)} labels in doubt by confident learning: each picture is judged by one of{' '}
        {how.folds} classifiers that was fitted without it.
        {how.found > issues.length && ` The run keeps the ${formatNumber(issues.length)} most doubtful.`}
      </Text>
    </>
  );
}
