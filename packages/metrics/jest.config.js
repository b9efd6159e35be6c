import { project } from '@switchboard/config/jest';
import { withPostgres } from '@switchboard/local-stack/jest';

export default project('metrics', withPostgres);
