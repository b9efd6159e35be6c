import { defineConfig } from '@playwright/test';
import { launchOptions } from './portal/browser.ts';

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  globalSetup: './portal/global-setup.ts',
  forbidOnly: process.env['CI'] === 'true',
  // One portal, and inboxes whose counts are compared: one spec after the other.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    launchOptions,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Asia/Kolkata',
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
  },
});
