import { project } from '@switchboard/config/jest';

export default project('api', { setupFiles: ['reflect-metadata'] });
