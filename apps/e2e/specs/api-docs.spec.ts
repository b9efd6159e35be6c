import { apiTokens } from '@switchboard/contracts';
import { signedInClient } from '../people/customers.ts';
import { expect, test } from '../people/test.ts';

test('an endpoint is tried from the documentation with a personal token', async ({ page, portal }) => {
  const agent = await signedInClient(portal, 'agent@demo.test', portal.password);
  const { token } = await agent(apiTokens.create, {
    body: { name: 'Documentation', scopes: ['conversations:read'], expiresInDays: 1 },
  });
  await page.goto(`${portal.apiUrl}/api/docs`);
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  const dialog = page.locator('.modal-ux');
  await dialog.getByRole('textbox').first().fill(token);
  await dialog.getByRole('button', { name: 'Apply credentials' }).first().click();
  await dialog.getByRole('button', { name: 'Close' }).last().click();

  const me = page.locator('.opblock').filter({ hasText: 'Who I am and what I may do' });
  await me.getByRole('button', { name: /GET/ }).first().click();
  await me.getByRole('button', { name: 'Execute' }).click();
  const answer = me.locator('.live-responses-table');
  await expect(answer).toContainText('200');
  await expect(answer).toContainText('agent@demo.test');
  await expect(answer).toContainText('api_token');
});
