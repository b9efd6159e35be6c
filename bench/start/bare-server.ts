import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

// The least of a Nest application on Fastify that answers one route: `node bare-server.ts`, PORT set.

class ReadyController {
  ready(): { status: string } {
    return { status: 'ok' };
  }
}

class BareModule {}

// Decorators are called: the benches run under type stripping, which knows no decorator syntax.
const handler = Object.getOwnPropertyDescriptor(ReadyController.prototype, 'ready')!;
Get('/health/ready')(ReadyController.prototype, 'ready', handler);
Controller()(ReadyController);
Module({ controllers: [ReadyController] })(BareModule);

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(process.env['PORT']), '127.0.0.1');
