import { replyTemplates, variablesIn, type VariableValues } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { query } from '../../../lib/api.ts';

/** What variables stand for in a conversation, once somebody wants to know. */
export function useVariables(conversationId: string, enabled: boolean): VariableValues | null {
  const { data } = useQuery({
    ...query(replyTemplates.variables, { params: { id: conversationId } }),
    enabled,
    staleTime: 30_000,
  });
  return data ? Object.fromEntries(data.items.map(({ name, value }) => [name, value])) : null;
}

/** Variables of a text that cannot be filled in: the server would refuse it. */
export function useMissing(conversationId: string, text: string): string[] {
  const named = variablesIn(text);
  const values = useVariables(conversationId, named.length > 0);
  return values ? named.filter((name) => !values[name as keyof VariableValues]) : [];
}
