import { expect, names, test } from '../people/test.ts';

test('what was resolved with an answer that failed is back for everybody, marked, until another try succeeds', async ({
  desk,
  customers,
}) => {
  const [agent, colleague] = [await desk('supervisor'), await desk('admin')];
  const mira = customers.meet('Mira Sen');
  await mira.write('Is my order on its way?');
  await agent.open(mira);
  customers.simulator.interakt.faults.plan({ kind: 'refuse', with: 'missing_variables' }, mira.person.phone);
  await agent.reply.fill('It left yesterday.');
  await agent.page.keyboard.press('ControlOrMeta+Shift+Enter');
  await expect(agent.replySaying('It left yesterday.').getByRole('button', { name: 'Try again' })).toBeVisible();
  // Off the list: while the pointer is on it, what comes back waits.
  await agent.messages.hover();
  for (const each of [agent, colleague]) await expect(each.row(mira)).toContainText('Not delivered');
  // Of two who look at the same answer, one wrote it.
  await expect(agent.row(mira)).toContainText('you: It left yesterday.');
  await expect(colleague.row(mira)).toContainText(`${names.supervisor}: It left yesterday.`);

  await agent.replySaying('It left yesterday.').getByRole('button', { name: 'Try again' }).click();
  await mira.waitForChat(({ text }) => text === 'It left yesterday.');
  for (const each of [agent, colleague]) await expect(each.row(mira)).not.toContainText('Not delivered');
});

test('an answer of which nobody knows whether it was sent is marked so, until somebody says', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const noor = customers.meet('Noor Ali');
  await noor.write('Hello?');
  await agent.open(noor);
  customers.simulator.interakt.faults.plan({ kind: 'lost', answer: null }, noor.person.phone);
  await agent.answer('Hello Noor');
  await expect(agent.row(noor)).toContainText('Maybe not sent');
  await agent.page.getByRole('button', { name: 'Mark as sent' }).click();
  await expect(agent.row(noor)).not.toContainText('Maybe not sent');
});
