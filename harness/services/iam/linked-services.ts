/** The service-linked role of a service. */
export interface LinkedService {
  /** After `AWSServiceRoleFor`. */
  readonly role: string;
  /** The AWS managed policy of the role, under `/aws-service-role/`. */
  readonly policy: string;
  /** Whether there may be several roles, told apart by CustomSuffix. */
  readonly suffix?: true;
}

/**
 * The services whose roles can be made with CreateServiceLinkedRole, by their principal.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html leads to the page of each service;
 * which ones take a suffix was recorded by https://github.com/localstack/localstack/pull/12387.
 */
export const LINKED_SERVICES: Readonly<Record<string, LinkedService>> = {
  'access-analyzer.amazonaws.com': { role: 'AccessAnalyzer', policy: 'AccessAnalyzerServiceRolePolicy' },
  'accountdiscovery.ssm.amazonaws.com': {
    role: 'AmazonSSM_AccountDiscovery',
    policy: 'AWSSystemsManagerAccountDiscoveryServicePolicy',
  },
  'acm.amazonaws.com': { role: 'CertificateManager', policy: 'CertificateManagerServiceRolePolicy' },
  'appmesh.amazonaws.com': { role: 'AppMesh', policy: 'AWSAppMeshServiceRolePolicy' },
  'autoscaling.amazonaws.com': { role: 'AutoScaling', policy: 'AutoScalingServiceRolePolicy', suffix: true },
  'autoscaling-plans.amazonaws.com': {
    role: 'AutoScalingPlans_EC2AutoScaling',
    policy: 'AWSAutoScalingPlansEC2AutoScalingPolicy',
  },
  'backup.amazonaws.com': { role: 'Backup', policy: 'AWSBackupServiceLinkedRolePolicyForBackup' },
  'batch.amazonaws.com': { role: 'Batch', policy: 'BatchServiceRolePolicy' },
  'cassandra.application-autoscaling.amazonaws.com': {
    role: 'ApplicationAutoScaling_CassandraTable',
    policy: 'AWSApplicationAutoscalingCassandraTablePolicy',
  },
  'cks.kms.amazonaws.com': {
    role: 'KeyManagementServiceCustomKeyStores',
    policy: 'AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy',
  },
  'cloudtrail.amazonaws.com': { role: 'CloudTrail', policy: 'CloudTrailServiceRolePolicy' },
  'codestar-notifications.amazonaws.com': {
    role: 'CodeStarNotifications',
    policy: 'AWSCodeStarNotificationsServiceRolePolicy',
  },
  'config.amazonaws.com': { role: 'Config', policy: 'AWSConfigServiceRolePolicy' },
  'connect.amazonaws.com': { role: 'AmazonConnect', policy: 'AmazonConnectServiceLinkedRolePolicy', suffix: true },
  'custom-resource.application-autoscaling.amazonaws.com': {
    role: 'ApplicationAutoScaling_CustomResource',
    policy: 'AWSApplicationAutoScalingCustomResourcePolicy',
  },
  'dms.amazonaws.com': { role: 'DMSServerless', policy: 'AWSDMSServerlessServiceRolePolicy' },
  'dms-fleet-advisor.amazonaws.com': { role: 'DMSFleetAdvisor', policy: 'AWSDMSFleetAdvisorServiceRolePolicy' },
  'docdb-elastic.amazonaws.com': { role: 'DocDB-Elastic', policy: 'AmazonDocDB-ElasticServiceRolePolicy' },
  'dynamodb.application-autoscaling.amazonaws.com': {
    role: 'ApplicationAutoScaling_DynamoDBTable',
    policy: 'AWSApplicationAutoscalingDynamoDBTablePolicy',
  },
  'ec2-instance-connect.amazonaws.com': { role: 'Ec2InstanceConnect', policy: 'Ec2InstanceConnectEndpoint' },
  'ec2.application-autoscaling.amazonaws.com': {
    role: 'ApplicationAutoScaling_EC2SpotFleetRequest',
    policy: 'AWSApplicationAutoscalingEC2SpotFleetRequestPolicy',
  },
  'ec2fleet.amazonaws.com': { role: 'EC2Fleet', policy: 'AWSEC2FleetServiceRolePolicy' },
  'ecr.amazonaws.com': { role: 'ECRTemplate', policy: 'ECRTemplateServiceRolePolicy' },
  'ecs.amazonaws.com': { role: 'ECS', policy: 'AmazonECSServiceRolePolicy' },
  'ecs.application-autoscaling.amazonaws.com': {
    role: 'ApplicationAutoScaling_ECSService',
    policy: 'AWSApplicationAutoscalingECSServicePolicy',
  },
  'eks.amazonaws.com': { role: 'AmazonEKS', policy: 'AmazonEKSServiceRolePolicy' },
  'eks-connector.amazonaws.com': { role: 'AmazonEKSConnector', policy: 'AmazonEKSConnectorServiceRolePolicy' },
  'eks-fargate.amazonaws.com': { role: 'AmazonEKSForFargate', policy: 'AmazonEKSForFargateServiceRolePolicy' },
  'eks-nodegroup.amazonaws.com': { role: 'AmazonEKSNodegroup', policy: 'AWSServiceRoleForAmazonEKSNodegroup' },
  'elasticache.amazonaws.com': { role: 'ElastiCache', policy: 'ElastiCacheServiceRolePolicy' },
  'elasticbeanstalk.amazonaws.com': { role: 'ElasticBeanstalk', policy: 'AWSElasticBeanstalkServiceRolePolicy' },
  'elasticfilesystem.amazonaws.com': {
    role: 'AmazonElasticFileSystem',
    policy: 'AmazonElasticFileSystemServiceRolePolicy',
  },
  'elasticloadbalancing.amazonaws.com': {
    role: 'ElasticLoadBalancing',
    policy: 'AWSElasticLoadBalancingServiceRolePolicy',
  },
  'email.cognito-idp.amazonaws.com': {
    role: 'AmazonCognitoIdpEmailService',
    policy: 'AmazonCognitoIdpEmailServiceRolePolicy',
  },
  'emr-containers.amazonaws.com': { role: 'AmazonEMRContainers', policy: 'AmazonEMRContainersServiceRolePolicy' },
  'emrwal.amazonaws.com': { role: 'EMRWAL', policy: 'EMRDescribeClusterPolicyForEMRWAL' },
  'es.amazonaws.com': { role: 'AmazonElasticsearchService', policy: 'AmazonElasticsearchServiceRolePolicy' },
  'fis.amazonaws.com': { role: 'FIS', policy: 'AmazonFISServiceRolePolicy' },
  'grafana.amazonaws.com': { role: 'AmazonGrafana', policy: 'AmazonGrafanaServiceLinkedRolePolicy' },
  'guardduty.amazonaws.com': { role: 'AmazonGuardDuty', policy: 'AmazonGuardDutyServiceRolePolicy' },
  'imagebuilder.amazonaws.com': { role: 'ImageBuilder', policy: 'AWSServiceRoleForImageBuilder' },
  'iotmanagedintegrations.amazonaws.com': {
    role: 'IoTManagedIntegrations',
    policy: 'AWSIoTManagedIntegrationsRolePolicy',
  },
  'kafka.amazonaws.com': { role: 'Kafka', policy: 'KafkaServiceRolePolicy' },
  'kafkaconnect.amazonaws.com': { role: 'KafkaConnect', policy: 'KafkaConnectServiceRolePolicy' },
  'lakeformation.amazonaws.com': {
    role: 'LakeFormationDataAccess',
    policy: 'LakeFormationDataAccessServiceRolePolicy',
  },
  'lex.amazonaws.com': { role: 'LexBots', policy: 'LexBotPolicy' },
  'lexv2.amazonaws.com': { role: 'LexV2Bots', policy: 'AmazonLexV2BotPolicy', suffix: true },
  'lightsail.amazonaws.com': { role: 'Lightsail', policy: 'LightsailExportAccess' },
  'm2.amazonaws.com': { role: 'AWSM2', policy: 'AWSM2ServicePolicy' },
  'memorydb.amazonaws.com': { role: 'MemoryDB', policy: 'MemoryDBServiceRolePolicy' },
  'mq.amazonaws.com': { role: 'AmazonMQ', policy: 'AmazonMQServiceRolePolicy' },
  'mrk.kms.amazonaws.com': {
    role: 'KeyManagementServiceMultiRegionKeys',
    policy: 'AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy',
  },
  'notifications.amazonaws.com': {
    role: 'AwsUserNotifications',
    policy: 'AWSUserNotificationsServiceLinkedRolePolicy',
  },
  'observability.aoss.amazonaws.com': {
    role: 'AmazonOpenSearchServerless',
    policy: 'AmazonOpenSearchServerlessServiceRolePolicy',
  },
  'opensearchservice.amazonaws.com': { role: 'AmazonOpenSearchService', policy: 'AmazonOpenSearchServiceRolePolicy' },
  'ops.apigateway.amazonaws.com': { role: 'APIGateway', policy: 'APIGatewayServiceRolePolicy' },
  'ops.emr-serverless.amazonaws.com': { role: 'AmazonEMRServerless', policy: 'AmazonEMRServerlessServiceRolePolicy' },
  'opsdatasync.ssm.amazonaws.com': {
    role: 'SystemsManagerOpsDataSync',
    policy: 'AWSSystemsManagerOpsDataSyncServiceRolePolicy',
  },
  'opsinsights.ssm.amazonaws.com': { role: 'AmazonSSM_OpsInsights', policy: 'AWSSSMOpsInsightsServiceRolePolicy' },
  'organizations.amazonaws.com': { role: 'Organizations', policy: 'AWSOrganizationsServiceTrustPolicy' },
  'pullthroughcache.ecr.amazonaws.com': {
    role: 'ECRPullThroughCache',
    policy: 'AWSECRPullThroughCache_ServiceRolePolicy',
  },
  'ram.amazonaws.com': { role: 'ResourceAccessManager', policy: 'AWSResourceAccessManagerServiceRolePolicy' },
  'rds.amazonaws.com': { role: 'RDS', policy: 'AmazonRDSServiceRolePolicy' },
  'redshift.amazonaws.com': { role: 'Redshift', policy: 'AmazonRedshiftServiceLinkedRolePolicy' },
  'replication.cassandra.amazonaws.com': {
    role: 'KeyspacesReplication',
    policy: 'KeyspacesReplicationServiceRolePolicy',
  },
  'replication.dynamodb.amazonaws.com': { role: 'DynamoDBReplication', policy: 'DynamoDBReplicationServiceRolePolicy' },
  'replication.ecr.amazonaws.com': { role: 'ECRReplication', policy: 'ECRReplicationServiceRolePolicy' },
  'repository.sync.codeconnections.amazonaws.com': { role: 'GitSync', policy: 'AWSGitSyncServiceRolePolicy' },
  'resource-explorer-2.amazonaws.com': { role: 'ResourceExplorer', policy: 'AWSResourceExplorerServiceRolePolicy' },
  'role-manager.iam.amazonaws.com': { role: 'IAMRoleManager', policy: 'AWSIAMRoleManagerServiceRolePolicy' },
  'rolesanywhere.amazonaws.com': { role: 'RolesAnywhere', policy: 'AWSRolesAnywhereServicePolicy' },
  's3-outposts.amazonaws.com': { role: 'S3OnOutposts', policy: 'AWSS3OnOutpostsServiceRolePolicy' },
  'securityhub.amazonaws.com': { role: 'SecurityHub', policy: 'AWSSecurityHubServiceRolePolicy' },
  'ses.amazonaws.com': { role: 'AmazonSES', policy: 'AmazonSESServiceRolePolicy' },
  'shield.amazonaws.com': { role: 'AWSShield', policy: 'AWSShieldServiceRolePolicy' },
  'spot.amazonaws.com': { role: 'EC2Spot', policy: 'AWSEC2SpotServiceRolePolicy' },
  'spotfleet.amazonaws.com': { role: 'EC2SpotFleet', policy: 'AWSEC2SpotFleetServiceRolePolicy' },
  'ssm.amazonaws.com': { role: 'AmazonSSM', policy: 'AmazonSSMServiceRolePolicy' },
  'ssm-incidents.amazonaws.com': { role: 'IncidentManager', policy: 'AWSIncidentManagerServiceRolePolicy' },
  'ssm-quicksetup.amazonaws.com': { role: 'SSMQuickSetup', policy: 'SSMQuickSetupRolePolicy' },
  'sso.amazonaws.com': { role: 'SSO', policy: 'AWSSSOServiceRolePolicy' },
  'support.amazonaws.com': { role: 'Support', policy: 'AWSSupportServiceRolePolicy' },
  'trustedadvisor.amazonaws.com': { role: 'TrustedAdvisor', policy: 'AWSTrustedAdvisorServiceRolePolicy' },
  'vpcorigin.cloudfront.amazonaws.com': {
    role: 'CloudFrontVPCOrigin',
    policy: 'AWSCloudFrontVPCOriginServiceRolePolicy',
  },
  'waf.amazonaws.com': { role: 'WAFLogging', policy: 'WAFLoggingServiceRolePolicy' },
  'wafv2.amazonaws.com': { role: 'WAFV2Logging', policy: 'WAFV2LoggingServiceRolePolicy' },
};
