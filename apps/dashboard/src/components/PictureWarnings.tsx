import { Alert, Text } from '@mantine/core';
import type { PictureWarning } from '@supcon/sdk';
import { IconAlertTriangle } from '@tabler/icons-react';

/** What the server said about a picture. */
export interface PictureWarningsProps {
  /** Of the picture, as the person knows it. */
  readonly name: string;
  /** Nothing is shown where there are none. */
  readonly warnings: readonly PictureWarning[];
}

/** That an answer is about a picture that is not whole. */
export function PictureWarnings({ name, warnings }: PictureWarningsProps) {
  if (warnings.length === 0) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} title={`${name} is not whole`} role="status" mb="sm">
      {warnings.map(({ code, message }) => (
        <Text key={code} fz="sm">
          The answer is about what is left of it: {message}.
          <Text span fz="xs" c="var(--quiet)" ff="monospace" ml={6}>
            {code}
          </Text>
        </Text>
      ))}
    </Alert>
  );
}
