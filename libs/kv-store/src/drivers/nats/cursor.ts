import { randomUUID } from 'node:crypto';

import { invalid } from '../../core/kv-fault.js';

/** Where a list has got to. */
export interface Place {
  /** Names the list, to whoever has kept its subjects. */
  readonly list: string;
  /** The tokens of the last subject that was looked at. Empty at the beginning, since none is. */
  readonly last: string;
  /** About how many subjects are before it. */
  readonly offset: number;
}

export function cursorOf({ list, last, offset }: Place): string {
  return [list, offset, last].join(' ');
}

/** The seal on a cursor is no secret, so what it holds is not to be trusted. */
export function placeIn(cursor: string | undefined): Place {
  if (cursor === undefined) return { list: randomUUID(), last: '', offset: 0 };
  const [, list = '', offset = '', last] = /^([\da-f-]{36}) (\d{1,15}) (\S+)$/.exec(cursor) ?? [];
  if (last !== undefined) return { list, last, offset: Number(offset) };
  throw invalid("'cursor' is none of this bucket's. Begin again without one.");
}
