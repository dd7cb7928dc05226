// The secrets, each read by whoever needs it and nobody else: the app by its identity, the gateway the one key it sends.
param name string
param location string
param tags object
param appPrincipalId string
param purgeProtection bool
@description('A vault of this name was deleted and waits to be purged: take it back.')
param recover bool
param lock bool
@secure()
@description('From a secret\'s name to its value; empty values make no secret')
param secrets object

var roles = loadJsonContent('../roles.json')
var wanted = filter(items(secrets), one => !empty(one.value))

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 30
    // Azure takes true or nothing: a vault that has it once has it for good.
    enablePurgeProtection: purgeProtection ? true : null
  }
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = [for one in wanted: {
  parent: vault
  name: one.key
  properties: { value: one.value }
}]

resource user 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, appPrincipalId, roles['Key Vault Secrets User'])
  scope: vault
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
  }
}

resource kept 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'kept'
  scope: vault
  properties: { level: 'CanNotDelete', notes: 'Without the key ring nobody can read the shops\' access tokens.' }
}

output name string = vault.name
output uri string = vault.properties.vaultUri
