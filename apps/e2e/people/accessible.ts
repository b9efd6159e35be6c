import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const widths = [1440, 1024, 390];
const schemes = ['light', 'dark'] as const;

/** Holds what is on the screen against every rule of axe, light and dark, at the widths that lay it out differently. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // The page's own policy lets no script in that is not the portal's; an evaluation is not under it.
  await page.evaluate(axe.source);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(settled);
      const { violations } = await page.evaluate(run);
      const found = violations.map(({ id, nodes }) => ({
        id,
        nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
      }));
      expect.soft(found, `${what}, ${colorScheme} at ${width}`).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** In the page: resolves when colours and places are no longer on their way. */
async function settled(): Promise<void> {
  await new Promise(requestAnimationFrame);
  const passing = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
}

/** In the page: what customers sent, in frames of its own, is not the portal's to answer for. */
function run(): Promise<axe.AxeResults> {
  return window.axe.run({ iframes: false, resultTypes: ['violations'] });
}
