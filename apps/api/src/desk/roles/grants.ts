import { actions, modules, scopes, type Grant, type Permission, type Scope } from '@switchboard/contracts';

/** Who can be asked how far a right of theirs reaches. */
interface Holder {
  scopeOf(permission: Permission): Scope | null;
}

/** The first right in `grants` that the holder lacks or has over fewer rows, e.g. `ledger:read (all)`; else null. */
export function beyond(holder: Holder, grants: readonly Grant[]): string | null {
  for (const grant of grants) {
    for (const module of grant.module === '*' ? modules : [grant.module]) {
      for (const action of grant.action === '*' ? actions : [grant.action]) {
        const held = holder.scopeOf(`${module}:${action}`);
        if (held === null || scopes.indexOf(held) < scopes.indexOf(grant.scope)) {
          return `${module}:${action} (${grant.scope})`;
        }
      }
    }
  }
  return null;
}

/** Index of the first grant whose module and action came before, or -1. */
export function repeated(grants: readonly Grant[]): number {
  const keys = grants.map(({ module, action }) => `${module}:${action}`);
  return keys.findIndex((key, index) => keys.indexOf(key) < index);
}

/** `Night shift (EU)` becomes `night_shift_eu`; empty when nothing of the name can stay. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');
}
