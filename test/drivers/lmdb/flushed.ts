import { readFileSync } from 'node:fs';

// Where lmdb-js keeps the number of a transaction, in each of the three places that say what is the newest:
// those that it writes in turn, and the one that it writes once all before it has been flushed to the disk.
const [pageBytes, numberAt] = [4_096, 152];

export interface TransactionNumbers {
  readonly written: number;
  readonly flushed: number;
}

export function transactionNumbers(file: string): TransactionNumbers {
  const data = readFileSync(file);
  const number = (page: number) => Number(data.readBigUInt64LE(page * pageBytes + numberAt));
  return { written: Math.max(number(0), number(1)), flushed: number(0.5) };
}
