// Everything the product needs in one resource group of one subscription. What is not given has the value of its
// profile, `dev` or `prod`, in profiles.json. docs/deploy.md says what each parameter is good for and costs.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('Name of the azd environment; one Meta app belongs to each')
param environmentName string
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string
@description('dev: smallest profile, can be deleted whole. prod: locks, purge protection, backups')
@allowed(['dev', 'prod'])
param environmentType string = 'dev'
@description('Gets the bill\'s warnings and the alerts, and is named to the gateway\'s callers as its publisher')
param operatorEmail string

@description('Whoever may change the schema: an object id, by default the one who deploys; a group when several do')
param databaseAdminId string
@description('As Entra knows it: a user\'s sign-in name, otherwise the display name')
param databaseAdminName string
@allowed(['User', 'Group', 'ServicePrincipal'])
param databaseAdminType string = 'User'
param databaseSku string?
param databaseStorageGB int?
param databaseRestoreDays int?
param databaseGeoBackup bool?
@minValue(1)
@maxValue(100)
param databasePoolSize int?

@allowed(['3.11', '3.12', '3.13'])
param pythonVersion string = '3.11'
@allowed([512, 2048, 4096])
param instanceMemoryMB int?
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int?
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 64
@minValue(0)
param alwaysReadyHttp int?
@minValue(0)
param alwaysReadyRecord int?
@minValue(0)
param alwaysReadyTurn int?
@minValue(0)
param alwaysReadySend int?
@minValue(0)
param alwaysReadyIndex int?
@minValue(0)
param alwaysReadyPush int?

@description('How many Service Bus namespaces share the conversations; changing it strands what is on the way')
@minValue(1)
@maxValue(100)
param serviceBusNamespaces int = 1

@allowed(['free', 'basic', 's1', 's2', 's3', 's3hd'])
param searchTier string?
@minValue(1)
@maxValue(12)
param searchReplicas int?
@minValue(1)
@maxValue(16)
param searchServiceCount int = 1
param searchPilotTenants string = ''
@description('Billed by the query')
param semanticRanker bool = false

@description('azure: an account of Azure OpenAI is made. openai: OpenAI\'s own platform, with openAiApiKey')
@allowed(['azure', 'openai'])
param modelProvider string = 'azure'
@description('Where the account is, when the models are not offered where the rest is')
param modelLocation string = location
@secure()
param openAiApiKey string = ''
param chatModel string = 'gpt-5.1'
param chatModelVersion string = '2025-11-13'
@description('Thousands of tokens a minute, as of each capacity')
param chatCapacity int = 50
@description('Asked when the first is gone; none: nobody is')
param secondChatModel string = 'gpt-5-mini'
param secondChatModelVersion string = '2025-08-07'
param secondChatCapacity int = 50
param embeddingModel string = 'text-embedding-3-small'
param embeddingModelVersion string = '1'
param embeddingCapacity int = 50
@description('none: voice notes go to a person')
param transcriptionModel string = 'gpt-4o-mini-transcribe'
param transcriptionModelVersion string = '2025-12-15'
param transcriptionCapacity int = 10
@description('A deleted account of this environment waits to be purged')
param restoreModelAccount bool = false

@allowed(['none', 'Consumption', 'BasicV2'])
param gateway string?
@description('https address of your own domain, when one leads to the app; empty: the gateway\'s or the app\'s own')
param publicUrl string = ''

@secure()
@description('Instagram app secret and Meta app secret, with a comma between them')
param instagramAppSecrets string
@secure()
param instagramVerifyToken string
param instagramAppId string = ''
param graphVersion string = 'v26.0'
@secure()
param secretKeyRing string
@secure()
@description('What the gateway sends, newest first, with commas between them')
param gatewayKeys string
@secure()
param webPushKey string = ''
@secure()
param smtpUrl string = ''
param mailFrom string = ''
@description('A deleted vault of this environment waits to be purged')
param recoverKeyVault bool = false

@description('Whether the operator is told of dead letters, late messages and the rest')
param alerts bool?
@description('ZRS where the region has zones')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param storageSku string?
param logDailyCapGB int?
param logRetentionDays int?
@description('In the currency of the subscription, a month; 0: none, for subscriptions that have no budgets')
@minValue(0)
param budgetAmount int?
@description('First day of the month in which the budget begins, yyyy-MM-dd')
param budgetStart string

var profile = loadJsonContent('profiles.json')[environmentType]
var isProd = environmentType == 'prod'
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var gatewaySku = gateway ?? profile.gateway
var tier = searchTier ?? profile.searchTier
var instances = maximumInstanceCount ?? profile.maximumInstanceCount
var poolSize = databasePoolSize ?? profile.databasePoolSize
var alwaysReady = {
  http: alwaysReadyHttp ?? profile.alwaysReady.http
  record: alwaysReadyRecord ?? profile.alwaysReady.record
  turn: alwaysReadyTurn ?? profile.alwaysReady.turn
  send: alwaysReadySend ?? profile.alwaysReady.send
  index: alwaysReadyIndex ?? profile.alwaysReady.index
  push: alwaysReadyPush ?? profile.alwaysReady.push
}

// Flex scales each queue function alone and all HTTP functions together; a timer runs once, in a place of its own. Were
// all at their limit, the server must still have a connection for each.
var queueFunctions = 5
var timers = 11
var server = loadJsonContent('database-skus.json')[databaseSku ?? profile.databaseSku]
var bouncerClients = 5000
var connectionLimit = server.pgbouncer ? bouncerClients : server.connections
var connectionsWanted = poolSize * (instances * (1 + queueFunctions * serviceBusNamespaces) + timers)
var databasePoolChecked = connectionsWanted <= connectionLimit ? poolSize : fail('${connectionsWanted} connections to the database are possible, and ${databaseSku ?? profile.databaseSku} takes ${connectionLimit}: make databasePoolSize or maximumInstanceCount smaller, or the server larger')

var modelAccount = modelProvider == 'azure'
var second = secondChatModel == 'none' ? '' : secondChatModel
var listening = transcriptionModel == 'none' ? '' : transcriptionModel
var deployments = filter([
  { name: chatModel, version: chatModelVersion, capacity: chatCapacity }
  { name: second == chatModel ? '' : second, version: secondChatModelVersion, capacity: secondChatCapacity }
  { name: embeddingModel, version: embeddingModelVersion, capacity: embeddingCapacity }
  { name: listening, version: transcriptionModelVersion, capacity: transcriptionCapacity }
], model => !empty(model.name))

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    logsName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    dailyCapGB: logDailyCapGB ?? profile.logDailyCapGB
    retentionDays: logRetentionDays ?? profile.logRetentionDays
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    sku: storageSku ?? profile.storageSku
  }
}

module bus 'modules/bus.bicep' = [for n in range(0, serviceBusNamespaces): {
  name: 'bus-${n}'
  scope: group
  params: {
    name: 'sb-${token}${n == 0 ? '' : '-${n}'}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    lock: isProd
  }
}]

module search 'modules/search.bicep' = [for n in range(0, searchServiceCount): {
  name: 'search-${n}'
  scope: group
  params: {
    name: 'srch-${token}${n == 0 ? '' : '-${n}'}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    tier: tier
    replicas: searchReplicas ?? profile.searchReplicas
    partitions: 1
    semanticRanker: semanticRanker
    lock: isProd
  }
}]

module model 'modules/model.bicep' = if (modelAccount) {
  name: 'model'
  scope: group
  params: {
    name: 'cog-${token}'
    location: modelLocation
    tags: tags
    appPrincipalId: identity.outputs.principalId
    restore: restoreModelAccount
    models: deployments
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  scope: group
  params: {
    name: 'psql-${token}'
    location: location
    tags: tags
    sku: databaseSku ?? profile.databaseSku
    tier: server.tier
    pgbouncer: server.pgbouncer
    storageGB: databaseStorageGB ?? profile.databaseStorageGB
    restoreDays: databaseRestoreDays ?? profile.databaseRestoreDays
    geoBackup: databaseGeoBackup ?? profile.databaseGeoBackup
    adminObjectId: databaseAdminId
    adminName: databaseAdminName
    adminType: databaseAdminType
    lock: isProd
  }
}

var gatewayIsThere = gatewaySku != 'none'
var secretNames = concat(
  ['instagram-app-secrets', 'instagram-verify-token', 'secret-key-ring'],
  gatewayIsThere ? ['gateway-keys', 'gateway-key'] : [],
  empty(openAiApiKey) ? [] : ['openai-api-key'],
  empty(webPushKey) ? [] : ['web-push-key'],
  empty(smtpUrl) ? [] : ['smtp-url']
)

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    appPrincipalId: identity.outputs.principalId
    purgeProtection: isProd
    recover: recoverKeyVault
    lock: isProd
    secrets: {
      'instagram-app-secrets': instagramAppSecrets
      'instagram-verify-token': instagramVerifyToken
      'secret-key-ring': secretKeyRing
      'gateway-keys': gatewayIsThere ? gatewayKeys : ''
      'gateway-key': gatewayIsThere ? trim(split(gatewayKeys, ',')[0]) : ''
      'openai-api-key': openAiApiKey
      'web-push-key': webPushKey
      'smtp-url': smtpUrl
    }
  }
}

var gatewayName = 'apim-${token}'
var address = !empty(publicUrl) ? publicUrl : (gatewayIsThere ? 'https://${gatewayName}.azure-api.net' : '')

module app 'modules/app.bicep' = {
  name: 'app'
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    pythonVersion: pythonVersion
    instanceMemoryMB: instanceMemoryMB ?? profile.instanceMemoryMB
    maximumInstanceCount: instances
    httpConcurrency: httpConcurrency
    alwaysReady: alwaysReady
    identityId: identity.outputs.id
    identityName: identity.outputs.name
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packagesUrl: storage.outputs.packagesUrl
    insightsConnection: monitoring.outputs.connectionString
    busHosts: [for n in range(0, serviceBusNamespaces): bus[n].outputs.host]
    publicUrl: address
    vaultUri: vault.outputs.uri
    secretNames: secretNames
    databaseHost: database.outputs.host
    databasePort: server.pgbouncer ? 6432 : 5432
    databaseName: database.outputs.databaseName
    databasePoolSize: databasePoolChecked
    databaseAdminName: databaseAdminName
    searchEndpoint: search[0].outputs.endpoint
    searchTier: tier
    furtherSearchServices: searchServiceCount == 1 ? '' : string(furtherServices)
    searchPilotTenants: searchPilotTenants
    semanticRanker: semanticRanker
    modelBaseUrl: modelAccount ? model!.outputs.baseUrl : 'https://api.openai.com/v1/'
    chatModel: chatModel
    secondChatModel: second
    embeddingModel: embeddingModel
    transcriptionModel: listening
    instagramAppId: instagramAppId
    graphVersion: graphVersion
    mailFrom: mailFrom
  }
}

// As SEARCH_SERVICES declares them; named by what Azure calls them, since a name may never change.
var furtherServices = [for n in range(1, searchServiceCount - 1): {
  name: 'search-${n}'
  endpoint: 'https://srch-${token}-${n}.search.windows.net'
  tier: tier
}]

module front 'modules/gateway.bicep' = if (gatewayIsThere) {
  name: 'gateway'
  scope: group
  params: {
    name: gatewayName
    location: location
    tags: tags
    sku: gatewaySku == 'BasicV2' ? 'BasicV2' : 'Consumption'
    operatorEmail: operatorEmail
    appUrl: app.outputs.url
    vaultName: vault.outputs.name
  }
}

// A log rule is billed by how often it looks, so dev has none unless it is asked for.
module alertRules 'modules/alerts.bicep' = if (alerts ?? profile.alerts) {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    logsId: monitoring.outputs.logsId
    busIds: [for n in range(0, serviceBusNamespaces): bus[n].outputs.id]
    operatorEmail: operatorEmail
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    logsId: monitoring.outputs.logsId
  }
}

module budget 'modules/budget.bicep' = if ((budgetAmount ?? profile.budgetAmount) > 0) {
  name: 'budget'
  scope: group
  params: {
    name: 'budget-${token}'
    amount: budgetAmount ?? profile.budgetAmount
    operatorEmail: operatorEmail
    start: budgetStart
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output SERVICE_APP_NAME string = app.outputs.name
output PUBLIC_URL string = empty(address) ? app.outputs.url : address
output APP_URL string = app.outputs.url
output APP_IDENTITY_NAME string = identity.outputs.name
output APP_IDENTITY_OBJECT_ID string = identity.outputs.principalId
output DATABASE_SERVER_ID string = database.outputs.id
output DATABASE_MIGRATION_URL string = app.outputs.migrationUrl
output DATABASE_CONNECTIONS string = '${connectionsWanted} of ${connectionLimit}'
output GATEWAY string = gatewaySku
