import { IconPhotoOff } from '@tabler/icons-react';
import { indexCommand } from '../../commands/shell-commands.js';
import { EmptyState } from '../../components/EmptyState.js';
import { Panel } from '../../components/Panel.js';

/** That no collection has the pictures of a run, and how it comes to have them. */
export function NoSource() {
  return (
    <Panel>
      <EmptyState
        icon={<IconPhotoOff size={24} />}
        title="No collection has these pictures"
        text="Fill one from the folder that the run was trained on."
        command={indexCommand('photos', 'photos')}
      />
    </Panel>
  );
}
