import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { CommandLine } from '../../components/CommandLine.js';

/** A secret that is shown this once. @param name of its key. */
export function ShownSecret({ name, secret, onDone }: { readonly name: string; readonly secret: string; readonly onDone: () => void }) {
  return (
    <Alert variant="light" icon={<IconKey size={18} />} title={`The secret of ${name}`} role="status">
      <Stack gap="sm" align="flex-start">
        <Text fz="sm">Copy it now: the server keeps only a hash of it, and nobody can show it again.</Text>
        <div style={{ width: '100%' }}>
          <CommandLine command={secret} what="secret" />
        </div>
        <Button size="compact-sm" variant="light" onClick={onDone}>
          I have it
        </Button>
      </Stack>
    </Alert>
  );
}
