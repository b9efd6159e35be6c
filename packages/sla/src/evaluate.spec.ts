import fc from 'fast-check';
import { naiveBetween } from './business-time.oracle.ts';
import type { Calendar } from './calendar.ts';
import type { CaseEvent } from './case-events.ts';
import { evaluateSla } from './evaluate.ts';
import type { CalendarVersion, PolicyVersion, TierPolicy } from './policy.ts';

const office: Calendar = {
  timeZone: 'Asia/Kolkata',
  weekly: {
    mon: [['09:00', '18:00']],
    tue: [['09:00', '18:00']],
    wed: [['09:00', '18:00']],
    thu: [['09:00', '18:00']],
    fri: [['09:00', '18:00']],
  },
  overrides: { '2026-01-26': [] },
};
const calendars: CalendarVersion[] = [{ version: 1, from: '2026-01-01T00:00:00Z', calendar: office }];

const normal: TierPolicy = {
  firstResponse: 60,
  nextResponse: 120,
  resolution: 540,
  hours: 'business',
  pausedBy: ['pending', 'on_hold'],
  warnAt: 0.75,
};
const vip: TierPolicy = { ...normal, firstResponse: 30, hours: 'calendar' };
const policy = (version: number, from: string, tier: TierPolicy): PolicyVersion => ({
  version,
  from,
  tiers: { vip, high: tier, normal: tier, low: { ...tier, firstResponse: null } },
});
const policies = [policy(1, '2026-01-01T00:00:00Z', normal)];

/** A local time of January 2026 in Kolkata: the 19th is a Monday. */
const ist = (day: number, time: string) => `2026-01-${String(day).padStart(2, '0')}T${time}:00+05:30`;
type Told = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'id' | 'at'> : never) : never;
const tell = (...told: [at: string, what: Told][]): CaseEvent[] =>
  told.map(([at, what], index) => ({ ...what, id: `e${index + 1}`, at }));

const created = { type: 'created', tier: 'normal', status: 'open' } as const;
const message = { type: 'customer_message' } as const;
const reply = { type: 'reply', by: 'human' } as const;
const botReply = { type: 'reply', by: 'bot' } as const;
const status = (name: string, by: 'human' | 'customer' = 'human') => ({ type: 'status', status: name, by }) as const;

function look(events: CaseEvent[], at: string, given = { policies, calendars }) {
  const { targets, nextChangeAt } = evaluateSla(events, given.policies, given.calendars, at);
  const of = (target: string, turn = 1) => {
    const found = targets.find((one) => one.target === target && one.turn === turn);
    if (!found)
      throw new Error(`no ${target} ${turn} among ${targets.map((one) => `${one.target} ${one.turn}`).join()}`);
    return found;
  };
  return { targets, nextChangeAt, first: of, of };
}

const opened = tell([ist(19, '10:00'), created], [ist(19, '10:00'), message]);

describe('first response', () => {
  it.each([
    ['10:00', 'ok', 0],
    ['10:44', 'ok', 44],
    ['10:45', 'at_risk', 45],
    ['10:59', 'at_risk', 59],
    ['11:00', 'breached', 60],
    ['12:00', 'breached', 120],
  ])('at %s it is %s', (time, state, minutes) => {
    const target = look(opened, ist(19, time)).of('first_response');
    expect(target).toMatchObject({ state, elapsed: minutes * 60, remaining: (60 - minutes) * 60, allowance: 3600 });
    expect(target.dueAt).toEqual(new Date(ist(19, '11:00')));
  });

  it.each([
    ['before it is due', '10:30', reply, 'met', '10:30'],
    ['exactly when it is due', '11:00', reply, 'met', '11:00'],
    ['too late', '11:01', reply, 'breached', '11:00'],
    ['by a bot', '10:30', botReply, 'breached', '11:00'],
  ] satisfies [string, string, Told, string, string][])('answered %s', (_name, time, answer, state, decided) => {
    const events = [...opened, ...tell([ist(19, time), answer])];
    const target = look(events, ist(20, '12:00')).of('first_response');
    expect(target).toMatchObject({ state, decidedAt: new Date(ist(19, decided)) });
  });

  it('is cancelled by a solve without a reply, and goes on when a human reopens', () => {
    const events = [...opened, ...tell([ist(19, '10:20'), status('solved')], [ist(19, '15:00'), status('open')])];
    expect(look(events, ist(19, '14:00')).of('first_response').state).toBe('cancelled');
    expect(look(events, ist(19, '15:10')).of('first_response')).toMatchObject({ state: 'ok', elapsed: 30 * 60 });
  });

  it('is not promised where the policy says null', () => {
    const events = [...opened, ...tell([ist(19, '10:00'), { type: 'tier', tier: 'low' }])];
    expect(look(events, ist(19, '12:00')).targets.map(({ target }) => target)).toEqual(['resolution']);
  });
});

describe('next response', () => {
  const answered = [...opened, ...tell([ist(19, '10:10'), reply])];

  it('runs for each customer turn, from its first message', () => {
    const events = [
      ...answered,
      ...tell(
        [ist(19, '11:00'), message],
        [ist(19, '11:30'), message],
        [ist(19, '12:00'), reply],
        [ist(19, '13:00'), message],
      ),
    ];
    const seen = look(events, ist(19, '13:05'));
    expect(seen.of('next_response', 1)).toMatchObject({ state: 'met', elapsed: 3600 });
    expect(seen.of('next_response', 2)).toMatchObject({ state: 'ok', elapsed: 300 });
  });

  it('is not started by thanks after a solve, until a human reopens', () => {
    const events = [
      ...answered,
      ...tell(
        [ist(19, '11:00'), status('solved')],
        [ist(19, '11:05'), message],
        [ist(19, '11:05'), status('open', 'customer')],
        [ist(19, '16:00'), status('open')],
      ),
    ];
    const before = look(events, ist(19, '15:00'));
    expect(before.targets.map(({ target, state }) => [target, state])).toEqual([
      ['resolution', 'met'],
      ['first_response', 'met'],
    ]);
    expect(before.nextChangeAt).toBeNull();
    const after = look(events, ist(19, '16:30'));
    expect(after.of('next_response')).toMatchObject({ startedAt: new Date(ist(19, '16:00')), elapsed: 1800 });
    expect(after.of('resolution')).toMatchObject({ state: 'ok', elapsed: 90 * 60, endedAt: null });
  });
});

describe('the ledger', () => {
  it('explains a resolution clock over a weekend, a holiday and a pause', () => {
    const events = [
      ...tell([ist(23, '16:00'), created]),
      ...tell([ist(27, '10:00'), status('pending')], [ist(27, '12:00'), status('open', 'customer')]),
    ].map((event, index) => ({ ...event, id: `e${index + 1}` }));
    const { segments, elapsed } = look(events, ist(27, '12:30')).of('resolution');
    const entries = (...names: string[]) => ({ type: 'calendar', calendarVersion: 1, entries: names });
    const short = segments.map(({ kind, seconds, cause, rule }) => [kind, seconds / 60, cause.id, rule]);
    expect(short).toEqual([
      ['running', 120, 'e1', entries('weekly.fri')],
      ['closed', 0, 'e1', entries('weekly.fri', 'weekly.sat', 'weekly.sun', 'overrides.2026-01-26', 'weekly.tue')],
      ['running', 60, 'e1', entries('weekly.tue')],
      ['paused', 0, 'e2', { type: 'status', status: 'pending', policyVersion: 1 }],
      ['running', 30, 'e3', entries('weekly.tue')],
    ]);
    expect(elapsed).toBe(210 * 60);
  });

  it('has no due time while paused, and the time left after', () => {
    const events = [...opened, ...tell([ist(19, '10:30'), status('on_hold')], [ist(19, '17:45'), status('open')])];
    const paused = look(events, ist(19, '12:00'));
    expect(paused.of('first_response')).toMatchObject({ state: 'ok', dueAt: null, elapsed: 1800 });
    expect(paused.nextChangeAt).toBeNull();
    const resumed = look(events, ist(19, '17:50'));
    expect(resumed.of('first_response').dueAt).toEqual(new Date(ist(20, '09:15')));
    expect(resumed.nextChangeAt).toEqual(new Date(ist(19, '18:00')));
  });
});

describe('versions', () => {
  const longer = [...policies, policy(2, ist(19, '10:50'), { ...normal, firstResponse: 90 })];
  const shorter = [...policies, policy(2, ist(19, '10:50'), { ...normal, firstResponse: 40 })];

  it('gives an open target the allowance of the moment', () => {
    const before = look(opened, ist(19, '10:49'), { policies: longer, calendars }).of('first_response');
    expect(before).toMatchObject({ state: 'at_risk', policyVersion: 1 });
    const after = look(opened, ist(19, '10:50'), { policies: longer, calendars }).of('first_response');
    expect(after).toMatchObject({ state: 'ok', policyVersion: 2, dueAt: new Date(ist(19, '11:30')) });
  });

  it('breaches at the change what has used up more than the new allowance', () => {
    const target = look(opened, ist(19, '12:00'), { policies: shorter, calendars }).of('first_response');
    expect(target).toMatchObject({ state: 'breached', decidedAt: new Date(ist(19, '10:50')) });
  });

  it('does not take a breach back', () => {
    const late = [...policies, policy(2, ist(19, '11:30'), { ...normal, firstResponse: 600 })];
    const target = look(opened, ist(19, '11:45'), { policies: late, calendars }).of('first_response');
    expect(target).toMatchObject({ state: 'breached', policyVersion: 1, allowance: 3600 });
  });

  it('counts each stretch by the calendar then in force', () => {
    const holiday: CalendarVersion = {
      version: 2,
      from: ist(19, '10:20'),
      calendar: { ...office, overrides: { '2026-01-19': [] } },
    };
    const { first } = look(opened, ist(20, '09:10'), { policies, calendars: [...calendars, holiday] });
    const target = first('first_response');
    expect(target.elapsed).toBe(30 * 60);
    expect(target.dueAt).toEqual(new Date(ist(20, '09:40')));
    expect(target.segments.map(({ kind, cause }) => [kind, cause.type, cause.id])).toEqual([
      ['running', 'customer_message', 'e2'],
      ['closed', 'calendar', '2'],
      ['running', 'calendar', '2'],
    ]);
  });

  it('follows the tier, also to another kind of hours', () => {
    const events = [
      ...tell([ist(19, '17:50'), created], [ist(19, '17:50'), message]),
      ...tell([ist(19, '18:30'), { type: 'tier', tier: 'vip' }]),
    ];
    const target = look(events, ist(19, '18:45')).of('first_response');
    expect(target).toMatchObject({ state: 'at_risk', tier: 'vip', elapsed: 25 * 60, allowance: 30 * 60 });
    expect(target.dueAt).toEqual(new Date(ist(19, '18:50')));
  });

  it('does not run before the first policy', () => {
    const late = [policy(1, ist(19, '12:00'), normal)];
    const target = look(opened, ist(19, '12:10'), { policies: late, calendars }).of('first_response');
    expect(target).toMatchObject({ state: 'ok', elapsed: 600 });
    expect(target.segments.map(({ kind, rule }) => [kind, rule.type])).toEqual([
      ['paused', 'no_policy'],
      ['running', 'calendar'],
    ]);
  });
});

it('owes nothing for what turns out to be spam', () => {
  const events = [...opened, ...tell([ist(19, '10:30'), { type: 'excluded', reason: 'spam' }])];
  const { targets, nextChangeAt } = look(events, ist(20, '12:00'));
  expect(targets.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  expect(nextChangeAt).toBeNull();
});

it('refuses events that never say when the case was created', () => {
  expect(() => look(tell([ist(19, '10:00'), message]), ist(19, '11:00'))).toThrow(
    expect.objectContaining({ code: 'invalid_events', field: 'events' }),
  );
});

describe('any case', () => {
  const START = Date.parse(ist(22, '08:00'));
  const MINUTE = 60_000;
  const anyTold: fc.Arbitrary<Told> = fc.oneof(
    fc.constant(message),
    fc.constantFrom<Told>(reply, botReply),
    fc.constantFrom('open', 'pending', 'on_hold', 'solved').map((name) => status(name)),
    fc.constantFrom('open', 'solved').map((name) => status(name, 'customer')),
    fc.constantFrom('vip', 'high', 'low').map((tier) => ({ type: 'tier', tier }) as const),
  );
  const anyCase = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 * 1440 }), anyTold), { maxLength: 14 }).map((told) => {
    const sorted = told.sort(([a], [b]) => a - b);
    const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();
    return tell([at(0), created], ...sorted.map(([minute, what]): [string, Told] => [at(minute), what]));
  });
  const anyEnd = fc.integer({ min: 0, max: 8 * 1440 * 60 }).map((second) => new Date(START + second * 1000));
  const versions = [...policies, policy(2, ist(24, '11:00'), { ...normal, resolution: 300, nextResponse: 20 })];

  it('has a ledger without gaps that sums to the second', () => {
    fc.assert(
      fc.property(anyCase, anyEnd, (events, end) => {
        for (const target of evaluateSla(events, versions, calendars, end).targets) {
          const { segments, startedAt, endedAt, elapsed } = target;
          expect(segments.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(elapsed);
          let edge = startedAt.getTime();
          for (const { from, to } of segments) {
            expect(from.getTime()).toBe(edge);
            edge = to.getTime();
          }
          expect(edge).toBe((endedAt ?? end).getTime());
        }
      }),
    );
  });

  it('counts what a walk through every minute counts', () => {
    fc.assert(
      fc.property(anyCase, fc.integer({ min: 0, max: 8 * 1440 }), (events, minutes) => {
        const untiered = events.filter(({ type }) => type !== 'tier');
        const end = START + minutes * MINUTE;
        let expected = 0;
        let [state, solved] = ['open', false];
        for (let at = START; at < end; at += MINUTE) {
          for (const event of untiered) {
            if (event.type !== 'status' || new Date(event.at).getTime() !== at) continue;
            state = event.status;
            if (state === 'solved') solved = true;
            else if (event.by === 'human') solved = false;
          }
          const paused = solved || state === 'pending' || state === 'on_hold';
          if (!paused) expected += naiveBetween(office, at, at + MINUTE);
        }
        const { targets } = evaluateSla(untiered, policies, calendars, new Date(end));
        expect(targets.find(({ target }) => target === 'resolution')?.elapsed).toBe(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('changes by time alone exactly when it said it would', () => {
    const states = (events: CaseEvent[], at: Date) =>
      evaluateSla(events, policies, calendars, at).targets.map(({ state }) => state);
    fc.assert(
      fc.property(anyCase, (events) => {
        const last = new Date(events.at(-1)?.at ?? START);
        const { nextChangeAt } = evaluateSla(events, policies, calendars, last);
        if (!nextChangeAt) return;
        const now = states(events, last);
        expect(states(events, new Date(nextChangeAt.getTime() - 1))).toEqual(now);
        expect(states(events, nextChangeAt)).not.toEqual(now);
      }),
    );
  });

  it('never takes a breach back', () => {
    fc.assert(
      fc.property(anyCase, anyEnd, anyEnd, (events, a, b) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        const after = evaluateSla(events, versions, calendars, late).targets;
        for (const { target, turn, state, decidedAt } of evaluateSla(events, versions, calendars, early).targets) {
          if (state !== 'breached') continue;
          const same = after.find((one) => one.target === target && one.turn === turn);
          expect(same).toMatchObject({ state, decidedAt });
        }
      }),
    );
  });
});
