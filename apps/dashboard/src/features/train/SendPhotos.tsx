import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconFolderPlus, IconUpload } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useId, useState, type DragEvent } from 'react';
import { ErrorNotice } from '../../components/ErrorNotice.js';
import { Panel } from '../../components/Panel.js';
import { ProgressLine } from '../../components/ProgressLine.js';
import { formatBytes } from '../../format/format-bytes.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatNumber } from '../../format/format-number.js';
import { chosenFiles, droppedFiles, givenPhotos, type GivenPhotos } from './photo-files.js';
import classes from './SendPhotos.module.css';
import { describeStep, useSendPhotos } from './use-send-photos.js';
import { withoutCheck } from './train-search.js';

const route = getRouteApi('/train');

/** Takes a folder of photos or a .zip from whoever is at the browser to the server. @param taken names that are there already. */
export function SendPhotos({ taken }: { readonly taken: readonly string[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [photos, setPhotos] = useState<GivenPhotos>();
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState<unknown>();
  const sending = useSendPhotos(({ data }) => {
    setPhotos(undefined);
    void navigate({ search: { ...withoutCheck(search), data: data.name, check: true }, replace: true, resetScroll: false });
  });
  const take = (reading: Promise<Parameters<typeof givenPhotos>[0]>): void => {
    sending.forget();
    setWrong(undefined);
    reading.then(
      (files) => {
        try {
          const given = givenPhotos(files);
          setPhotos(given);
          setName(freeName(given.name, taken));
        } catch (error) {
          setPhotos(undefined);
          setWrong(error);
        }
      },
      (error: unknown) => setWrong(error),
    );
  };
  const { text, share } = describeStep(sending.progress, formatBytes, formatDuration);
  const clash = taken.includes(name.trim()) ? 'These are there already; choose another name' : undefined;
  return (
    <Panel title="Photos from this computer">
      <Stack gap="sm">
        {!sending.isSending && <DropFolder onFiles={take} />}
        {wrong !== undefined && <ErrorNotice title="These cannot be sent" error={wrong} />}
        {photos && !sending.isSending && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (clash === undefined) sending.send({ name: name.trim(), photos });
            }}
          >
            <Stack gap="sm">
              <Text fz="sm">{describe(photos)}</Text>
              <TextInput
                label="Name of the photos"
                value={name}
                error={clash}
                required
                maxLength={100}
                pattern="[^.\/\\][^\/\\]*"
                title="no slash, and no dot at the beginning"
                onChange={({ currentTarget: { value } }) => setName(value)}
              />
              <Button type="submit" leftSection={<IconUpload size={17} />} variant="light">
                Send to the server
              </Button>
            </Stack>
          </form>
        )}
        {sending.isSending && (
          <Stack gap={6}>
            <ProgressLine share={share} label={`Sending ${name}`} />
            <Group justify="space-between" wrap="nowrap">
              <Text fz="sm" c="var(--quiet)" className="numbers" role="status">
                {text}
              </Text>
              <Button size="compact-sm" variant="subtle" color="gray" onClick={sending.cancel}>
                Cancel
              </Button>
            </Group>
          </Stack>
        )}
        {sending.error && <ErrorNotice title="They were not taken in" error={sending.error} />}
        {sending.sent && (
          <Alert variant="light" color="green" icon={<IconCheck size={18} />} role="status">
            <Text fz="sm">
              {formatNumber(sending.sent.data.photos ?? 0)} photos of {formatNumber(sending.sent.data.classes ?? 0)} classes are there as{' '}
              {sending.sent.data.name}.
            </Text>
            {sending.sent.leftOut > 0 && (
              <Text fz="xs" c="var(--quiet)" className={classes['files']}>
                {formatNumber(sending.sent.leftOut)} files were left out:{' '}
                {sending.sent.leftOutFiles.map(({ file, reason }) => `${file} ${reason}`).join('; ')}
              </Text>
            )}
          </Alert>
        )}
      </Stack>
    </Panel>
  );
}

function DropFolder({ onFiles }: { readonly onFiles: (files: Promise<Parameters<typeof givenPhotos>[0]>) => void }) {
  const [isOver, setOver] = useState(false);
  const [folder, archive] = [useId(), useId()];
  const over = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className={classes['zone']}
      data-over={isOver}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles(droppedFiles(event.dataTransfer.items));
      }}
    >
      <IconFolderPlus size={34} stroke={1.5} className={classes['icon']} aria-hidden />
      <p className={classes['title']}>Drop a folder of photos, or a .zip</p>
      <p className={classes['text']}>In it a folder for each class, named after it. They go to this server alone.</p>
      <div className={classes['ways']}>
        <label htmlFor={folder} className={classes['way']}>
          Choose a folder
          <input
            id={folder}
            type="file"
            multiple
            ref={letChooseFolders}
            className="visually-hidden"
            onChange={({ currentTarget }) => {
              if (currentTarget.files) onFiles(Promise.resolve(chosenFiles(currentTarget.files)));
              // The same one may be chosen again.
              currentTarget.value = '';
            }}
          />
        </label>
        <label htmlFor={archive} className={classes['way']}>
          Choose a .zip
          <input
            id={archive}
            type="file"
            accept=".zip,application/zip"
            className="visually-hidden"
            onChange={({ currentTarget }) => {
              if (currentTarget.files) onFiles(Promise.resolve(chosenFiles(currentTarget.files)));
              currentTarget.value = '';
            }}
          />
        </label>
      </div>
    </div>
  );
}

/** No attribute that React's types know, and every browser's. */
function letChooseFolders(input: HTMLInputElement | null): void {
  input?.setAttribute('webkitdirectory', '');
}

function describe(photos: GivenPhotos): string {
  if (photos.kind === 'archive') return `An archive of ${formatBytes(photos.archive.size)}.`;
  const bytes = photos.files.reduce((sum, { file }) => sum + file.size, 0);
  const rest = photos.passedOver === 0 ? '' : `; ${formatNumber(photos.passedOver)} other files stay here`;
  return `${formatNumber(photos.files.length)} photos, ${formatBytes(bytes)}${rest}.`;
}

/** The name, or with a number behind it where it is taken. */
function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let number = 2; ; number++) if (!taken.includes(`${name} ${number}`)) return `${name} ${number}`;
}
