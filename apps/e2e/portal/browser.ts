import type { LaunchOptions } from '@playwright/test';

/** Debian's Chromium, unless CHROMIUM_PATH names another; without its own traffic to the outside. */
export const launchOptions: LaunchOptions = {
  executablePath: process.env['CHROMIUM_PATH'] || '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
