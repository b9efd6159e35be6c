import { parseSnooze, snoozeChoices, snoozePresets } from './snooze.ts';

/** A Wednesday, 14:30. */
const now = new Date(2026, 10, 18, 14, 30);
const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);

describe('parseSnooze', () => {
  it.each([
    ['2h', local(18, 16, 30)],
    ['in 45 min', local(18, 15, 15)],
    ['3 days', local(21, 14, 30)],
    ['4pm', local(18, 16)],
    ['16:45', local(18, 16, 45)],
    ['9am', local(19, 9)],
    ['today', local(18, 18)],
    ['tomorrow', local(19, 9)],
    ['tom 8am', local(19, 8)],
    ['fri 4pm', local(20, 16)],
    ['Monday at 10:15', local(23, 10, 15)],
    ['wed', local(25, 9)],
    ['12am', local(19, 0)],
    ['next week', local(23, 9)],
    ['next fri', local(20, 9)],
    ['25 Nov', local(25, 9)],
    ['dec 3 10:15', new Date(2026, 11, 3, 10, 15)],
    ['2 February at 4pm', new Date(2027, 1, 2, 16)],
  ])('understands “%s”', (text, expected) => {
    expect(parseSnooze(text, now)).toEqual(expected);
  });

  it.each(['', 'soon', '25:00', '13pm', '0h', 'today 9am', 'fri x', '-2h', '31 feb', '18 nov 9am', '3 decades of it'])(
    'does not make up a time for “%s”',
    (text) => {
      expect(parseSnooze(text, now)).toBeNull();
    },
  );
});

describe('what is offered', () => {
  it('lies in the future, also late in the evening', () => {
    for (const moment of [now, local(18, 23, 59), local(18, 0, 1)]) {
      for (const { at } of snoozePresets(moment)) expect(at.getTime()).toBeGreaterThan(moment.getTime());
    }
  });
  it('is one time when the words are understood, else the presets that fit', () => {
    expect(snoozeChoices('fri 4pm', now)).toHaveLength(1);
    expect(snoozeChoices('week', now).map(({ label }) => label)).toEqual(['In a week']);
  });
});
