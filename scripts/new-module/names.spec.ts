import { fill, namesOf } from './names.ts';

it('writes a name in all its forms', () => {
  expect(namesOf('refund-requests')).toEqual({
    names: 'refundRequests',
    Names: 'RefundRequests',
    name: 'refundRequest',
    Name: 'RefundRequest',
    'file-names': 'refund-requests',
    'file-name': 'refund-request',
    table_names: 'refund_requests',
    table_name: 'refund_request',
    words: 'refund requests',
    word: 'refund request',
  });
});

it.each([
  ['macros', 'macro'],
  ['call-categories', 'call-category'],
  ['surveys', 'survey'],
  ['mailboxes', 'mailbox'],
  ['branches', 'branch'],
  ['statuses', 'status'],
])('%s are many of a %s', (plural, singular) => {
  expect(namesOf(plural)['file-name']).toBe(singular);
});

it.each(['Macros', 'call_categories', 'macro', 'access', '-macros', 'a--bs', '../macros', ''])(
  'refuses "%s"',
  (given) => {
    expect(() => namesOf(given)).toThrow(/is not a (name in kebab-case|plural)/);
  },
);

it('fills a template, and knows no other forms', () => {
  expect(fill('{{Name}} of {{table_names}}', namesOf('macros'))).toBe('Macro of macros');
  expect(() => fill('{{NAME}}', namesOf('macros'))).toThrow('{{NAME}}');
});
