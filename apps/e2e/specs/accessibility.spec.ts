import { expectAccessible } from '../people/accessible.ts';
import { expect, test } from '../people/test.ts';

test('axe finds nothing at the sign-in', async ({ page, portal }) => {
  await page.goto(portal.webUrl);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page, 'sign-in');
});

test('axe finds nothing in the inbox', async ({ desk }) => {
  test.setTimeout(240_000);
  const agent = await desk('supervisor');
  const { page } = agent;
  await expect(agent.list.getByRole('option').first()).toBeVisible();
  await expectAccessible(page, 'list');

  await agent.open({ person: { name: 'Fatima Sheikh' } });
  await expect(agent.messages.getByText('Quotation SQ-311')).toBeVisible();
  await expectAccessible(page, 'mail');

  await agent.open({ person: { name: 'Kavya Iyer' } });
  await expect(agent.messages.getByText('Any news?')).toBeVisible();
  await expectAccessible(page, 'WhatsApp');
  await page.getByRole('tab', { name: 'Note' }).click();
  await agent.note.fill('Only for us');
  await expectAccessible(page, 'note');
  await agent.note.press('Escape');

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await expectAccessible(page, 'keyboard help');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await expectAccessible(page, 'palette');
});

test('axe finds nothing on the admin pages', async ({ desk }) => {
  test.setTimeout(240_000);
  const admin = await desk('admin');
  for (const page of ['Mailboxes', 'WhatsApp', 'Inbound ledger', 'Roles', 'My API tokens']) {
    await admin.navigation.getByRole('link', { name: page }).click();
    await expect(admin.page.getByRole('heading', { name: page, level: 1 })).toBeVisible();
    await expect(admin.page.getByRole('main').getByText('Loading')).toHaveCount(0);
    await expectAccessible(admin.page, page);
  }
});
