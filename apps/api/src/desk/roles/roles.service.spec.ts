import { conversations, customers, ledger, roles, teams, agents } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let owner: SignedIn;
let admin: SignedIn;

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signInAs({ role: 'owner' });
  admin = await app.signInAs({ role: 'admin' });
});

afterAll(() => app.close());

async function roleId(slug: string): Promise<string> {
  const { items } = await owner.client(roles.list, {});
  return items.find((role) => role.slug === slug)?.id ?? '';
}

async function assignmentOf(agentId: string): Promise<string> {
  const { items } = await owner.client(roles.users, {});
  return items.find((assignment) => assignment.agentId === agentId)?.id ?? '';
}

describe('roles', () => {
  it('start with the four built in', async () => {
    const { items } = await owner.client(roles.list, {});
    expect(items.map(({ slug, isSystem }) => [slug, isSystem])).toEqual([
      ['owner', true],
      ['admin', true],
      ['supervisor', true],
      ['agent', true],
    ]);
  });

  it('are made under a name of their own', async () => {
    const made = await owner.client(roles.create, { body: { name: 'Night shift' } });
    expect(made).toMatchObject({ slug: 'night_shift', description: '', isSystem: false });
    expect(await owner.client(roles.grants, { params: { id: made.id } })).toEqual({ items: [] });
    expect(await refusal(owner.client(roles.create, { body: { name: 'NIGHT  Shift!' } }))).toMatchObject({
      code: 'conflict',
    });
    expect(await refusal(owner.client(roles.create, { body: { name: '!!!' } }))).toMatchObject({
      details: [{ path: 'body.name' }],
    });
  });

  it('tell which modules, actions and scopes there are', async () => {
    const known = await owner.client(roles.modules, {});
    expect(known.modules).toContain('conversations');
    expect([known.actions, known.scopes]).toEqual([
      ['read', 'write', 'delete', 'manage'],
      ['own', 'team', 'all'],
    ]);
  });

  it('keep what owner and admin may do', async () => {
    for (const slug of ['owner', 'admin']) {
      const call = owner.client(roles.setGrants, { params: { id: await roleId(slug) }, body: { items: [] } });
      expect(await refusal(call)).toMatchObject({ status: 409, code: 'conflict' });
    }
  });

  it('name a grant that is there twice, and a role that is not', async () => {
    const twice = { module: 'customers', action: 'read', scope: 'all' } as const;
    const call = owner.client(roles.setGrants, {
      params: { id: await roleId('agent') },
      body: { items: [twice, twice] },
    });
    expect(await refusal(call)).toMatchObject({ code: 'bad_request', details: [{ path: 'body.items.1' }] });
    const id = '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60';
    expect(await refusal(owner.client(roles.grants, { params: { id } }))).toMatchObject({ code: 'not_found' });
    expect(await refusal(owner.client(roles.setGrants, { params: { id }, body: { items: [] } }))).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('what a role may do', () => {
  it('holds from the next request on', async () => {
    const { id } = await owner.client(roles.create, { body: { name: 'Auditor' } });
    const person = await app.signInAs({ grants: [] });
    await owner.client(roles.assign, { body: { agentId: person.agent.id, roleId: id } });
    expect(await refusal(person.client(ledger.list, {}))).toMatchObject({ code: 'forbidden' });
    const items = [{ module: 'ledger', action: 'read', scope: 'all' }] as const;
    expect(await owner.client(roles.setGrants, { params: { id }, body: { items: [...items] } })).toEqual({ items });
    await allowed(() => person.client(ledger.list, {}));
    await owner.client(roles.setGrants, { params: { id }, body: { items: [] } });
    await refused(() => person.client(ledger.list, {}));
  });

  it('reaches the sockets of those who have it', async () => {
    const { id } = await owner.client(roles.create, { body: { name: 'Listener' } });
    const person = await app.signInAs({ role: 'agent' });
    const socket = await person.connect('/inbox');
    await owner.client(roles.assign, { body: { agentId: person.agent.id, roleId: id } });
    expect(await socket.next('access')).toEqual({ reason: 'rights' });
    const started = performance.now();
    for (const { id: assignment } of (await owner.client(roles.users, {})).items.filter(
      ({ agentId }) => agentId === person.agent.id,
    )) {
      await owner.client(roles.unassign, { params: { id: assignment } });
    }
    expect(await socket.ended).toBe('io server disconnect');
    expect(performance.now() - started).toBeLessThan(5000);
    await refused(() => person.client(conversations.list, {}));
  });

  it('is never more than who gives it has', async () => {
    const grants = [
      { module: 'roles', action: '*', scope: 'all' },
      { module: 'customers', action: 'read', scope: 'all' },
    ] as const;
    const manager = await app.signInAs({ grants: [...grants] });
    const { id } = await manager.client(roles.create, { body: { name: 'Ladder' } });
    const set = (module: 'customers' | '*') =>
      manager.client(roles.setGrants, { params: { id }, body: { items: [{ module, action: 'read', scope: 'all' }] } });
    expect((await set('customers')).items).toHaveLength(1);
    expect(await refusal(set('*'))).toMatchObject({ code: 'forbidden' });
    const assign = (role: string) =>
      manager.client(roles.assign, { body: { agentId: manager.agent.id, roleId: role } });
    expect(await assign(id)).toMatchObject({ agentId: manager.agent.id, roleName: 'Ladder' });
    expect(await refusal(assign(await roleId('admin')))).toMatchObject({ code: 'forbidden' });
    expect(await manager.client(customers.list, {})).toBeDefined();
  });
});

describe('who has a role', () => {
  it('is given it once', async () => {
    const person = await app.signInAs({ role: 'agent', name: 'Meera Iyer' });
    const supervisor = await roleId('supervisor');
    const assigned = await owner.client(roles.assign, { body: { agentId: person.agent.id, roleId: supervisor } });
    expect(assigned).toMatchObject({ agentName: 'Meera Iyer', roleName: 'Supervisor' });
    const again = owner.client(roles.assign, { body: { agentId: person.agent.id, roleId: supervisor } });
    expect(await refusal(again)).toMatchObject({ code: 'conflict' });
    await owner.client(roles.unassign, { params: { id: assigned.id } });
    expect(await refusal(owner.client(roles.unassign, { params: { id: assigned.id } }))).toMatchObject({
      code: 'not_found',
    });
    const nobody = owner.client(roles.assign, { body: { agentId: assigned.id, roleId: supervisor } });
    expect(await refusal(nobody)).toMatchObject({ code: 'not_found' });
  });

  it('is an owner by an owner only', async () => {
    const ownerRole = await roleId('owner');
    const byAdmin = admin.client(roles.assign, { body: { agentId: admin.agent.id, roleId: ownerRole } });
    expect(await refusal(byAdmin)).toMatchObject({ status: 403, code: 'forbidden' });
    const removing = admin.client(roles.unassign, { params: { id: await assignmentOf(owner.agent.id) } });
    expect(await refusal(removing)).toMatchObject({ code: 'forbidden' });
  });

  it('includes an owner always, even when two leave at the same moment', async () => {
    const own = await assignmentOf(owner.agent.id);
    expect(await refusal(owner.client(roles.unassign, { params: { id: own } }))).toMatchObject({
      status: 409,
      code: 'conflict',
    });
    const second = await app.signInAs({ role: 'owner' });
    const outcomes = await Promise.allSettled([
      owner.client(roles.unassign, { params: { id: own } }),
      second.client(roles.unassign, { params: { id: await assignmentOf(second.agent.id) } }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const { rows } = await app.database.pool.query(
      `select 1 from agent_roles r join roles on roles.id = role_id where slug = 'owner'`,
    );
    expect(rows).toHaveLength(1);
  });
});

describe('agents and teams', () => {
  it('are listed by name, with the teams people are in', async () => {
    const person = await app.signInAs({ teams: ['support', 'sales'], name: 'Zoya Khan' });
    const listed = await person.client(agents.list, {});
    expect(listed.items.at(-1)).toMatchObject({ name: 'Zoya Khan', availability: 'offline' });
    expect(listed.items.at(-1)?.teamIds.toSorted()).toEqual(person.agent.teamIds.toSorted());
    expect((await person.client(teams.list, {})).items.map(({ name }) => name)).toEqual([
      'Dispatch',
      'Finance',
      'General',
      'Returns & refunds',
      'Sales',
      'Support',
      'Technical',
    ]);
  });
});

const PATIENCE_MILLISECONDS = 5000;

/** Asks until the answer is yes; a change of rights is to hold within five seconds. */
async function allowed(call: () => Promise<unknown>): Promise<void> {
  await until(async () =>
    call().then(
      () => true,
      () => false,
    ),
  );
}

async function refused(call: () => Promise<unknown>): Promise<void> {
  await until(async () =>
    call().then(
      () => false,
      () => true,
    ),
  );
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not so within ${PATIENCE_MILLISECONDS} ms`);
  }
}
