import { Skeleton, Stack, Text } from '@mantine/core';
import type { Collection, Neighbour } from '@supcon/sdk';
import { CommandLine } from '../../components/CommandLine.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { PictureWarnings } from '../../components/PictureWarnings.js';
import { ScoreBars } from '../../components/ScoreBars.js';
import { curlCommand } from '../../commands/shell-commands.js';
import { neighbourVote } from './neighbour-vote.js';
import { NeighboursPanel } from './NeighboursPanel.js';
import type { Picture } from './picture.js';
import { PictureImage } from './PictureImage.js';
import { unknownVerdict } from './unknown-verdict.js';
import { NEIGHBOURS, TOP_K, useClassification, useNeighbours } from './use-answers.js';
import classes from './AnswerPanel.module.css';

/** The vote is among as many as in the figures of a training. */
const VOTERS = 5;

/** The picture that is asked about, and what a person can change about the question. */
export interface AnswerPanelProps {
  readonly picture: Picture;
  readonly collections: readonly Collection[];
  readonly collection: string | undefined;
  readonly onCollection: (name: string) => void;
  readonly onPick: (item: Neighbour) => void;
}

/** What the server says about one picture. */
export function AnswerPanel({ picture, collections, collection, onCollection, onPick }: AnswerPanelProps) {
  const classified = useClassification(picture);
  // Bytes that cannot be classified cannot be searched for either: one message is enough.
  const found = useNeighbours(picture, classified.error ? undefined : collection);
  const best = classified.data?.answer.predictions[0];
  const unknown = unknownVerdict(classified.data?.answer.unknown, best?.label);
  const vote = neighbourVote(found.data?.answer.neighbours ?? [], VOTERS);
  return (
    <Stack gap="md">
      <Panel
        title="What is this?"
        aside={
          classified.data && (
            <Text fz="xs" c="var(--quiet)" className="numbers">
              {classified.data.answer.model.name} version {classified.data.answer.model.version}, {Math.round(classified.data.ms)} ms
            </Text>
          )
        }
      >
        <div className={classes['top']}>
          <div>
            <div className={classes['picture']}>
              <PictureImage key={picture.key} picture={picture} className={classes['image']} blankClassName={classes['blank']} />
            </div>
            <div className={classes['name']}>
              {picture.name}
              {picture.kind === 'item' && ` · labelled ${picture.item.label ?? 'nothing'}; its thumbnail is what is classified`}
            </div>
          </div>
          <div aria-live="polite">
            {classified.error && (
              <ErrorNotice title={`No answer for ${picture.name}`} error={classified.error} onRetry={() => void classified.refetch()} />
            )}
            {classified.isPending && <Skeleton h={190} />}
            {classified.data && (
              <>
                <PictureWarnings name={picture.name} warnings={classified.data.answer.warnings} />
                <div className={classes['verdict']}>{unknown === undefined ? (best?.label ?? 'No classes') : 'Unknown'}</div>
                {unknown !== undefined && <div className={classes['vote']}>{unknown}</div>}
                <div className={classes['vote']}>
                  {vote === undefined
                    ? 'the most probable class'
                    : `${vote.votes} of its ${vote.of} nearest neighbours ${vote.votes === 1 ? 'is' : 'are'} ${vote.label}`}
                </div>
                <ScoreBars
                  label="Classes"
                  scores={classified.data.answer.predictions.map(({ label, probability }) => ({ name: label, value: probability }))}
                />
              </>
            )}
          </div>
        </div>
      </Panel>
      {collection !== undefined && !classified.error && (
        <NeighboursPanel
          query={found}
          collections={collections}
          collection={collection}
          onCollection={onCollection}
          label={best?.label}
          onPick={onPick}
        />
      )}
      <Panel title="The same from a shell">
        <div className={classes['shell']}>
          {commandsFor(picture, collection).map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </div>
      </Panel>
    </Stack>
  );
}

function commandsFor(picture: Picture, collection: string | undefined): string[] {
  const { origin } = window.location;
  const search = `${origin}/v1/collections/${collection ?? ''}/search`;
  if (picture.kind === 'item') return [curlCommand({ url: search, json: { itemId: picture.item.id, k: NEIGHBOURS, excludeSelf: true } })];
  const file = { name: picture.name, type: picture.file.type === '' ? 'image/jpeg' : picture.file.type };
  const classify = curlCommand({ url: `${origin}/v1/classify?topK=${TOP_K}`, file });
  return collection === undefined ? [classify] : [classify, curlCommand({ url: `${search}?k=${NEIGHBOURS}`, file })];
}
