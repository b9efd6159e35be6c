import { assertCalendar } from './calendar.ts';

const valid = { timeZone: 'Asia/Kolkata', weekly: { mon: [['09:00', '18:00']] }, overrides: { '2026-01-26': [] } };

describe('assertCalendar', () => {
  it.each([
    ['the smallest', { timeZone: 'UTC', weekly: {} }],
    ['one with overrides', valid],
    [
      'intervals that touch, in any order',
      {
        ...valid,
        weekly: {
          tue: [
            ['12:00', '24:00'],
            ['00:00', '12:00'],
          ],
        },
      },
    ],
  ])('accepts %s', (_name, calendar) => {
    expect(() => assertCalendar(calendar)).not.toThrow();
  });

  it.each([
    [null, 'calendar'],
    [{ ...valid, timeZone: 'Asia/Atlantis' }, 'timeZone'],
    [{ ...valid, timeZone: '+05:30' }, 'timeZone'],
    [{ weekly: {} }, 'timeZone'],
    [{ timeZone: 'UTC' }, 'weekly'],
    [{ ...valid, weekly: { monday: [] } }, 'weekly.monday'],
    [{ ...valid, weekly: { mon: '09:00-18:00' } }, 'weekly.mon'],
    [{ ...valid, weekly: { mon: [['09:00']] } }, 'weekly.mon[0]'],
    [{ ...valid, weekly: { mon: [['9:00', '18:00']] } }, 'weekly.mon[0][0]'],
    [{ ...valid, weekly: { mon: [['09:00', '24:01']] } }, 'weekly.mon[0][1]'],
    [{ ...valid, weekly: { mon: [['09:00', '09:00']] } }, 'weekly.mon[0]'],
    [{ ...valid, weekly: { mon: [['22:00', '06:00']] } }, 'weekly.mon[0]'],
    [
      {
        ...valid,
        weekly: {
          mon: [
            ['09:00', '12:00'],
            ['11:59', '13:00'],
          ],
        },
      },
      'weekly.mon[1]',
    ],
    [{ ...valid, overrides: [] }, 'overrides'],
    [{ ...valid, overrides: { '2026-02-29': [] } }, 'overrides.2026-02-29'],
    [{ ...valid, overrides: { '26-01-2026': [] } }, 'overrides.26-01-2026'],
    [{ ...valid, overrides: { '2026-01-26': [['10:00', 12]] } }, 'overrides.2026-01-26[0][1]'],
  ])('%j is refused by the name of the field', (calendar, field) => {
    const refuse = () => assertCalendar(calendar);
    expect(refuse).toThrow(expect.objectContaining({ code: 'invalid_calendar', field }));
    expect(refuse).toThrow(`${field}: `);
  });
});
