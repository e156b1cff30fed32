/** The number of the line that an offset is on, from 1. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
