import { conversations } from '@switchboard/contracts';
import { expect, names, test } from '../people/test.ts';

test('what one agent does shows live at the other', async ({ desk, customers }) => {
  const [priya, daniel] = [await desk('agent'), await desk('supervisor')];
  const lena = customers.meet('Lena Jacob');
  await lena.write('My login code does not arrive');
  await priya.open(lena);
  await daniel.open(lena);
  await Promise.all([priya.mark(), daniel.mark()]);

  await priya.answer('I have sent you a new one.');
  const seen = daniel.messages.getByRole('article', { name: `Reply from ${names.agent}` });
  await expect(seen).toContainText('I have sent you a new one.');

  await daniel.page.keyboard.press('i');
  await expect(priya.page.getByRole('button', { name: `Assigned to ${names.supervisor}` })).toBeVisible();
  await daniel.page.keyboard.press('n');
  await daniel.note.fill('I call her.');
  await daniel.page.getByRole('button', { name: 'Add note' }).click();
  await expect(priya.messages.getByRole('article', { name: `Note by ${names.supervisor}` })).toContainText(
    'I call her.',
  );
  await daniel.page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(priya.page.getByRole('button', { name: 'Reopen', exact: true })).toBeVisible();
  await expect(priya.row(lena)).toHaveCount(0);
  await Promise.all([priya.expectNoReload(), daniel.expectNoReload()]);
});

test('an agent of another team neither sees nor hears of it', async ({ desk, customers, admin, portal }) => {
  const [priya, rohan, daniel] = [await desk('agent'), await desk('agent2'), await desk('supervisor')];
  const omar = customers.meet('Omar Pinto');
  await omar.write('Hello');
  await expect(priya.row(omar)).toBeVisible();
  await expect(rohan.row(omar)).toBeVisible();

  const id = await daniel.open(omar);
  await daniel.page.getByRole('button', { name: /^Team: / }).click();
  await daniel.page.getByRole('option', { name: 'Technical', exact: true }).click();
  await expect(rohan.row(omar)).toHaveCount(0);
  await expect(priya.row(omar)).toContainText('Technical');

  await omar.write('The sensor shows nothing');
  const zara = customers.meet('Zara Ali');
  await zara.write('Good morning');
  await expect(rohan.row(zara)).toBeVisible();
  await expect(priya.row(omar)).toContainText('The sensor shows nothing');
  await expect(rohan.row(omar)).toHaveCount(0);

  await rohan.page.goto(`${portal.webUrl}/inbox?view=all&conversation=${id}`);
  await expect(rohan.page.getByRole('alert')).toContainText('This conversation is not here');
  await admin(conversations.update, { params: { id }, body: { teamId: null } });
  await expect(rohan.row(omar)).toBeVisible();
});

test('a reply over the head of a customer who is writing is held back until the agent says so', async ({
  desk,
  customers,
}) => {
  const agent = await desk('agent');
  const sara = customers.meet('Sara Dixit');
  for (let line = 1; line <= 40; line++) await sara.write(`Line ${line} of a long story`);
  await agent.open(sara);
  await agent.page.getByRole('button', { name: 'Latest' }).click();
  await expect(agent.messagesFrom(sara).last()).toContainText('Line 40');
  await agent.messages.hover();
  await agent.page.mouse.wheel(0, -1200);
  await expect(agent.page.getByRole('button', { name: 'Latest' })).toBeVisible();

  await agent.reply.fill('I send it on Monday.');
  await sara.write('Stop! Do not send it, I found it.');
  await expect(agent.page.getByRole('button', { name: '1 new' })).toBeVisible();
  await agent.page.getByRole('button', { name: 'Send', exact: true }).click();

  const question = agent.conversation.getByRole('alert');
  await expect(question).toContainText('Not sent yet: a message arrived that you had not seen.');
  await expect(question).toContainText('Stop! Do not send it, I found it.');
  await expect(agent.reply).toHaveValue('I send it on Monday.');
  expect(sara.chat.filter(({ from }) => from === 'business')).toEqual([]);

  await question.getByRole('button', { name: 'Send anyway' }).click();
  await sara.waitForChat(({ text }) => text === 'I send it on Monday.');
  await expect(agent.replySaying('I send it on Monday.')).toHaveCount(1);
  await expect(question).toBeHidden();
});
