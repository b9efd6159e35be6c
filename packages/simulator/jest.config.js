import { project } from '@switchboard/config/jest';

export default project('simulator');
