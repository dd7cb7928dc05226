// The function app on Flex Consumption and every setting it reads. What the plan sets itself (worker runtime, extension
// version, how a package is run) must not be set here; `tests/unit/infra` holds both lists.
param name string
param planName string
param location string
param tags object
@allowed(['3.11', '3.12', '3.13'])
param pythonVersion string
@allowed([512, 2048, 4096])
param instanceMemoryMB int
param maximumInstanceCount int
param httpConcurrency int
@description('Instances that never sleep, by group: http, record, turn, send, index; a queue\'s count for each namespace')
param alwaysReady object
param identityId string
param identityName string
param identityClientId string
param storageName string
param packagesUrl string
param insightsConnection string
param busHosts string[]
@description('Empty: the app\'s own address')
param publicUrl string
param vaultUri string
@description('Names of the secrets that exist; a setting without its secret is empty')
param secretNames string[]
param databaseHost string
param databasePort int
param databaseName string
param databasePoolSize int
param databaseAdminName string
param searchEndpoint string
param searchTier string
param furtherSearchServices string
param searchPilotTenants string
param semanticRanker bool
param modelBaseUrl string
param chatModel string
param secondChatModel string
param embeddingModel string
param transcriptionModel string
param instagramAppId string
param graphVersion string
param mailFrom string

var queueFunctions = ['record', 'turn', 'send', 'index', 'push']
var httpReady = [{ name: 'http', instanceCount: alwaysReady.http }]
var queuesReady = flatten(map(range(0, length(busHosts)), n => map(queueFunctions, one => {
  name: 'function:${one}${n == 0 ? '' : string(n)}'
  instanceCount: alwaysReady[one]
})))

func read(vaultUri string, secretNames string[], secret string) string =>
  contains(secretNames, secret) ? '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${secret})' : ''

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientCertEnabled: false
    keyVaultReferenceIdentity: identityId
    siteConfig: { minTlsVersion: '1.2', ftpsState: 'Disabled', http20Enabled: true }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: filter(concat(httpReady, queuesReady), group => group.instanceCount > 0)
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
      runtime: { name: 'python', version: pythonVersion }
    }
  }
}

resource passwords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = [for way in ['ftp', 'scm']: {
  parent: site
  name: way
  properties: { allow: false }
}]

var platform = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  AZURE_CLIENT_ID: identityClientId
}
var buses = reduce(range(0, length(busHosts)), {}, (all, n) => union(all, {
  'ServiceBusConnection${n == 0 ? '' : string(n)}__fullyQualifiedNamespace': busHosts[n]
  'ServiceBusConnection${n == 0 ? '' : string(n)}__credential': 'managedidentity'
  'ServiceBusConnection${n == 0 ? '' : string(n)}__clientId': identityClientId
}))
var product = {
  SERVICE_BUS_NAMESPACES: string(length(busHosts))
  PUBLIC_URL: empty(publicUrl) ? 'https://${site.properties.defaultHostName}' : publicUrl
  INSTAGRAM_APP_SECRETS: read(vaultUri, secretNames, 'instagram-app-secrets')
  INSTAGRAM_VERIFY_TOKEN: read(vaultUri, secretNames, 'instagram-verify-token')
  INSTAGRAM_APP_ID: instagramAppId
  INSTAGRAM_AUTHORIZE_URL: 'https://www.instagram.com/oauth/authorize'
  INSTAGRAM_TOKEN_URL: 'https://api.instagram.com/oauth/access_token'
  GRAPH_BASE_URL: 'https://graph.instagram.com'
  GRAPH_VERSION: graphVersion
  DATABASE_URL: 'postgresql://${identityName}@${databaseHost}:${databasePort}/${databaseName}?sslmode=require'
  DATABASE_POOL_SIZE: string(databasePoolSize)
  SEARCH_ENDPOINT: searchEndpoint
  SEARCH_TIER: searchTier
  SEARCH_SERVICES: furtherSearchServices
  SEARCH_PILOT_TENANTS: searchPilotTenants
  SEARCH_RANKER: semanticRanker ? 'semantic' : ''
  OPENAI_BASE_URL: modelBaseUrl
  OPENAI_API_KEY: read(vaultUri, secretNames, 'openai-api-key')
  CHAT_MODEL: chatModel
  SECOND_CHAT_MODEL: secondChatModel
  EMBEDDING_MODEL: embeddingModel
  TRANSCRIPTION_MODEL: transcriptionModel
  WEB_PUSH_KEY: read(vaultUri, secretNames, 'web-push-key')
  SMTP_URL: read(vaultUri, secretNames, 'smtp-url')
  MAIL_FROM: mailFrom
  SECRET_KEY_RING: read(vaultUri, secretNames, 'secret-key-ring')
  GATEWAY_KEYS: read(vaultUri, secretNames, 'gateway-keys')
}

resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: site
  name: 'appsettings'
  properties: union(platform, buses, product)
}

output name string = site.name
output id string = site.id
output url string = 'https://${site.properties.defaultHostName}'
output migrationUrl string = 'postgresql://${uriComponent(databaseAdminName)}@${databaseHost}:5432/${databaseName}?sslmode=require'
