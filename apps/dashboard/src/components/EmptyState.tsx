import { Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import { CommandLine } from './CommandLine.js';

/** What is missing, and the command that brings it. */
export interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  /** Makes it non-empty when run in the project's folder. */
  readonly command?: string;
}

/** Why nothing is here, and the command that changes it. */
export function EmptyState({ icon, title, text, command }: EmptyStateProps) {
  return (
    <Stack align="center" gap={6} py="xl" px="md" ta="center">
      <ThemeIcon size={46} radius="xl" variant="light" mb={6}>
        {icon}
      </ThemeIcon>
      <Text fw={620}>{title}</Text>
      <Text c="var(--quiet)" fz="sm" maw={460}>
        {text}
      </Text>
      {command !== undefined && (
        <div style={{ marginTop: 10, width: '100%', maxWidth: 560, textAlign: 'left' }}>
          <CommandLine command={command} />
        </div>
      )}
    </Stack>
  );
}
