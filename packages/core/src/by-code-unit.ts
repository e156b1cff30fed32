/** Orders strings by code unit; `localeCompare` would depend on the machine. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
