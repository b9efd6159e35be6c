import { bareSubject, isAnswerSubject, threadSubject } from './subject.ts';

it.each([
  ['Re: Broken cup', 'Broken cup'],
  ['RE: AW: Re[2]:  Broken   cup', 'Broken cup'],
  ['回复：Broken cup', 'Broken cup'],
  ['Ответ: Broken cup', 'Broken cup'],
  ['Re: Fwd: Broken cup', 'Fwd: Broken cup'],
])('%s answers %s', (subject, bare) => {
  expect(isAnswerSubject(subject)).toBe(true);
  expect(bareSubject(subject)).toBe(bare);
});

it.each(['Broken cup', 'Recall: cup', 'Fwd: Broken cup', 'Regarding: cup', ''])('%s answers nothing', (subject) => {
  expect(isAnswerSubject(subject)).toBe(false);
  expect(bareSubject(subject)).toBe(subject);
});

it.each([
  ['Re: [EXTERNAL] Fwd: AW: Broken  cup', 'broken cup'],
  ['转发: 回复：订单 42', '订单 42'],
  ['Broken cup', 'broken cup'],
  ['Re: ', null],
  [null, null],
])('%s belongs to the thread %s', (subject, thread) => {
  expect(threadSubject(subject)).toBe(thread);
});
