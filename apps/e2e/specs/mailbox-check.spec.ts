import { readFile } from 'node:fs/promises';
import { supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
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
