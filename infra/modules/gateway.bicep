// What stands before the app: it lets the product's own paths and methods through, up to a size, and adds the key by
// which the app knows it. It never limits how often: Meta posts for every shop from few addresses, and a delivery that
// is turned away is a message delayed.
param name string
param location string
param tags object
@allowed(['Consumption', 'BasicV2'])
param sku string
param operatorEmail string
param appUrl string
param vaultName string

// The app's routes, and the most bytes that a body of each may have. Streams go through unread: only the declared length
// is looked at, and the app looks again.
var small = 16 * 1024
var routes = [
  { name: 'verify', method: 'GET', path: '/webhook', most: 0 }
  { name: 'webhook', method: 'POST', path: '/webhook', most: 4 * 1024 * 1024 }
  { name: 'deauthorize', method: 'POST', path: '/deauthorize', most: small }
  { name: 'data-deletion', method: 'POST', path: '/data-deletion', most: small }
  { name: 'deletion', method: 'GET', path: '/deletion/{code}', most: 0 }
  { name: 'shops', method: 'POST', path: '/shops/{place}', most: 2 * 1024 * 1024 }
  { name: 'jwks', method: 'GET', path: '/.well-known/jwks.json', most: 0 }
  { name: 'catalogue', method: 'POST', path: '/api/v1/catalog', most: 32 * 1024 * 1024 }
  { name: 'api-get', method: 'GET', path: '/api/*', most: 0 }
  { name: 'api-post', method: 'POST', path: '/api/*', most: 1024 * 1024 }
  { name: 'api-put', method: 'PUT', path: '/api/*', most: 1024 * 1024 }
  { name: 'api-patch', method: 'PATCH', path: '/api/*', most: 1024 * 1024 }
  { name: 'api-delete', method: 'DELETE', path: '/api/*', most: 0 }
  { name: 'console-get', method: 'GET', path: '/console/*', most: 0 }
  { name: 'console-post', method: 'POST', path: '/console/*', most: 1024 * 1024 }
]

resource gateway 'Microsoft.ApiManagement/service@2024-05-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, capacity: sku == 'Consumption' ? 0 : 1 }
  identity: { type: 'SystemAssigned' }
  properties: {
    publisherEmail: operatorEmail
    publisherName: 'IG-Shop-Agent'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource key 'Microsoft.KeyVault/vaults/secrets@2025-05-01' existing = {
  parent: vault
  name: 'gateway-key'
}

var roles = loadJsonContent('../roles.json')

// Of this one secret: the gateway has no business with the others.
resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(key.id, gateway.id, roles['Key Vault Secrets User'])
  scope: key
  properties: {
    principalId: gateway.identity.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
  }
}

resource keyValue 'Microsoft.ApiManagement/service/namedValues@2024-05-01' = {
  parent: gateway
  name: 'gateway-key'
  properties: {
    displayName: 'gateway-key'
    secret: true
    keyVault: { secretIdentifier: '${vault.properties.vaultUri}secrets/gateway-key' }
  }
  dependsOn: [reader]
}

resource api 'Microsoft.ApiManagement/service/apis@2024-05-01' = {
  parent: gateway
  name: 'app'
  properties: {
    displayName: 'IG-Shop-Agent'
    path: ''
    protocols: ['https']
    serviceUrl: appUrl
    subscriptionRequired: false
  }
}

resource everyRoute 'Microsoft.ApiManagement/service/apis/policies@2024-05-01' = {
  parent: api
  name: 'policy'
  properties: { format: 'rawxml', value: loadTextContent('../policies/api.xml') }
  dependsOn: [keyValue]
}

resource operation 'Microsoft.ApiManagement/service/apis/operations@2024-05-01' = [for route in routes: {
  parent: api
  name: route.name
  properties: {
    displayName: route.name
    method: route.method
    urlTemplate: route.path
    templateParameters: contains(route.path, '{') ? [{ name: split(split(route.path, '{')[1], '}')[0], type: 'string', required: true }] : []
  }
}]

resource size 'Microsoft.ApiManagement/service/apis/operations/policies@2024-05-01' = [for (route, n) in routes: if (route.most > 0) {
  parent: operation[n]
  name: 'policy'
  properties: { format: 'rawxml', value: replace(loadTextContent('../policies/size.xml'), 'MOST_BYTES', string(route.most)) }
}]

output url string = gateway.properties.gatewayUrl
