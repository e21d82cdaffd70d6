import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  Catch,
  ConflictException,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Header,
  Headers,
  HttpCode,
  Injectable,
  type NestInterceptor,
  Param,
  type PipeTransform,
  Post,
  Query,
  Redirect,
  Res,
  RequestMethod,
  ServiceUnavailableException,
  Sse,
  StreamableFile,
  UseFilters,
} from '@nestjs/common';
import { Idempotent } from 'nestjs-kv-store/idempotency';
import { map, type Observable, of, timer } from 'rxjs';

/** What Express and Fastify have in common, as handlers use it. */
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body?: unknown): unknown;
}

/** How often handlers have run, by what they do; one for all instances of the application that a test opens. */
@Injectable()
export class Runs {
  readonly #of = new Map<string, number>();

  count(what: string): number {
    const runs = this.of(what) + 1;
    this.#of.set(what, runs);
    return runs;
  }

  of(what: string): number {
    return this.#of.get(what) ?? 0;
  }
}

/** Has a secret that an interceptor further out takes away, as ClassSerializerInterceptor does. */
export class Account {
  constructor(
    readonly name: string,
    readonly secret: string,
  ) {}
}

@Injectable()
export class WithoutSecrets implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(map((value: unknown) => (value instanceof Account ? { name: value.name } : value)));
  }
}

class OutOfStock extends Error {}

@Catch(OutOfStock)
class OutOfStockFilter implements ExceptionFilter {
  catch(_error: OutOfStock, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Reply>().status(409).header('X-Stock', '0').send({ soldOut: true });
  }
}

const positive: PipeTransform<unknown> = {
  transform(value) {
    if (!(Number(value) > 0)) throw new BadRequestException('The amount must be positive.');
    return value;
  },
};

@Controller()
@Idempotent()
export class ShopController {
  constructor(private readonly runs: Runs) {}

  @Post('orders')
  async order(@Body() body: { wait?: number; item?: string }, @Query('of') of = 'orders') {
    const order = this.runs.count(of);
    if (body.wait) await delay(body.wait);
    return { order, item: body.item };
  }

  @Post('slow')
  @Idempotent({ lease: 1_000 })
  async slow(@Body() { wait }: { wait: number }) {
    this.runs.count('slow');
    await delay(wait);
  }

  @Post('orders/:id/pay')
  @HttpCode(202)
  @Header('X-Fixed', 'of the route')
  pay(@Param('id') id: string, @Res({ passthrough: true }) reply: Reply) {
    reply.header('Location', `/payments/${id}`).header('Set-Cookie', 'session=secret');
    return { paid: id, run: this.runs.count('pay') };
  }

  @Post('chosen-status')
  choose(@Res({ passthrough: true }) reply: Reply) {
    reply.status(207);
    return `run ${this.runs.count('chosen-status')}`;
  }

  @Post('nothing')
  @HttpCode(204)
  nothing(): void {
    this.runs.count('nothing');
  }

  @Post('empty')
  empty(): void {
    this.runs.count('empty');
  }

  @Post('by-hand')
  byHand(@Res() reply: Reply): void {
    reply
      .status(299)
      .header('X-Hand', 'made')
      .send({ run: this.runs.count('by-hand') });
  }

  @Post('buffer')
  @Header('Content-Type', 'image/gif')
  buffer() {
    this.runs.count('buffer');
    return Buffer.from([0x47, 0x49, 0x46, 0xff, 0x00, 0x80]);
  }

  @Post('file')
  file() {
    return new StreamableFile(Buffer.alloc(200_000, `run ${this.runs.count('file')};`), {
      type: 'text/plain',
    });
  }

  /** More than DynamoDB has room for. */
  @Post('bulky')
  bulky() {
    return `${this.runs.count('bulky')}`.padEnd(450_000, '.');
  }

  @Post('large')
  large() {
    return `${this.runs.count('large')}`.padEnd(1_100_000, '.');
  }

  @Sse('events', { method: RequestMethod.POST })
  events() {
    return of({ data: `run ${this.runs.count('events')}` }, { data: 'more' });
  }

  @Post('moved')
  @Redirect('/elsewhere', 303)
  moved(): void {
    this.runs.count('moved');
  }

  @Post('account')
  account() {
    this.runs.count('account');
    return new Account('Ada', 'hunter2');
  }

  @Post('conflict')
  conflict() {
    throw new ConflictException({ reason: 'sold', run: this.runs.count('conflict') });
  }

  @Post('bug')
  bug() {
    this.runs.count('bug');
    throw new TypeError('a bug');
  }

  @Post('sold-out')
  @UseFilters(OutOfStockFilter)
  soldOut() {
    this.runs.count('sold-out');
    throw new OutOfStock();
  }

  @Post('amounts')
  amount(@Body('amount', positive) amount: number) {
    return { amount, run: this.runs.count('amounts') };
  }

  @Post('busy')
  @Idempotent({ releaseOn: (error) => error instanceof ServiceUnavailableException })
  busy() {
    if (this.runs.count('busy') === 1) throw new ServiceUnavailableException();
    return 'done';
  }

  /** Nest unsubscribes where the client leaves. */
  @Post('observed')
  observed(): Observable<unknown> {
    this.runs.count('observed');
    return timer(2_000);
  }

  @Post('streamed')
  streamed() {
    const half = Readable.from(
      (function* () {
        yield 'half of it';
        throw new Error('The other half is lost.');
      })(),
    );
    this.runs.count('streamed');
    return new StreamableFile(half, { length: 20 }).setErrorLogger(() => undefined);
  }

  @Post('required')
  @Idempotent({ required: true })
  required() {
    return this.runs.count('required');
  }

  @Post('whose')
  @Idempotent({ scope: (context) => context.switchToHttp().getRequest<Request>().headers.user ?? '' })
  whose(@Headers('user') user: string) {
    return `${user} ${this.runs.count('whose')}`;
  }

  @Get('look')
  look() {
    return this.runs.count('look');
  }
}

interface Request {
  headers: { user?: string };
}
