import { project } from '@switchboard/config/jest';

// A spec here starts the whole product.
export default project('scripts', { testMatch: ['<rootDir>/**/*.spec.ts'], testTimeout: 120_000 });
