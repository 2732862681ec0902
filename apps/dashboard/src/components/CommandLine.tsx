import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './CommandLine.module.css';

/** A shell command to read and to copy. */
export function CommandLine({ command }: { readonly command: string }) {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const label = copied ? 'Copied' : 'Copy the command';
  return (
    <div className={classes['box']}>
      <code className={classes['text']}>
        <span className={classes['prompt']} aria-hidden>
          ${' '}
        </span>
        {command}
      </code>
      <Tooltip label={label}>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => copy(command)}>
          {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
