import type { Me, Permission } from '@switchboard/contracts';
import { mayOf } from './access.ts';

/** The pages of the admin wing, and the right that opens each. */
export const adminPages: readonly { to: '/inbox'; label: string; permission: Permission }[] = [];

export const mayOpen = (me: Me, page: { permission: Permission }): boolean => mayOf(me, page.permission);
