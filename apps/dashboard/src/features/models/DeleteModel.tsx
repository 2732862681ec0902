import type { Model } from '@supcon/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { TypedConfirmation } from '../../components/TypedConfirmation.js';
import { modelId } from '../../entities/model/model-id.js';
import { useSession } from '../../session/session.js';

/** Deletes a model once its name was typed. @param model closed without one. */
export function DeleteModel({
  model,
  onClose,
  onGone,
}: {
  readonly model: Model | undefined;
  readonly onClose: () => void;
  readonly onGone: () => void;
}) {
  const { client } = useSession();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: ({ name, version }: Model) => client.models.delete(name, version),
    onSuccess: async () => {
      onGone();
      await queries.invalidateQueries({ queryKey: ['models'] });
    },
  });
  const name = model ? modelId(model) : '';
  return (
    <TypedConfirmation
      opened={model !== undefined}
      title={`Delete ${name}?`}
      text="Its weights are deleted from the server’s disk, for good. The server refuses while an alias names it or a collection holds its vectors."
      name={name}
      action="Delete"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => model && remove.mutate(model)}
      onClose={() => {
        remove.reset();
        onClose();
      }}
    />
  );
}
