import { expect, names, test } from '../people/test.ts';
import { signIn } from '../people/sign-in.ts';

test('a wrong password is told, and tells nothing else', async ({ page, portal }) => {
  await page.goto(portal.webUrl);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText('to Sunfield Garden Supplies')).toBeVisible();
  await signIn(page, 'agent@demo.test', 'not the password');
  await expect(page.getByRole('alert')).toHaveText('E-mail and password do not match.');
  await expect(page.getByLabel('Password')).toHaveValue('');
  await signIn(page, 'nobody@demo.test', 'not the password');
  await expect(page.getByRole('alert')).toHaveText('E-mail and password do not match.');
});

test('a link to a conversation leads there through the sign-in; signing out ends it', async ({
  page,
  desk,
  portal,
  customers,
}) => {
  const priya = await desk('agent');
  const noor = customers.meet('Noor Basu');
  await noor.write('The app does not open');
  const id = await priya.open(noor);

  await page.goto(`${portal.webUrl}/inbox?view=all&conversation=${id}`);
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, 'agent@demo.test', portal.password);
  await expect(page.getByRole('region', { name: 'Messages' })).toContainText('The app does not open');
  await expect(page).toHaveURL(new RegExp(`conversation=${id}`));

  await page.getByRole('button', { name: new RegExp(`^${names.agent}`) }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto(`${portal.webUrl}/inbox`);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem('switchboard.session'))).toBeNull();

  // Signed out here, not there.
  await priya.page.reload();
  await expect(priya.messages).toContainText('The app does not open');
});
