import { Injectable } from '@nestjs/common';

/** Tells the sequencer of this process that something was appended. */
@Injectable()
export class EventSignal {
  private listener: () => void = () => undefined;

  appended(): void {
    this.listener();
  }

  onAppended(listener: () => void): void {
    this.listener = listener;
  }
}
