import { Controller, Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { endpoint, ErrorBody } from '@switchboard/contracts';
import { z } from 'zod';
import { CatalogueExceptionFilter } from './exception.filter.ts';
import { ResponseInterceptor } from './response.interceptor.ts';
import { Route } from './route.decorator.ts';

const Person = z.object({ name: z.string() });
const common = { method: 'GET', permission: 'public', response: Person } as const;
const contracts = {
  talkative: endpoint({ ...common, path: '/talkative', summary: 'Answers more than it declares' }),
  incomplete: endpoint({ ...common, path: '/incomplete', summary: 'Answers less than it declares' }),
  broken: endpoint({ ...common, path: '/broken', summary: 'Throws' }),
};

const row = { name: 'Asha', passwordHash: 'c2VjcmV0' };

@Controller()
class Careless {
  @Route(contracts.talkative)
  talkative() {
    return row;
  }

  @Route(contracts.incomplete)
  incomplete() {
    return { passwordHash: row.passwordHash };
  }

  @Route(contracts.broken)
  broken() {
    throw new Error(`insert failed: ${row.passwordHash}`);
  }
}

@Module({
  controllers: [Careless],
  providers: [
    { provide: APP_INTERCEPTOR, useClass: ResponseInterceptor },
    { provide: APP_FILTER, useClass: CatalogueExceptionFilter },
  ],
})
class CarelessModule {}

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  app = await NestFactory.create<NestFastifyApplication>(CarelessModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterAll(() => app.close());

describe('an answer', () => {
  it('holds declared fields only', async () => {
    const response = await fetch(`${url}/talkative`);
    expect(await response.json()).toEqual({ name: 'Asha' });
  });

  it.each(['incomplete', 'broken'])('says nothing of the fault when it is %s', async (path) => {
    const response = await fetch(`${url}/${path}`);
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(ErrorBody.parse(JSON.parse(text)).error.code).toBe('internal');
    expect(text).not.toContain(row.passwordHash);
  });
});
