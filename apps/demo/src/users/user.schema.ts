import { z } from 'zod';

export const userIdSchema = z.string().min(1).meta({ example: '42' });

export const userSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    email: z.email(),
    age: z.int().min(0).max(150).optional(),
  })
  .meta({ description: 'A user.', example: { name: 'Ada Lovelace', email: 'ada@example.org', age: 36 } });
export type User = z.infer<typeof userSchema>;
