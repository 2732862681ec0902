import { ActionIcon, Button, Group, Text } from '@mantine/core';
import type { LabelIssue } from '@supcon/sdk';
import { IconChevronLeft, IconChevronRight, IconPhotoOff } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { ScoreBars } from '../../components/ScoreBars.js';
import { Thumbnail } from '../../entities/collection/Thumbnail.js';
import { describeVerdict } from './describe-verdict.js';
import { IssueNeighbours } from './IssueNeighbours.js';
import { keyAction } from './issue-keys.js';
import { OtherLabel } from './OtherLabel.js';
import type { PictureSource } from './picture-source.js';
import type { Decision, Verdict } from './review-log.js';
import { useItemsOfPictures } from './use-picture-source.js';
import classes from './IssueCard.module.css';

/** A picture whose label is in doubt, and what can be done about it. */
export interface IssueCardProps {
  readonly issue: LabelIssue;
  /** What was decided on it before. */
  readonly decision: Decision | undefined;
  /** Other labels that it may have, the suggested one first. */
  readonly choices: readonly string[];
  readonly source: PictureSource | null | undefined;
  /** Where it stands in the queue, from 0. */
  readonly place: { readonly at: number; readonly of: number };
  readonly onVerdict: (verdict: Verdict) => void;
  /** Undefined where there is nothing to undo. */
  readonly onUndo: (() => void) | undefined;
  readonly onStep: (step: -1 | 1) => void;
}

/** A picture with its given and its suggested label, what looks like it, and a key for each thing to do. The keys work while the focus is within. */
export function IssueCard({ issue, decision, choices, source, place, onVerdict, onUndo, onStep }: IssueCardProps) {
  const { picture, given, suggested, confidence, givenConfidence, neighbours } = issue;
  const card = useRef<HTMLElement>(null);
  const other = useRef<HTMLInputElement>(null);
  const { data: items } = useItemsOfPictures(source, [picture, ...neighbours.map((near) => near.picture)]);
  const item = items?.get(picture);
  useEffect(() => {
    // Whoever comes to the page by keyboard goes on by keyboard; a focus that is elsewhere is not taken away.
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true });
  }, [picture]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target as HTMLElement).tagName === 'INPUT') return;
    const action = keyAction(event.key, { given, choices });
    if (action === undefined) return;
    event.preventDefault();
    if ('verdict' in action) onVerdict(action.verdict);
    else if ('step' in action) onStep(action.step);
    else if ('undo' in action) onUndo?.();
    else other.current?.focus();
  };
  const act = (key: string, name: ReactNode, onClick: (() => void) | undefined, variant = 'default') => (
    <Button
      variant={variant}
      size="sm"
      onClick={onClick}
      disabled={onClick === undefined}
      aria-keyshortcuts={key}
      rightSection={<kbd className={classes['key']}>{key}</kbd>}
      classNames={{ root: classes['act'] ?? '', label: classes['actLabel'] ?? '' }}
    >
      {name}
    </Button>
  );
  const take = (label: string): void => onVerdict({ kind: 'label', label });
  return (
    <section ref={card} tabIndex={-1} className={classes['card']} aria-label="Label in doubt" onKeyDown={onKeyDown}>
      <div className={classes['head']}>
        <Text fz="sm" fw={580} className="numbers">
          {place.at + 1} of {place.of}
        </Text>
        <Text fz="xs" c="var(--quiet)" className={classes['path'] ?? ''} title={picture}>
          {picture}
        </Text>
        <Group gap={4} wrap="nowrap">
          <ActionIcon variant="default" aria-label="Issue before" disabled={place.at === 0} onClick={() => onStep(-1)}>
            <IconChevronLeft size={17} />
          </ActionIcon>
          <ActionIcon variant="default" aria-label="Issue after" disabled={place.at === place.of - 1} onClick={() => onStep(1)}>
            <IconChevronRight size={17} />
          </ActionIcon>
        </Group>
      </div>
      <div className={classes['body']}>
        <div className={classes['picture']}>
          {item && source ? (
            <Thumbnail key={picture} collection={source.collection} id={item.id} alt={`${picture}, labelled ${given}`} />
          ) : items !== undefined || source === null ? (
            <IconPhotoOff size={28} aria-label="No collection shows it" />
          ) : null}
        </div>
        <div className={classes['question']}>
          <p className={classes['labels']}>
            <span>
              <span className={classes['role']}>labelled</span>
              <span className={classes['given']}>{given}</span>
            </span>
            <span>
              <span className={classes['role']}>looks like</span>
              <span className={classes['suggested']}>{suggested}</span>
            </span>
          </p>
          <ScoreBars
            label="How probable the labels are"
            dense
            scores={[
              { name: suggested, value: confidence },
              { name: given, value: givenConfidence, color: 'var(--quiet)' },
            ]}
          />
          <div className={classes['acts']}>
            {act('a', `Take ${suggested}`, () => take(suggested), 'filled')}
            {act('k', `Keep ${given}`, () => take(given))}
            {act('s', 'Skip', () => onVerdict({ kind: 'skip' }))}
            {act('x', 'Leave out', () => onVerdict({ kind: 'leave-out' }))}
            {act('u', 'Undo', onUndo)}
          </div>
          {choices.length > 1 && (
            <ol className={classes['choices']} aria-label="Other labels">
              {choices.map((label, at) => (
                <li key={label}>
                  <button type="button" className={classes['choice']} aria-keyshortcuts={String(at + 1)} onClick={() => take(label)}>
                    <kbd className={classes['key']}>{at + 1}</kbd> {label}
                  </button>
                </li>
              ))}
            </ol>
          )}
          <OtherLabel ref={other} onLabel={take} onLeave={() => card.current?.focus({ preventScroll: true })} />
          <p className={classes['decided']} role="status">
            {decision ? describeVerdict(decision) : ''}
          </p>
        </div>
      </div>
      <IssueNeighbours issue={issue} items={items} collection={source?.collection} />
    </section>
  );
}
