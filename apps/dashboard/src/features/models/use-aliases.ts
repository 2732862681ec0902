import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../session/session.js';

/** The alias whose model serves. */
export const PRODUCTION = 'production';

/** Names that stand for models. Under the models, so that whoever changes those has these read anew. */
export function useAliases() {
  const { client } = useSession();
  return useQuery({ queryKey: ['models', 'aliases'], queryFn: ({ signal }) => client.models.aliases({ signal }) });
}
