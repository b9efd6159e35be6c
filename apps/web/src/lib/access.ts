import { auth, type Me, type Permission } from '@switchboard/contracts';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { query } from './api.ts';

export const meQuery = () => query(auth.me, {});

/** The agent who is signed in. Only below the routes that need a session. */
export const useMe = (): Me => useSuspenseQuery(meQuery()).data;

export const mayOf = (me: Me, permission: Permission): boolean =>
  me.permissions.some((held) => held.permission === permission);

/** Whether the agent has a right at all, over whichever rows. The server decides in any case. */
export function useMay(permission: Permission): boolean {
  const { data } = useQuery(meQuery());
  return data !== undefined && mayOf(data, permission);
}
