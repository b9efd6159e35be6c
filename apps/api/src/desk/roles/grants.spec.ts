import type { Grant, Permission, Scope } from '@switchboard/contracts';
import { beyond, repeated, slugOf } from './grants.ts';

const grant = (module: Grant['module'], action: Grant['action'], scope: Scope = 'all'): Grant => ({
  module,
  action,
  scope,
});

function holder(held: Partial<Record<Permission, Scope>>) {
  return { scopeOf: (permission: Permission) => held[permission] ?? null };
}

describe('what is beyond the rights of a holder', () => {
  const reader = holder({ 'customers:read': 'all', 'conversations:read': 'team' });

  it.each([
    ['nothing', [], null],
    ['a right they have', [grant('customers', 'read')], null],
    ['a narrower one', [grant('conversations', 'read', 'own')], null],
    ['a wider one', [grant('conversations', 'read', 'all')], 'conversations:read (all)'],
    ['another action', [grant('customers', 'read'), grant('customers', 'write', 'own')], 'customers:write (own)'],
    ['every action', [grant('customers', '*')], 'customers:write (all)'],
    ['every module', [grant('*', 'read', 'own')], 'bulk_replies:read (own)'],
  ] as [string, Grant[], string | null][])('%s', (_, grants, expected) => {
    expect(beyond(reader, grants)).toBe(expected);
  });
});

it('finds the grant that repeats another', () => {
  expect(repeated([grant('customers', 'read'), grant('customers', 'write')])).toBe(-1);
  expect(repeated([grant('customers', 'read'), grant('roles', 'read'), grant('customers', 'read', 'own')])).toBe(2);
});

it.each([
  ['Night shift (EU)', 'night_shift_eu'],
  ['  Équipe  ', 'equipe'],
  ['रात की पाली', 'रात_की_पाली'],
  ['!!!', ''],
])('makes %j the slug %j', (name, slug) => {
  expect(slugOf(name)).toBe(slug.normalize('NFKD').replaceAll(/\p{M}/gu, ''));
});
