import { z } from 'zod';

export const slugSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: "must be 1 to 64 letters, digits, '_' and '-'" })
  .meta({ example: 'nest' });

/** Normalized, so that what was checked is what is sent: no other scheme, no line break, ASCII alone. */
const urlSchema = z
  .url({ protocol: /^https?$/, normalize: true, error: 'must be an http or https URL' })
  .max(2_048)
  .meta({ example: 'https://docs.nestjs.com/' });

const expiresAtSchema = z.int().optional().meta({
  description: 'Epoch milliseconds at which the link expires. Without it, it never does.',
  example: 1_893_456_000_000,
});

export const newLinkSchema = z.strictObject({
  url: urlSchema,
  slug: slugSchema.optional().meta({ description: 'Without it a free one is chosen.', example: 'nest' }),
  ttl: z.int().positive().optional().meta({
    description: 'Milliseconds until the link expires. Without it, it never does.',
    example: 86_400_000,
  }),
});
export type NewLink = z.infer<typeof newLinkSchema>;

export const linkSchema = z.object({ slug: slugSchema, url: urlSchema, expiresAt: expiresAtSchema });
export type Link = z.infer<typeof linkSchema>;

export const countedLinkSchema = linkSchema.extend({
  hits: z.int().min(0).meta({ description: 'How often it was followed.', example: 3 }),
});
export type CountedLink = z.infer<typeof countedLinkSchema>;

/** A link as it is stored. */
export const storedLinkSchema = z.object({
  url: z.string(),
  /** Where its hits are counted. A link made later under the same slug has another, and starts at 0. */
  counter: z.string(),
  ttl: z.number().optional(),
});
export type StoredLink = z.infer<typeof storedLinkSchema>;
