import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { AppError } from './app-error.ts';

/** Budgets: how many points in how many seconds. */
const budgets = {
  /** Failed sign-ins of one account. */
  signIn: { points: 10, duration: 300 },
  /** Failed sign-ins from one address: an office shares one. */
  signInAddress: { points: 50, duration: 300 },
  /** Webhook calls that did not verify, per address. */
  badWebhook: { points: 120, duration: 60 },
  /** Mails refused by inbound SMTP of which a note is kept, per mailbox or domain. */
  refusedMail: { points: 60, duration: 3600 },
} as const;

type Budget = keyof typeof budgets | 'request';

/** Counts requests by token or address; shared by all nodes through Redis where there is one. */
@Injectable()
export class RateLimiter implements OnModuleInit, OnApplicationShutdown {
  private readonly redis: Redis | null;
  private readonly limiters: Record<Budget, RateLimiterAbstract>;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.redis = environment.REDIS_URL
      ? new Redis(environment.REDIS_URL, {
          lazyConnect: true,
          connectTimeout: 3000,
          enableOfflineQueue: false,
          maxRetriesPerRequest: 1,
        })
      : null;
    // Redis away is no reason to refuse anybody: the in-memory insurance takes over.
    this.redis?.on('error', () => undefined);
    const make = (name: Budget, options: { points: number; duration: number }): RateLimiterAbstract => {
      const memory = new RateLimiterMemory({ keyPrefix: name, ...options });
      if (!this.redis) return memory;
      return new RateLimiterRedis({
        storeClient: this.redis,
        keyPrefix: `limit:${name}`,
        insuranceLimiter: memory,
        ...options,
      });
    };
    this.limiters = {
      request: make('request', { points: environment.RATE_LIMIT_PER_MINUTE, duration: 60 }),
      signIn: make('signIn', budgets.signIn),
      signInAddress: make('signInAddress', budgets.signInAddress),
      badWebhook: make('badWebhook', budgets.badWebhook),
      refusedMail: make('refusedMail', budgets.refusedMail),
    };
  }

  /** Gives Redis the time to connect, so that the first requests count for all nodes. */
  async onModuleInit(): Promise<void> {
    await this.redis?.connect().catch(() => undefined);
  }

  /**
   * Takes one point from the budget of `key`.
   *
   * @throws AppError `rate_limited` with Retry-After when it is used up.
   */
  async take(budget: Budget, key: string): Promise<void> {
    try {
      await this.limiters[budget].consume(key);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) throw tooMany(refused.msBeforeNext);
      throw refused;
    }
  }

  /**
   * Checks a budget without taking from it.
   *
   * @throws AppError `rate_limited` when it is used up.
   */
  async check(budget: Budget, key: string): Promise<void> {
    const state = await this.limiters[budget].get(key);
    if (state && state.remainingPoints <= 0 && state.msBeforeNext > 0) throw tooMany(state.msBeforeNext);
  }

  /** Gives one point back: what it was taken for turned out well. */
  async giveBack(budget: Budget, key: string): Promise<void> {
    await this.limiters[budget].reward(key);
  }

  async reset(budget: Budget, key: string): Promise<void> {
    await this.limiters[budget].delete(key);
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}

function tooMany(milliseconds: number): AppError {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new AppError('rate_limited', `Too many requests. Try again in ${seconds} s.`, { retryAfter: seconds });
}
