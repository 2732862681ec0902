import { Group, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** The page's heading, which also names the browser tab. */
export function PageHead({ title, text, aside }: { readonly title: string; readonly text?: ReactNode; readonly aside?: ReactNode }) {
  useDocumentTitle(`${title} · Supcon`);
  return (
    <Group justify="space-between" align="flex-end" mb="lg" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Title order={1} fz={26} lts="-0.02em" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        {text !== undefined && (
          <Text c="var(--quiet)" mt={4} component="div">
            {text}
          </Text>
        )}
      </div>
      {aside}
    </Group>
  );
}
