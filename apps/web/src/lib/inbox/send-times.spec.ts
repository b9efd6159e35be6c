import { sendTimes } from './send-times.ts';

const at = (text: string) => new Date(text);
const local = (date: Date) =>
  `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()} ${date.getHours()}:${date.getMinutes()}`;
const shown = (now: string) => sendTimes(at(now)).map(({ label, at: time }) => [label, local(time)]);

it.each([
  // 20 November 2026 is a Friday.
  [
    '2026-11-20T13:30:00',
    [
      ['Tomorrow, 9:00', '2026-11-21 9:0'],
      ['Monday, 9:00', '2026-11-23 9:0'],
    ],
  ],
  ['2026-11-22T13:30:00', [['Tomorrow, 9:00', '2026-11-23 9:0']]],
  [
    '2026-11-23T07:00:00',
    [
      ['This morning, 9:00', '2026-11-23 9:0'],
      ['Tomorrow, 9:00', '2026-11-24 9:0'],
      ['Monday, 9:00', '2026-11-30 9:0'],
    ],
  ],
])('%s', (now, times) => {
  expect(shown(now)).toEqual(times);
});
