/**
 * What the API is run with. The space for young objects is bounded: unbounded it grows to 130 MB at start and is kept,
 * though nothing needs it afterwards.
 */
export const API_FLAGS = ['--enable-source-maps', '--max-semi-space-size=16'];
