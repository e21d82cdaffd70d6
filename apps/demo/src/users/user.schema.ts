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

/** A user in a list. */
export const listedUserSchema = userSchema.safeExtend({ id: userIdSchema });
export type ListedUser = z.infer<typeof listedUserSchema>;

export const pageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20).meta({ description: 'The most users to give.' }),
  cursor: z.string().min(1).optional().meta({ description: 'From the Link header of the page before.' }),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

/** A JSON Merge Patch (RFC 7396) of a user: what it leaves out stays, and `null` takes away. */
export const userPatchSchema = userSchema
  .partial()
  .extend({ age: userSchema.shape.age.nullable() })
  .refine((patch) => Object.keys(patch).length > 0, {
    error: 'Give at least one of name, email and age.',
    // One property that is unknown is not none.
    when: ({ issues }) => issues.length === 0,
  })
  .meta({
    description: "What changes of a user. An age of null takes it away; name and email can't be taken.",
    minProperties: 1,
    example: { email: 'ada@example.com', age: null },
  });
export type UserPatch = z.infer<typeof userPatchSchema>;

export function patched(user: User, patch: UserPatch): User {
  const properties = Object.entries({ ...user, ...patch }).filter(([, value]) => value !== null);
  return userSchema.parse(Object.fromEntries(properties));
}
