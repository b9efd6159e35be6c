import type { Customer } from '@switchboard/simulator';
import { expect, names, test } from '../people/test.ts';

test('the inbox is worked without the mouse', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const { page } = agent;
  const [uma, vik] = [customers.meet('Uma Reddy'), customers.meet('Vik Anand')];
  await uma.write('Can I pick it up today?');
  await expect(agent.row(uma)).toBeVisible();
  await vik.write('Is the shop open?');
  await expect(agent.list.getByRole('option').first()).toContainText(vik.person.name);

  const listbox = agent.list.getByRole('listbox', { name: 'All' });
  const pointsAt = async (customer: Customer) => {
    const id = await agent.row(customer).getAttribute('id');
    await expect(listbox).toHaveAttribute('aria-activedescendant', id ?? '');
  };
  await page.keyboard.press('j');
  await pointsAt(vik);
  await page.keyboard.press('j');
  await pointsAt(uma);
  await page.keyboard.press('k');
  await pointsAt(vik);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(agent.messagesFrom(uma)).toContainText('pick it up');

  await page.keyboard.press('r');
  await expect(agent.reply).toBeFocused();
  await page.keyboard.type('Yes, until six. Nice to see you e i j');
  await page.keyboard.press('Control+Enter');
  await uma.waitForChat(({ text }) => text === 'Yes, until six. Nice to see you e i j');
  await page.keyboard.press('Escape');
  await expect(agent.reply).not.toBeFocused();

  await page.keyboard.press('n');
  await expect(agent.note).toBeFocused();
  await page.keyboard.type('Comes by car.');
  await page.keyboard.press('Control+Enter');
  await expect(agent.messages.getByRole('article', { name: /^Note by/ })).toContainText('Comes by car.');
  await page.keyboard.press('Escape');

  await page.keyboard.press('i');
  await expect(page.getByRole('button', { name: `Assigned to ${names.supervisor}` })).toBeVisible();
  await page.keyboard.press('e');
  await expect(agent.row(uma)).toHaveCount(0);
  await page.keyboard.press('e');
  await expect(page.getByRole('button', { name: 'Resolve', exact: true })).toBeVisible();
  await page.keyboard.press('e');
  await expect(agent.row(uma)).toHaveCount(0);
});

test('? tells the shortcuts, Ctrl K finds commands, G leads to views', async ({ desk }) => {
  const agent = await desk('supervisor');
  const { page } = agent;
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toContainText('Next conversation');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill('unassigned');
  await page.keyboard.press('Enter');
  await expect(agent.list.getByRole('heading', { name: 'Unassigned' })).toBeVisible();
  await expect(palette).toBeHidden();

  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await expect(agent.list.getByRole('heading', { name: 'All' })).toBeVisible();
});
