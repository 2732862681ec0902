import { Skeleton, Text } from '@mantine/core';
import type { Neighbour } from '@supcon/sdk';
import { IconBox, IconPhotoSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { indexCommand, quickstartCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import { EmptyState } from '../../components/EmptyState.js';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { PageHead } from '../../components/PageHead.js';
import { Panel } from '../../components/Panel.js';
import { isSearchable } from '../../entities/collection/collection-state.js';
import { useKeptFocus } from '../../components/use-kept-focus.js';
import { useCollections } from '../../entities/collection/use-collections.js';
import { servingModel } from '../../entities/model/serving-model.js';
import { useModels } from '../../entities/model/use-models.js';
import { AnswerPanel } from './AnswerPanel.js';
import { DropZone } from './DropZone.js';
import { GalleryPanel } from './GalleryPanel.js';
import { filePicture, itemPicture, type Picture } from './picture.js';
import { PictureChip } from './PictureChip.js';
import classes from './TryPage.module.css';

/** So many are kept to go back to; each holds its file. */
const KEPT = 24;

/** Ask about a picture: its classes, and what looks like it. */
export function TryPage() {
  const { data: models, error: modelsError, refetch } = useModels();
  const { data: all } = useCollections();
  const collections = (all ?? []).filter(isSearchable);
  const [chosen, setChosen] = useState<string>();
  const collection = collections.find(({ name }) => name === chosen) ?? collections[0];
  const [pictures, setPictures] = useState<readonly Picture[]>([]);
  const [selectedKey, setSelectedKey] = useState<string>();
  const selected = pictures.find(({ key }) => key === selectedKey);
  /** Files that were chosen at once, last. */
  const [asked, setAsked] = useState(0);
  const urls = useRef<string[]>([]);
  const answer = useKeptFocus<HTMLDivElement>(selectedKey);

  useEffect(
    () => () => {
      for (const url of urls.current.splice(0)) URL.revokeObjectURL(url);
    },
    [],
  );

  const ask = (added: readonly Picture[]): void => {
    setPictures([...added, ...pictures.filter(({ key }) => !added.some((other) => other.key === key))].slice(0, KEPT));
    setSelectedKey(added[0]?.key);
    // On a narrow screen the answer may be far from where the picture was taken.
    if ((answer.current?.getBoundingClientRect().top ?? 0) < 0) answer.current?.scrollIntoView();
  };
  const askFiles = (files: readonly File[]): void => {
    setAsked(files.length);
    ask(
      files.slice(0, KEPT).map((file) => {
        const url = URL.createObjectURL(file);
        urls.current.push(url);
        return filePicture(file, url);
      }),
    );
  };
  const askItem = (item: Neighbour): void => {
    if (collection) ask([itemPicture(collection.name, item)]);
  };

  return (
    <>
      <PageHead title="Try it" text="What is this picture, and what looks like it?" />
      {modelsError && <ErrorNotice title="The server could not be asked" error={modelsError} onRetry={() => void refetch()} />}
      {models === undefined && !modelsError && <Skeleton h={320} radius="lg" />}
      {models !== undefined && servingModel(models) === undefined && (
        <Panel>
          <EmptyState
            icon={<IconBox size={24} />}
            title="No model is loaded"
            text="Train one first; the server takes it up by itself."
            command={quickstartCommand()}
          />
        </Panel>
      )}
      {models !== undefined && servingModel(models) !== undefined && (
        <div className={classes['page']}>
          <div className={classes['ask']}>
            <DropZone onFiles={askFiles} />
            {asked > KEPT && (
              <Text role="status" fz="sm" c="var(--differs)">
                {asked - KEPT} of {asked} files were left out: {KEPT} are looked at here at a time. A whole folder is a matter for the SDK
                (classifyMany).
              </Text>
            )}
            {pictures.length > 0 && (
              <div className={classes['strip']} role="group" aria-label="Pictures asked about">
                {pictures.map((picture) => (
                  <PictureChip
                    key={picture.key}
                    picture={picture}
                    selected={picture.key === selectedKey}
                    onSelect={() => setSelectedKey(picture.key)}
                  />
                ))}
              </div>
            )}
          </div>
          <div className={classes['answer']} ref={answer} tabIndex={-1}>
            {selected ? (
              <AnswerPanel
                key={selected.key}
                picture={selected}
                collections={collections}
                collection={collection?.name}
                onCollection={setChosen}
                onPick={askItem}
              />
            ) : (
              <Panel>
                <EmptyState
                  icon={<IconPhotoSearch size={24} />}
                  title="Nothing asked yet"
                  text="Drop, paste or choose a picture, or take one of the collection. It stays on this machine."
                />
              </Panel>
            )}
          </div>
          <div className={classes['gallery']}>
            {collection ? (
              <GalleryPanel collection={collection} onPick={askItem} />
            ) : (
              <>
                <Text fz="sm" c="var(--quiet)" mb="xs">
                  Without a collection there is nothing to find that looks like a picture. This command fills one:
                </Text>
                <CommandLine command={indexCommand('photos/train', 'photos')} />
              </>
            )}
          </div>
        </div>
      )}
    </>
  );
}
