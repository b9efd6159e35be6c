import { Gathered } from './gathered.ts';

it('joins what is asked for while a statement is under way', async () => {
  const asked: string[][] = [];
  const gathered = new Gathered<string>(async (keys) => {
    asked.push(keys);
    await Promise.resolve();
    return new Map(keys.filter((key) => key !== 'c').map((key) => [key, key.toUpperCase()]));
  });
  const answers = await Promise.all(['a', 'b', 'c', 'b'].map((key) => gathered.get(key)));
  expect(answers).toEqual(['A', 'B', undefined, 'B']);
  expect(asked).toEqual([['a'], ['b', 'c']]);
});

it('fails those who shared a statement, not those after them', async () => {
  let runs = 0;
  const gathered = new Gathered<number>(async (keys) => {
    runs += 1;
    if (runs === 1) throw new Error('The database is away');
    return new Map(keys.map((key) => [key, runs]));
  });
  const [first, second] = await Promise.allSettled([gathered.get('a'), gathered.get('b')]);
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'The database is away' } });
  expect(second).toEqual({ status: 'fulfilled', value: 2 });
});
