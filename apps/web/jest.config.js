import { project } from '@switchboard/config/jest';

export default project('web', { testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/src/**/*.spec.tsx'] });
