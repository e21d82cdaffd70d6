import { z } from 'zod';

/** How long a key may be is for the store to say: its limit counts bytes, namespace included. */
export const keySchema = z.string().min(1).meta({ example: 'greeting' });

export const putValueSchema = z.strictObject({
  value: z
    .string()
    .meta({ description: 'The text to keep, of at most some 400 KB on DynamoDB.', example: 'hello' }),
  ttl: z.int().positive().optional().meta({
    description: 'Milliseconds until the entry expires. Without it, it never does.',
    example: 60_000,
  }),
});
export type PutValue = z.infer<typeof putValueSchema>;

export const entrySchema = z.object({ key: keySchema, value: z.string().meta({ example: 'hello' }) });
export type Entry = z.infer<typeof entrySchema>;
