import { sql } from 'kysely';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import type { Database } from './database.ts';

describe('a transaction', () => {
  let app: TestApp;
  let database: Database;

  beforeAll(async () => {
    app = await startTestApp();
    database = app.database;
  });

  afterAll(() => app.close());

  const write = (key: string) =>
    database
      .tables<'settings'>()
      .insertInto('settings')
      .values({ key, value: JSON.stringify(1) })
      .execute();
  const written = async (like: string) => {
    const rows = await database
      .tables<'settings'>()
      .selectFrom('settings')
      .select('key')
      .where('key', 'like', like)
      .orderBy('key')
      .execute();
    return rows.map((row) => row.key);
  };
  const fail = () => sql`select 1 / ${0}::int`.execute(database.tables<never>());

  it('commits all of it, what nobody waited for too', async () => {
    await database.transaction(async () => {
      await database.later(write('a1'));
      await write('a2');
      await database.later(write('a3'));
    });
    expect(await written('a%')).toEqual(['a1', 'a2', 'a3']);
  });

  it('commits nothing when a statement fails that nobody waited for, and says which', async () => {
    const attempt = database.transaction(async () => {
      await write('b1');
      await database.later(fail());
      await write('b2');
    });
    await expect(attempt).rejects.toThrow('division by zero');
    expect(await written('b%')).toEqual([]);
  });

  it('commits nothing when the body throws', async () => {
    const attempt = database.transaction(async () => {
      await database.later(write('c1'));
      throw new Error('no');
    });
    await expect(attempt).rejects.toThrow('no');
    expect(await written('c%')).toEqual([]);
  });

  it('keeps what was before a savepoint, and what follows it', async () => {
    const told: string[] = [];
    await database.transaction(async () => {
      await database.later(write('d1'));
      const step = database.savepoint(async () => {
        database.afterCommit(() => void told.push('undone'));
        await database.later(write('d2'));
        await database.later(fail());
      });
      await expect(step).rejects.toThrow('division by zero');
      await database.savepoint(async () => {
        database.afterCommit(() => void told.push('done'));
        await database.later(write('d3'));
      });
    });
    expect(await written('d%')).toEqual(['d1', 'd3']);
    expect(told).toEqual(['done']);
  });

  it('hides from others what is not committed', async () => {
    const { promise: looked, resolve: look } = Promise.withResolvers<void>();
    const { promise: wrote, resolve: isWritten } = Promise.withResolvers<void>();
    const transaction = database.transaction(async () => {
      await write('e1');
      isWritten();
      await looked;
    });
    await wrote;
    expect(await written('e%')).toEqual([]);
    look();
    await transaction;
    expect(await written('e%')).toEqual(['e1']);
  });

  it('gives its connection back, also after a failure', async () => {
    for (let round = 0; round < 20; round += 1) {
      await expect(database.transaction(fail)).rejects.toThrow('division by zero');
    }
    expect(await written('a%')).toHaveLength(3);
  });
});
