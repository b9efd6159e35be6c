import { measureAccuracy } from './accuracy.ts';
import { triageTeams } from './intents.ts';

const accuracy = measureAccuracy();
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7);
const cell = (value: string | number): string => String(value).padStart(9);
const lines = [
  `${accuracy.messages} held-out messages, never trained on`,
  `team   ${percent(accuracy.team)}`,
  `intent ${percent(accuracy.intent)}`,
  '',
  'team              messages precision    recall',
  ...accuracy.byTeam.map(
    ({ team, messages, precision, recall }) =>
      `${team.padEnd(17)}${cell(messages)}${cell(percent(precision))}${cell(percent(recall))}`,
  ),
  '',
  'language          messages      team',
  ...accuracy.byLanguage.map(
    ({ language, messages, team }) => `${language.padEnd(17)}${cell(messages)}${cell(percent(team))}`,
  ),
  '',
  'confidence           share      team',
  ...accuracy.byConfidence.map(
    ({ atLeast, share, team }) => `at least ${atLeast}     ${cell(percent(share))}${cell(percent(team))}`,
  ),
  '',
  `true \\ suggested ${triageTeams.map((team) => cell(team.slice(0, 8))).join('')}`,
  ...triageTeams.map((team, row) => `${team.padEnd(17)}${(accuracy.confusion[row] ?? []).map(cell).join('')}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
