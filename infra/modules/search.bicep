// One search service. Indexes can be rebuilt from the database, so nothing of it is backed up.
param name string
param location string
param tags object
param appPrincipalId string
@allowed(['free', 'basic', 's1', 's2', 's3', 's3hd'])
param tier string
@minValue(1)
@maxValue(12)
param replicas int
@minValue(1)
@maxValue(12)
param partitions int
param semanticRanker bool
param lock bool

var roles = loadJsonContent('../roles.json')
var skus = {
  free: 'free'
  basic: 'basic'
  s1: 'standard'
  s2: 'standard2'
  s3: 'standard3'
  s3hd: 'standard3'
}
var granted = ['Search Index Data Contributor', 'Search Service Contributor']

resource service 'Microsoft.Search/searchServices@2025-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: skus[tier] }
  properties: {
    hostingMode: tier == 's3hd' ? 'HighDensity' : 'Default'
    replicaCount: replicas
    partitionCount: partitions
    disableLocalAuth: true
    semanticSearch: semanticRanker ? 'standard' : 'disabled'
  }
}

resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for one in granted: {
  name: guid(service.id, appPrincipalId, roles[one])
  scope: service
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[one])
  }
}]

resource kept 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'kept'
  scope: service
  properties: { level: 'CanNotDelete', notes: 'Shops do not find their products without it.' }
}

output endpoint string = 'https://${service.name}.search.windows.net'
output id string = service.id
