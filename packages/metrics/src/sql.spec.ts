import { join, sql } from './sql.ts';

it('keeps values out of the text and numbers them in order', () => {
  const where = join([sql`a = ${"1' or true"}`, sql`b = any(${['x', 'y']})`], ' and ');
  expect(sql`select ${7}, * from t where ${where} limit ${5}`.compile()).toEqual({
    sql: 'select $1, * from t where a = $2 and b = any($3) limit $4',
    parameters: [7, "1' or true", ['x', 'y'], 5],
  });
});

it('numbers the parameters of a fragment anew in each statement', () => {
  const shared = sql`x > ${1}`;
  expect(sql`${2}, ${shared}`.compile().sql).toBe('$1, x > $2');
  expect(shared.compile()).toEqual({ sql: 'x > $1', parameters: [1] });
});

it('joins nothing to nothing', () => {
  expect(sql`a${join([], ', ')}`.compile().sql).toBe('a');
});
