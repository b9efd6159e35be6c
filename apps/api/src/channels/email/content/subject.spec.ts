import { bareSubject, isAnswerSubject, threadSubject } from './subject.ts';

it.each([
  ['Re: Broken cup', 'Broken cup'],
  ['RE: AW: Re[2]:  Broken   cup', 'Broken cup'],
  ['回复：Broken cup', 'Broken cup'],
  ['Ответ: Broken cup', 'Broken cup'],
  ['Re: Fwd: Broken cup', 'Fwd: Broken cup'],
  ['R: Broken cup', 'Broken cup'],
  ['R: RE: Broken cup', 'Broken cup'],
  ['Odg: Broken cup', 'Broken cup'],
  ['ВІДП: Broken cup', 'Broken cup'],
  ['Відп: Broken cup', 'Broken cup'],
  ['Vá: Broken cup', 'Broken cup'],
  ['Va\u0301: Broken cup', 'Broken cup'],
  ['Rép : Broken cup', 'Broken cup'],
  ['YAN: Broken cup', 'Broken cup'],
  ['Bls: Broken cup', 'Broken cup'],
  ['Balas: Broken cup', 'Broken cup'],
  ['TL: Broken cup', 'Broken cup'],
  ['Trả lời: Broken cup', 'Broken cup'],
  ['回復: Broken cup', 'Broken cup'],
  ['ตอบ: Broken cup', 'Broken cup'],
  ['השב: Broken cup', 'Broken cup'],
  ['\u200Fرد: Broken cup', 'Broken cup'],
  ['Re^2: Broken cup', 'Broken cup'],
  ['[EXTERNAL] Re: [list] Re: Broken cup', '[EXTERNAL] [list] Broken cup'],
])('%s answers %s', (subject, bare) => {
  expect(isAnswerSubject(subject)).toBe(true);
  expect(bareSubject(subject)).toBe(bare);
});

it.each([
  'Broken cup',
  'Recall: cup',
  'Fwd: Broken cup',
  'Regarding: cup',
  'R is slow',
  'PR: cup',
  'For R: a cup',
  'R2: a cup',
  'Yan is here: cup',
  '[R: cup]',
  '',
])('%s answers nothing', (subject) => {
  expect(isAnswerSubject(subject)).toBe(false);
  expect(bareSubject(subject)).toBe(subject);
});

it.each([
  ['Re: [EXTERNAL] Fwd: AW: Broken  cup', 'broken cup'],
  ['转发: 回复：订单 42', '订单 42'],
  ['Broken cup', 'broken cup'],
  ['R: [EXTERNAL] R: BROKEN cup', 'broken cup'],
  ['[EXTERNAL] Re: Broken cup', 'broken cup'],
  ['İLT: Broken cup', 'broken cup'],
  ['ilt: Broken cup', 'broken cup'],
  ['Re: ', null],
  [null, null],
])('%s belongs to the thread %s', (subject, thread) => {
  expect(threadSubject(subject)).toBe(thread);
});
