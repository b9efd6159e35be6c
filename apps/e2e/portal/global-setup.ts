import { Portal, type PortalAddresses } from './portal.ts';

const VARIABLE = 'E2E_PORTAL';

/** Runs the demo portal once for all specs; what is returned stops it. */
export default async function startDemoPortal(): Promise<() => Promise<void>> {
  const portal = await Portal.start('demo');
  process.env[VARIABLE] = JSON.stringify(portal.addresses);
  return () => portal.stop();
}

/** The portal that the global setup has started. */
export function demoPortal(): PortalAddresses {
  return JSON.parse(process.env[VARIABLE] ?? 'null') as PortalAddresses;
}
