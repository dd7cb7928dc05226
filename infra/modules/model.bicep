// Azure OpenAI: an account that takes identities only, and its deployments, each called as its model is.
param name string
param location string
param tags object
param appPrincipalId string
@description('An account of this name was deleted and waits to be purged: take it back.')
param restore bool
@description('name, version and capacity (thousands of tokens a minute) of each')
param models { name: string, version: string, capacity: int }[]

var roles = loadJsonContent('../roles.json')

resource account 'Microsoft.CognitiveServices/accounts@2025-09-01' = {
  name: name
  location: location
  tags: tags
  kind: 'OpenAI'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
    restore: restore
  }
}

// An account makes its deployments one after the other; two at once end in a conflict.
@batchSize(1)
resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2025-09-01' = [for model in models: {
  parent: account
  name: model.name
  sku: { name: 'GlobalStandard', capacity: model.capacity }
  properties: {
    model: { format: 'OpenAI', name: model.name, version: model.version }
    versionUpgradeOption: 'OnceCurrentVersionExpired'
  }
}]

resource user 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, appPrincipalId, roles['Cognitive Services OpenAI User'])
  scope: account
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Cognitive Services OpenAI User'])
  }
}

output baseUrl string = 'https://${name}.openai.azure.com/openai/v1/'
output id string = account.id
