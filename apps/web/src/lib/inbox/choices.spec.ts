import { InteractiveChoices } from '@switchboard/contracts';
import { choicesOf, emptyRow, newChoices, problemsOf, type ChoicesDraft } from './choices.ts';

const buttons: ChoicesDraft = { ...newChoices('Which one?'), buttons: ['Blue', 'Green'] };
const list: ChoicesDraft = {
  ...newChoices('What is it about?'),
  kind: 'list',
  opener: 'Choose',
  rows: [
    { title: 'An order', description: 'Where it is', section: '' },
    { title: 'A return', description: '', section: '' },
  ],
};
const row = (change: Partial<ChoicesDraft['rows'][number]>) => ({ ...emptyRow, title: 'Row', ...change });

test.each<[string, ChoicesDraft, Record<string, RegExp>]>([
  ['two buttons', buttons, {}],
  ['a list', list, {}],
  ['a list with sections', { ...list, rows: [row({ section: 'A' }), row({ title: 'B', section: 'B' })] }, {}],
  ['no question', { ...buttons, text: ' ' }, { text: /empty/ }],
  ['an empty button', { ...buttons, buttons: ['Yes', ''] }, { 'buttons.1': /empty/ }],
  ['the same button twice', { ...buttons, buttons: ['Yes', 'Yes '] }, { 'buttons.1': /same/ }],
  ['a long button', { ...buttons, buttons: ['x'.repeat(21)] }, { 'buttons.0': /At most 20 .*21/ }],
  ['a long header', { ...buttons, header: 'x'.repeat(61) }, { header: /60/ }],
  ['a long footer', { ...list, footer: 'x'.repeat(61) }, { footer: /60/ }],
  ['a list that nothing opens', { ...list, opener: '' }, { opener: /empty/ }],
  ['a long row', { ...list, rows: [row({ title: 'x'.repeat(25) })] }, { 'rows.0.title': /24/ }],
  ['a long description', { ...list, rows: [row({ description: 'x'.repeat(73) })] }, { 'rows.0.description': /72/ }],
  [
    'a row outside of the sections',
    { ...list, rows: [row({ section: 'A' }), row({ title: 'B' })] },
    { 'rows.1.section': /Every row/ },
  ],
])('%s', (_what, draft, expected) => {
  const problems = problemsOf(draft);
  expect(Object.keys(problems)).toEqual(Object.keys(expected));
  for (const [name, words] of Object.entries(expected)) expect(problems[name]).toMatch(words);
  // What passes here passes at the server.
  expect(InteractiveChoices.safeParse(choicesOf(draft)).success).toBe(
    Object.keys(problems).every((name) => ['text', 'header', 'footer'].includes(name)),
  );
});
