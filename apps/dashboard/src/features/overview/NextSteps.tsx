import { Button, Stack, Text } from '@mantine/core';
import type { Collection } from '@supcon/sdk';
import { IconPhotoSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { curlCommand, exampleCommand, quickstartCommand } from '../../commands/shell-commands.js';
import { CommandLine } from '../../components/CommandLine.js';
import { Panel } from '../../components/Panel.js';

/** What to do now, as commands that work as they stand once the picture's name is filled in. */
export function NextSteps({ collection }: { readonly collection: Collection | undefined }) {
  const { origin } = window.location;
  const file = { name: 'photo.jpg', type: 'image/jpeg' };
  return (
    <Panel title="Next steps">
      <Stack gap="md">
        <Button component={Link} to="/try" leftSection={<IconPhotoSearch size={18} />}>
          Try a picture
        </Button>
        <Step text="Ask what a picture shows" command={curlCommand({ url: `${origin}/v1/classify?topK=3`, file })} />
        {collection !== undefined && (
          <Step
            text="Ask what looks like it"
            command={curlCommand({ url: `${origin}/v1/collections/${collection.name}/search?k=5`, file })}
          />
        )}
        <Step text="The same from TypeScript or JavaScript" command={exampleCommand(origin, file.name)} />
        <Step text="Train on your own photos, one folder for each class" command={quickstartCommand('path/to/photos')} />
      </Stack>
    </Panel>
  );
}

function Step({ text, command }: { readonly text: string; readonly command: string }) {
  return (
    <div>
      <Text fz="sm" c="var(--quiet)" mb={5}>
        {text}
      </Text>
      <CommandLine command={command} />
    </div>
  );
}
