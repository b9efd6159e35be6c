import { Gathered } from './gathered.ts';

it('joins what is asked for in one go, and what is asked for while a statement is under way', async () => {
  const asked: string[][] = [];
  let later: Promise<(string | undefined)[]> = Promise.resolve([]);
  const gathered = new Gathered<string>(async (keys) => {
    asked.push(keys);
    if (asked.length === 1) later = Promise.all(['d', 'e'].map((key) => gathered.get(key)));
    await Promise.resolve();
    return new Map(keys.filter((key) => key !== 'c').map((key) => [key, key.toUpperCase()]));
  });
  const answers = await Promise.all(['a', 'b', 'c', 'b'].map((key) => gathered.get(key)));
  expect(answers).toEqual(['A', 'B', undefined, 'B']);
  expect(await later).toEqual(['D', 'E']);
  expect(asked).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

it('fails those who shared a statement, not those after them', async () => {
  let runs = 0;
  let later: Promise<number | undefined> = Promise.resolve(undefined);
  const gathered = new Gathered<number>(async (keys) => {
    runs += 1;
    if (runs > 1) return new Map(keys.map((key) => [key, runs]));
    later = gathered.get('c');
    throw new Error('The database is away');
  });
  const [first, shared] = await Promise.allSettled([gathered.get('a'), gathered.get('b')]);
  expect(shared).toMatchObject({ status: 'rejected', reason: { message: 'The database is away' } });
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'The database is away' } });
  expect(await later).toBe(2);
});
