import type { Permission, Scope } from '@switchboard/contracts';
import { Actor, type GrantRow } from './actor.ts';

const ME = 'agent-me';
const SUPPORT = 'team-support';

function actorWith(grants: GrantRow[], tokenScopes: string[] | null = null): Actor {
  return new Actor({
    agentId: ME,
    name: 'Asha',
    email: 'asha@demo.test',
    teamIds: [SUPPORT],
    grants,
    via: tokenScopes ? 'api_token' : 'session',
    tokenScopes,
    expiresAt: new Date('2027-01-01T00:00:00Z'),
  });
}

const reading = (scope: Scope) => [{ module: 'conversations', action: 'read', scope }];

describe('rows that a right covers', () => {
  const rows = {
    mine: { teamId: 'team-sales', assigneeId: ME },
    'of my team': { teamId: SUPPORT, assigneeId: null },
    'of my team, with a colleague': { teamId: SUPPORT, assigneeId: 'agent-other' },
    'of no team': { teamId: null, assigneeId: null },
    'of no team, with a colleague': { teamId: null, assigneeId: 'agent-other' },
    'of another team': { teamId: 'team-sales', assigneeId: null },
    'of another team, with a colleague': { teamId: 'team-sales', assigneeId: 'agent-other' },
  };
  type Row = keyof typeof rows;
  const own: Row[] = ['mine'];
  const team: Row[] = [
    ...own,
    'of my team',
    'of my team, with a colleague',
    'of no team',
    'of no team, with a colleague',
  ];
  const all = Object.keys(rows) as Row[];

  it.each([
    ['own', reading('own'), own],
    ['team', reading('team'), team],
    ['all', reading('all'), all],
    ['none', [], []],
    ['another right', [{ module: 'conversations', action: 'write', scope: 'all' }], []],
  ] as [string, GrantRow[], Row[]][])('with %s', (_, grants, covered) => {
    const actor = actorWith(grants);
    expect(all.filter((row) => actor.covers('conversations:read', rows[row]))).toEqual(covered);
  });
});

describe('the scope of a right', () => {
  it.each([
    ['the widest of several roles', [...reading('own'), ...reading('all'), ...reading('team')], 'all'],
    ['by a right to every action', [{ module: 'conversations', action: '*', scope: 'team' }], 'team'],
    ['by a right to every module', [{ module: '*', action: 'read', scope: 'all' }], 'all'],
    ['not by another module', [{ module: 'customers', action: '*', scope: 'all' }], null],
  ] as [string, GrantRow[], Scope | null][])('is %s', (_, grants, scope) => {
    expect(actorWith(grants).scopeOf('conversations:read')).toBe(scope);
  });

  it('is within the scopes of an API token', () => {
    const everything = [{ module: '*', action: '*', scope: 'all' }];
    const token = actorWith(everything, ['customers:read']);
    const held = (['customers:read', 'customers:write', 'conversations:read'] satisfies Permission[]).filter((right) =>
      token.can(right),
    );
    expect(held).toEqual(['customers:read']);
    // A token does not get what its owner has lost.
    expect(actorWith([], ['customers:read']).can('customers:read')).toBe(false);
    expect(() => token.require('roles:manage')).toThrow('roles:manage');
  });
});
