import { IconLock } from '@tabler/icons-react';
import { EmptyState } from './EmptyState.js';
import { Panel } from './Panel.js';

/** What a page says to a key that may not see it. @param what begins the sentence. */
export function AdminsOnly({ what }: { readonly what: string }) {
  return (
    <Panel>
      <EmptyState
        icon={<IconLock size={24} />}
        title="Not with this key"
        text={`${what} are for keys with the role admin. Whoever made this key can make such a one.`}
      />
    </Panel>
  );
}
