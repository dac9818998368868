import type { NotificationConfiguration, NotificationConfigurationFilter } from '@aws-sdk/client-s3';
import { AwsError } from '../../aws/errors.js';
import { invalidArgument } from './errors.js';

type Kind = Exclude<keyof NotificationConfiguration, 'EventBridgeConfiguration'>;

interface Target {
  readonly arn: string | undefined;
  readonly service: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/** What each kind sends to. */
const SERVICES = {
  TopicConfigurations: ['TopicArn', 'sns'],
  QueueConfigurations: ['QueueArn', 'sqs'],
  LambdaFunctionConfigurations: ['LambdaFunctionArn', 'lambda'],
} as const satisfies Readonly<Record<Kind, readonly [string, string]>>;

/**
 * Throws for events that S3 would not send. Whether a queue, topic or function exists and may be sent to is not looked at: none is
 * emulated.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
export function checkNotification(document: NotificationConfiguration): void {
  const targets = (Object.keys(SERVICES) as Kind[]).flatMap((kind) => targetsOf(document, kind));
  for (const [index, target] of targets.entries()) {
    if (target.arn?.split(':')[2] !== target.service || target.arn.split(':').length < 6)
      throw invalidArgument('ARN', 'The ARN is not well formed', target.arn);
    if (targets.slice(0, index).some((other) => overlap(target, other)))
      throw new AwsError(
        'InvalidArgument',
        'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
      );
  }
}

/** "If you don't provide one, Amazon S3 will assign an ID." */
export function withNotificationIds(
  document: NotificationConfiguration,
  newId: () => string,
): Readonly<Record<string, unknown>> {
  const kinds = (Object.keys(SERVICES) as Kind[]).map((kind) => [
    kind,
    document[kind]?.map((each) => ({ ...each, Id: each.Id || newId() })),
  ]);
  return { ...document, ...Object.fromEntries(kinds.filter(([, configurations]) => configurations)) };
}

function targetsOf(document: NotificationConfiguration, kind: Kind): readonly Target[] {
  const [member, service] = SERVICES[kind];
  return (document[kind] ?? []).map((configuration) => ({
    arn: Object.entries(configuration).find(([name]) => name === member)?.[1] as string | undefined,
    service,
    events: configuration.Events ?? [],
    prefix: filterOf(configuration.Filter, 'prefix'),
    suffix: filterOf(configuration.Filter, 'suffix'),
  }));
}

function filterOf(filter: NotificationConfigurationFilter | undefined, name: 'prefix' | 'suffix'): string {
  const found = (filter?.Key?.FilterRules ?? []).filter((rule) => rule.Name?.toLowerCase() === name);
  if (found.length > 1) throw invalidArgument('FilterRule', `Cannot specify more than one ${name} rule in a filter.`);
  return found[0]?.Value ?? '';
}

function overlap(a: Target, b: Target): boolean {
  const shares = a.events.some((event) => b.events.some((other) => covers(event, other) || covers(other, event)));
  const meets = (x: string, y: string, isWithin: (longer: string, shorter: string) => boolean) =>
    isWithin(x, y) || isWithin(y, x);
  return (
    shares &&
    meets(a.prefix, b.prefix, (longer, shorter) => longer.startsWith(shorter)) &&
    meets(a.suffix, b.suffix, (longer, shorter) => longer.endsWith(shorter))
  );
}

/** `s3:ObjectCreated:*` covers each of its events. */
function covers(event: string, other: string): boolean {
  return event === other || (event.endsWith(':*') && other.startsWith(event.slice(0, -1)));
}
