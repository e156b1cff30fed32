/**
 * Whether a tag names one build, as `w_2022_40`, `v1.2.3` or `c5b7982c` do, and `recommended` and `v1` do not: it has two
 * numbers, or one of at least six digits.
 */
export const isLongForm = (tag: string): boolean => /\d\D+\d|\d{6}/.test(tag);
