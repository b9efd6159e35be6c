import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { DB } from '../../kernel/database/db.generated.ts';

/** Rows that can be worked on again: those that are done, unless they were refused and their body was not kept. */
export function isReplayable(eb: ExpressionBuilder<Pick<DB, 'inboundEvents'>, 'inboundEvents'>): Expression<SqlBool> {
  return eb.or([
    eb('status', 'in', ['failed', 'ignored', 'processed']),
    eb.and([eb('status', '=', 'rejected'), eb.or([eb('body', 'is not', null), eb('bodyKey', 'is not', null)])]),
  ]);
}
