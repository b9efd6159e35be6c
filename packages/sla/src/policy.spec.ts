import { assertTierPolicy } from './policy.ts';

const valid = {
  firstResponse: 60,
  nextResponse: null,
  resolution: 0.5,
  hours: 'business',
  pausedBy: ['pending'],
  warnAt: 0.75,
};

describe('assertTierPolicy', () => {
  it('accepts a policy with a target that is not promised', () => {
    expect(() => assertTierPolicy(valid)).not.toThrow();
  });

  it.each([
    [null, 'tiers.vip.policy'],
    [{ ...valid, firstResponse: 0 }, 'tiers.vip.firstResponse'],
    [{ ...valid, nextResponse: undefined }, 'tiers.vip.nextResponse'],
    [{ ...valid, resolution: '60' }, 'tiers.vip.resolution'],
    [{ ...valid, hours: 'office' }, 'tiers.vip.hours'],
    [{ ...valid, pausedBy: 'pending' }, 'tiers.vip.pausedBy'],
    [{ ...valid, warnAt: 75 }, 'tiers.vip.warnAt'],
  ])('%j is refused by the name of the field', (policy, field) => {
    expect(() => assertTierPolicy(policy, 'tiers.vip.')).toThrow(
      expect.objectContaining({ code: 'invalid_policy', field }),
    );
  });
});
