import { Text } from '@mantine/core';
import type { LabelIssueList } from '@supcon/sdk';
import type { PictureSource } from './picture-source.js';

/** Where the pictures of a run come from, as far as that is known. */
export interface SourceNoticeProps {
  /** A collection that the address names and that is not there. */
  readonly lost: string | undefined;
  /** Null where no collection has the pictures. */
  readonly source: PictureSource | null | undefined;
  readonly data: LabelIssueList;
  /** The collection that the address names. */
  readonly asked: string | undefined;
}

/** Says why pictures are not those that were asked for, or are not to be seen. */
export function SourceNotice({ lost, source, data, asked }: SourceNoticeProps) {
  const lines = [
    lost === undefined ? '' : `There is no collection ‘${lost}’${source ? `; pictures are shown from ${source.collection}` : ''}.`,
    source === null && data.issues.length > 0
      ? `${asked === undefined || lost !== undefined ? 'No collection' : asked} shows pictures of this run: labels can be settled by their paths. Index the folder that it was trained on to see them.`
      : '',
  ].filter((line) => line !== '');
  if (lines.length === 0) return null;
  return (
    <Text role="status" fz="sm" c="var(--quiet)" mb="sm">
      {lines.join(' ')}
    </Text>
  );
}
