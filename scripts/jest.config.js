import { project } from '@switchboard/config/jest';

export default project('scripts', { testMatch: ['<rootDir>/**/*.spec.ts'] });
