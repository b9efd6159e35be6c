import { expect, names, test } from '../people/test.ts';

test('taking, noting, snoozing, marking unread and resolving show at once, also in the counts', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const { page } = agent;
  const before = { mine: await agent.count('My inbox'), unassigned: await agent.count('Unassigned') };
  const ravi = customers.meet('Ravi Menon');
  await ravi.write('Please change my address to 14 Lake Road');
  await agent.open(ravi);
  await expect.poll(() => agent.count('Unassigned')).toBe(before.unassigned + 1);

  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByRole('option', { name: `${names.supervisor} (me)` }).click();
  await expect(page.getByRole('button', { name: `Assigned to ${names.supervisor}` })).toBeVisible();
  await expect.poll(() => agent.count('My inbox')).toBe(before.mine + 1);
  await expect.poll(() => agent.count('Unassigned')).toBe(before.unassigned);

  await page.getByRole('tab', { name: 'Note' }).click();
  await agent.note.fill('Moved last week, see his mail.');
  await page.getByRole('button', { name: 'Add note' }).click();
  const note = agent.messages.getByRole('article', { name: `Note by ${names.supervisor}` });
  await expect(note).toContainText('Moved last week');
  expect(ravi.chat.filter(({ from }) => from === 'business')).toEqual([]);

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: /Mark as unread/ }).click();
  await expect(agent.row(ravi)).toContainText('1 unread');

  const snoozed = await agent.count('Snoozed');
  await page.getByRole('button', { name: 'Snooze' }).click();
  await page.getByPlaceholder(/fri 4pm/).fill('2h');
  await page.getByRole('dialog', { name: 'Snooze' }).getByRole('option').click();
  await expect(page.getByText(/^Snoozed until/)).toBeVisible();
  await expect(agent.row(ravi)).toHaveCount(0);
  await expect.poll(() => agent.count('Snoozed')).toBe(snoozed + 1);
  await expect.poll(() => agent.count('My inbox')).toBe(before.mine);

  await agent.show('Snoozed');
  await agent.open(ravi);
  await ravi.write('And the phone number too, please');
  await expect.poll(() => agent.count('Snoozed')).toBe(snoozed);
  await expect.poll(() => agent.count('My inbox')).toBe(before.mine + 1);

  await agent.show('My inbox');
  await agent.open(ravi);
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(agent.row(ravi)).toHaveCount(0);
  await expect.poll(() => agent.count('My inbox')).toBe(before.mine);
  await expect(page.getByRole('button', { name: 'Reopen', exact: true })).toBeVisible();

  const resolved = page.getByRole('listitem').filter({ hasText: /^Resolved #/ });
  await resolved.getByRole('button', { name: 'Undo' }).last().click();
  // The notice lies over the list, on which the pointer would be when it is gone.
  await agent.messages.hover();
  await expect(agent.row(ravi)).toBeVisible();
  await expect.poll(() => agent.count('My inbox')).toBe(before.mine + 1);
});

test('a filter of the list is in the address, and rows do not move under the pointer', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const { page } = agent;
  const [ira, joel] = [customers.meet('Ira Dutt'), customers.meet('Joel Sen')];
  await ira.write('First');
  await expect(agent.row(ira)).toBeVisible();

  await agent.row(ira).hover();
  const place = await agent.row(ira).boundingBox();
  await joel.write('Second');
  await expect(page.getByRole('button', { name: '1 new' })).toBeVisible();
  await expect(agent.row(joel)).toHaveCount(0);
  expect(await agent.row(ira).boundingBox()).toEqual(place);
  await page.getByRole('button', { name: '1 new' }).click();
  await expect(agent.list.getByRole('option').first()).toContainText(joel.person.name);

  await agent.list.getByRole('button', { name: /^Channel/ }).click();
  await page.getByRole('menuitemradio', { name: 'Email' }).click();
  await expect(agent.row(joel)).toHaveCount(0);
  await expect(page).toHaveURL(/channel=email/);
  await page.reload();
  await expect(agent.list.getByRole('button', { name: /^Channel/ })).toContainText('Email');
});
