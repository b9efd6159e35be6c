import { supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { expect, test } from '../people/test.ts';

test.skip(!process.env['HAVE_DOVECOT'], 'Dovecot is not here');

test('a refused mailbox is seen by an admin wherever they are, and by no agent', async ({ desk, admin }) => {
  await using dovecot = await Dovecot.start();
  const address = 'refused@demo.test';
  const imap = { ...dovecot.server, password: 'wrong' };
  const { id } = await admin(supportEmails.create, { body: { address, name: 'Refused', imap } });
  await expect.poll(async () => (await admin(supportEmails.get, { params: { id } })).health).toBe('auth_failed');

  const { page } = await desk('admin');
  const banner = page.getByRole('alert').filter({ hasText: `${address} receives nothing` });
  await expect(banner).toBeVisible();
  const agent = await desk('agent');
  await expect(agent.list.getByRole('listbox')).toBeVisible();
  await expect(agent.page.getByRole('alert')).toHaveCount(0);

  await banner.getByRole('link', { name: 'Mend it under Mailboxes' }).click();
  await expect(page.getByRole('heading', { name: 'Mailboxes' })).toBeVisible();
  await expect(page.getByRole('alert')).toContainText(`${address} has never been read`);
  await admin(supportEmails.update, { params: { id }, body: { imap: dovecot.server } });
  await expect(page.getByRole('alert')).toHaveCount(0, { timeout: 20_000 });
  await admin(supportEmails.remove, { params: { id } });
});
