import { belongsTo, bySeniority, type Kin } from './kinship.ts';

const ID = '<20261120093000.4f1c@example.test>';
const asha: Kin = {
  messageId: ID,
  customerId: 'asha',
  from: 'asha@example.test',
  recipients: ['support@demo.test'],
  isOurs: false,
};
const dev: Kin = { ...asha, messageId: null, customerId: 'dev', from: 'dev@elsewhere.test' };

it.each<[string, Kin, Kin, boolean]>([
  ['the same customer', { ...dev, customerId: 'asha' }, { ...asha, messageId: '<form@site>' }, true],
  ['a stranger who was shown a mail', dev, asha, true],
  ['a stranger, and a Message-ID that anybody may have', dev, { ...asha, messageId: '<form@site.test>' }, false],
  ['somebody in copy', dev, { ...asha, messageId: '<1@x>', recipients: ['dev@elsewhere.test'] }, true],
  ['an answer to all', { ...dev, recipients: ['asha@example.test'] }, { ...asha, messageId: '<1@x>' }, true],
  ['a mail of ours', dev, { ...asha, isOurs: true, messageId: '<1@x>' }, true],
  [
    'a circular',
    dev,
    { ...asha, isOurs: true, recipients: Array.from({ length: 21 }, (_, i) => `${i}@x.test`) },
    false,
  ],
  ['nobody known', { ...dev, customerId: null }, { ...asha, customerId: null, messageId: null }, false],
])('%s', (_name, answer, answered, expected) => {
  expect(belongsTo(answer, answered)).toBe(expected);
});

it('begins with the mail that refers to the fewest, then with the earliest, then with either', () => {
  const mail = { references: 0, writtenAt: 2, contentHash: 'b' };
  const order = [
    { ...mail, references: 1, writtenAt: 1 },
    mail,
    { ...mail, contentHash: 'a' },
    { ...mail, writtenAt: 1 },
  ];
  expect(order.toSorted(bySeniority)).toEqual([order[3], order[2], order[1], order[0]]);
});
