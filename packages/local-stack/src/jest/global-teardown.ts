import './global-setup.ts';

/** Stops the PostgreSQL that the global setup started, and removes its data. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.localStackTestCluster?.stop();
}
