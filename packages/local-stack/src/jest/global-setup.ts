import { startTestCluster, TEST_SERVER, type TestCluster } from './cluster.ts';

declare global {
  var localStackTestCluster: TestCluster | undefined;
}

/** Starts one PostgreSQL for the whole jest run; its workers find it through the environment. */
export default async function globalSetup(): Promise<void> {
  globalThis.localStackTestCluster = await startTestCluster();
  process.env[TEST_SERVER] = globalThis.localStackTestCluster.url;
}
