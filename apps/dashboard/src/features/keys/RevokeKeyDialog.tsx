import type { Key } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { TypedConfirmation } from '../../components/TypedConfirmation.js';
import { useSession } from '../../session/session.js';

/** Takes a key out of use once its name was typed. @param target closed without one. */
export function RevokeKeyDialog({ target, onClose }: { readonly target: Key | undefined; readonly onClose: () => void }) {
  const { client } = useSession();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: (id: string) => client.keys.revoke(id),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['keys'] });
    },
  });
  return (
    <TypedConfirmation
      opened={target !== undefined}
      title={`Revoke ${target?.name}?`}
      text="From then on the server refuses it, for good. It stays in the list."
      name={target?.name ?? ''}
      action="Revoke"
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => target && revoke.mutate(target.id)}
      onClose={() => {
        revoke.reset();
        onClose();
      }}
    />
  );
}
