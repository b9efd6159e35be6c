import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../people/test.ts';

/** Everything axe knows, on what is on the screen now. */
async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
  );
  expect.soft(found, what).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 1024, 390]) {
    test(`axe finds nothing, ${colorScheme} at ${width}`, async ({ desk, browser, portal }) => {
      const look = { colorScheme, viewport: { width, height: 900 } };
      const outside = await browser.newContext(look);
      const signIn = await outside.newPage();
      await signIn.goto(portal.webUrl);
      await expect(signIn.getByRole('heading', { name: 'Sign in' })).toBeVisible();
      await expectAccessible(signIn, 'sign-in');
      await outside.close();

      const agent = await desk('admin', look);
      const { page } = agent;
      const back = page.getByRole('button', { name: 'Back to the list' });
      await expectAccessible(page, 'inbox list');

      await agent.open({ person: { name: 'Fatima Sheikh' } });
      await expect(agent.messages.getByText('Quotation SQ-311')).toBeVisible();
      await expectAccessible(page, 'mail');
      if (await back.isVisible()) await back.click();

      await agent.open({ person: { name: 'Kavya Iyer' } });
      await expect(agent.messages.getByText('Any news?')).toBeVisible();
      await expectAccessible(page, 'WhatsApp');
      await page.getByRole('tab', { name: 'Note' }).click();
      await expect(agent.note).toBeFocused();
      await expectAccessible(page, 'note');
      await page.keyboard.press('Escape');

      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
      await expectAccessible(page, 'keyboard help');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
      await expectAccessible(page, 'palette');
    });
  }
}
