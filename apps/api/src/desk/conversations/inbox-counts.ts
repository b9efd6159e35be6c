import type { InboxCounts } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';

const none = 'none';

/** Names of the buckets an agent's sidebar is added up from, and how. Same rules as the list, so that both agree. */
export function sidebarCounts(
  actor: Actor,
  teamIds: string[],
): { buckets: string[]; total: (counts: Map<string, number>) => InboxCounts } {
  const scope = actor.scopeOf('conversations:read');
  const me = actor.agentId;
  const mine = (state: string, team?: string) => `${state}_mine:${me}${team ? `:team:${team}` : ''}`;
  const own = [...actor.teamIds, none];
  const seesTeam = (team: string) => scope === 'all' || (scope === 'team' && actor.teamIds.includes(team));

  const visible = (state: string): [string, 1 | -1][] => {
    if (scope === 'all') return [[state, 1]];
    if (scope !== 'team') return [[mine(state), 1]];
    return [
      ...own.map((team): [string, 1] => [`${state}:team:${team}`, 1]),
      [mine(state), 1],
      ...own.map((team): [string, -1] => [mine(state, team), -1]),
    ];
  };
  const unassigned: [string, 1][] =
    scope === 'all'
      ? [['active_unassigned', 1]]
      : scope === 'team'
        ? own.map((team) => [`active_unassigned:team:${team}`, 1])
        : [];
  const sums = {
    mine: [[mine('active'), 1]] as [string, 1][],
    mineUnread: [[`active_unread:${me}`, 1]] as [string, 1][],
    unassigned,
    all: visible('active'),
    snoozed: visible('snoozed'),
  };
  const teamBucket = (team: string) => (seesTeam(team) ? `active:team:${team}` : mine('active', team));
  const buckets = new Set([
    ...Object.values(sums).flatMap((sum) => sum.map(([bucket]) => bucket)),
    ...teamIds.map(teamBucket),
  ]);
  return {
    buckets: [...buckets],
    total: (counts) => {
      const add = (sum: [string, 1 | -1][]) =>
        sum.reduce((total, [bucket, sign]) => total + sign * (counts.get(bucket) ?? 0), 0);
      return {
        mine: add(sums.mine),
        mineUnread: add(sums.mineUnread),
        unassigned: add(sums.unassigned),
        all: add(sums.all),
        snoozed: add(sums.snoozed),
        teams: teamIds.map((teamId) => ({ teamId, count: counts.get(teamBucket(teamId)) ?? 0 })),
      };
    },
  };
}
