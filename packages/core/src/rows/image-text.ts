import * as z from 'zod';

/**
 * An image's reference or ID as somebody wrote it. A reference that can be pulled has at most 520 characters, and an
 * image ID some scheme in front.
 */
export const ImageText = z.string().max(1024);
