import 'reflect-metadata';
import { createApp } from './create-app.ts';
import { readEnvironment } from './kernel/config/environment.ts';

const environment = readEnvironment();
const app = await createApp(environment);
await app.listen(environment.API_PORT, environment.HOST);
