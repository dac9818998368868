/** Of the package; a test compares it. A bundle has no package.json beside it. */
export const VERSION = '0.1.0';
