/** The image that is used unless REHEARSAL_LOCALSTACK_IMAGE names another. https://github.com/localstack/localstack */
export const LOCALSTACK_IMAGE = 'localstack/localstack:2026.08.5';
