import { expect, test } from '../people/test.ts';

test('each notice says whose mail leaves, can be read, and leaves the menu of the agent free', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const people = [customers.meet('Xena Paul'), customers.meet('Yash Jain')];
  for (const one of people) await one.mail({ subject: 'Cup', text: 'It broke.' });
  const toasts = people.map(({ person }) =>
    agent.page.getByRole('listitem').filter({ hasText: `The reply to ${person.name} leaves in` }),
  );
  for (const [at, one] of people.entries()) {
    // With its element, not with the mouse: that rests on the first notice, which stays for as long.
    await agent.row(one).evaluate((row: HTMLElement) => row.click());
    await expect(agent.reply).toHaveAttribute('placeholder', `Answer ${one.person.name}`);
    await agent.reply.fill('A new one is on its way.');
    await agent.page.keyboard.press('ControlOrMeta+Enter');
    if (at === 0) await toasts[0]?.hover();
  }
  for (const toast of toasts) await expect(toast).toBeVisible();
  // Once they have come up.
  await expect
    .poll(async () => {
      const [first, second] = await Promise.all(toasts.map((toast) => toast.boundingBox()));
      return first && second ? Math.abs(first.y - second.y) - Math.min(first.height, second.height) : 0;
    })
    .toBeGreaterThan(0);
  const menu = await agent.navigation.getByRole('button', { name: /Daniel Mathew/ }).boundingBox();
  for (const toast of toasts) {
    // It slides into its place.
    await expect
      .poll(async () => {
        const box = await toast.boundingBox();
        return box && menu ? box.y + box.height - menu.y : 0;
      })
      .toBeLessThanOrEqual(0);
  }
});

test('the keys that send say nothing when they are pressed once more', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const zoya = customers.meet('Zoya Shah');
  await zoya.write('Hello');
  await agent.open(zoya);
  const hint = agent.page.getByText('Write an answer first.');
  await agent.reply.fill('Hello Zoya');
  await agent.page.keyboard.press('ControlOrMeta+Enter');
  await agent.page.keyboard.press('ControlOrMeta+Enter');
  await zoya.waitForChat(({ text }) => text === 'Hello Zoya');
  await expect(hint).toBeHidden();
  await expect(agent.replySaying('Hello Zoya')).toHaveCount(1);
  // Whoever has begun and wiped it out again is told.
  await agent.reply.fill('x');
  await agent.reply.fill('');
  await agent.page.keyboard.press('ControlOrMeta+Enter');
  await expect(hint).toBeVisible();
});
