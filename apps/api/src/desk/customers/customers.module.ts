import { Module } from '@nestjs/common';
import { OrganisationModule } from '../organisation/organisation.module.ts';
import { CustomerAnnouncer } from './customer-announcer.ts';
import { CustomersController } from './customers.controller.ts';
import { CustomersRepository } from './customers.repository.ts';
import { CustomersService } from './customers.service.ts';

@Module({
  imports: [OrganisationModule],
  controllers: [CustomersController],
  providers: [CustomersService, CustomersRepository, CustomerAnnouncer],
  exports: [CustomersService],
})
export class CustomersModule {}
