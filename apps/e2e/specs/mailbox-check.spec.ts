import { readFile } from 'node:fs/promises';
import { supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { expectAccessible } from '../people/accessible.ts';
import { expect, test } from '../people/test.ts';

test.skip(!process.env['HAVE_DOVECOT'], 'Dovecot is not here');

test('an admin checks a mailbox, sees what was rejected, and an agent downloads the original of a mail', async ({
  desk,
  admin,
}) => {
  await using dovecot = await Dovecot.start();
  const address = 'checked@demo.test';
  const original = `From: Nila Roy <nila@example.test>\r\nTo: ${address}\r\nSubject: The green kettle\r\nMessage-ID: <kettle@example.test>\r\n\r\nIt whistles.\r\n`;
  await dovecot.deliver(original);
  await dovecot.deliver(`${'X-Filler: 1\r\n'.repeat(3_000)}From: bomb@example.test\r\n\r\nboom\r\n`);
  const { id } = await admin(supportEmails.create, { body: { address, name: 'Checked', imap: dovecot.server } });

  const { page, navigation, list } = await desk('admin');
  await page.goto(page.url().replace(/\?.*/, '?view=all'));
  await list.getByRole('option', { name: /The green kettle/ }).click();
  const mail = page.getByRole('article', { name: /Nila Roy/ });
  await mail.getByRole('button', { name: 'More about this mail' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download original (.eml)' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('The green kettle.eml');
  expect(await readFile(await download.path(), 'utf8')).toBe(original);

  await navigation.getByRole('link', { name: 'Mailboxes' }).click();
  const check = page.getByRole('group', { name: `Check of ${address}` });
  await check.getByRole('button', { name: 'Check now' }).click();
  await expect(check).toContainText('Checked today: 2 on the server, 1 stored, 1 rejected, 0 missing');
  await check.getByRole('button', { name: 'Show which' }).click();
  const found = page.getByRole('dialog', { name: `What the check of ${address} found` });
  await expect(found.getByRole('listitem')).toContainText(/Rejected.*INBOX.*header/);
  await found.getByRole('link', { name: /Ledger entry/ }).click();
  await expect(page.getByRole('dialog', { name: /^Entry/ })).toContainText('more than 2000 header lines');
  await admin(supportEmails.remove, { params: { id } });
});

test('a mailbox whose sign-in was refused is named with a way to mend it, and its test says what is wrong', async ({
  desk,
  admin,
  portal,
}) => {
  test.setTimeout(150_000);
  await using dovecot = await Dovecot.start();
  const address = 'refused@demo.test';
  const imap = { ...dovecot.server, password: 'another' };
  const { id } = await admin(supportEmails.create, { body: { address, name: 'Refused', imap } });
  const { page } = await desk('admin');
  await page.goto(`${portal.webUrl}/admin/mailboxes`);
  const banner = page.getByRole('alert').filter({ hasText: address });
  await expect(banner).toContainText('Its server refused the sign-in, and nothing is tried again until');
  await expect(banner).toContainText('The server said: Authentication failed.');
  await expectAccessible(page, 'a mailbox that is refused');

  await banner.getByRole('button', { name: `Change the password of ${address}` }).click();
  const form = page.getByRole('dialog', { name: address });
  const trial = form.getByRole('button', { name: 'Test the connection' });
  await trial.click();
  await expect(form.getByRole('status')).toContainText('refused the user name or the password');
  await form.getByRole('switch', { name: 'TLS' }).click();
  await form.getByLabel('Password').fill('any');
  await trial.click();
  await expect(form.getByRole('status')).toContainText('does not begin with TLS');
  await expect(form.getByRole('status')).not.toContainText('routines');
  await form.getByRole('switch', { name: 'TLS' }).click();
  await form.getByLabel('Password').fill(dovecot.server.password);
  await trial.click();
  await expect(form.getByRole('status')).toContainText('Mail can be received.');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(banner).toHaveCount(0);
  await admin(supportEmails.remove, { params: { id } });
});
