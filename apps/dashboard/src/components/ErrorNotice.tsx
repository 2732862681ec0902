import { Alert, Button, Text } from '@mantine/core';
import { SupconApiError, SupconConnectionError } from '@supcon/sdk';
import { IconAlertTriangle } from '@tabler/icons-react';
import { quickstartCommand } from '../commands/shell-commands.js';
import { CommandLine } from './CommandLine.js';

/** What went wrong, and whether it can be tried again. */
export interface ErrorNoticeProps {
  /** What could not be done. */
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** An error where it happened: what the server said, its code, the request id to find it in the log, and what to do. */
export function ErrorNotice({ title, error, onRetry }: ErrorNoticeProps) {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={title} role="alert">
      <Text fz="sm">{message}</Text>
      {error instanceof SupconApiError && (
        <Text fz="xs" c="var(--quiet)" mt={4} ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {error.code} · HTTP {error.status}
          {error.requestId !== undefined && ` · request ${error.requestId}`}
        </Text>
      )}
      {error instanceof SupconConnectionError && (
        <div style={{ marginTop: 8 }}>
          <CommandLine command={quickstartCommand()} />
        </div>
      )}
      {onRetry && (
        <Button size="compact-sm" variant="light" color="red" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
