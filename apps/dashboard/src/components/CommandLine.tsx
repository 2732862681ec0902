import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Fragment } from 'react';
import classes from './CommandLine.module.css';

/** A shell command to read and to copy, or another text that is.
 * @param what it is, where it is no command. */
export function CommandLine({ command, what }: { readonly command: string; readonly what?: string }) {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const label = copied ? 'Copied' : `Copy the ${what ?? 'command'}`;
  return (
    <div className={classes['box']}>
      <code className={classes['text']}>
        {what === undefined && (
          <span className={classes['prompt']} aria-hidden>
            ${' '}
          </span>
        )}
        {words(command).map((word, index) => (
          // The commands of a page do not change their words.
          <Fragment key={index}>
            {index > 0 && ' '}
            <span className={classes['word']}>{word}</span>
          </Fragment>
        ))}
      </code>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => copy(command)}>
          {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** Split where a shell would, so that lines break between words and not after the hyphens of an option. */
function words(command: string): string[] {
  return command.match(/(?:[^\s']|'[^']*')+/g) ?? [];
}
