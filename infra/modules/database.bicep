// PostgreSQL, where everything is kept. It knows Entra identities only: the administrator deploys and migrates, and the
// app's identity becomes an ordinary login by the hook before a deployment.
param name string
param location string
param tags object
param sku string
param tier string
param pgbouncer bool
param storageGB int
@minValue(7)
@maxValue(35)
param restoreDays int
param geoBackup bool
param adminObjectId string
@description('As PostgreSQL will know it: a user\'s sign-in name, a group\'s or an application\'s display name')
param adminName string
@allowed(['User', 'Group', 'ServicePrincipal'])
param adminType string
param lock bool

var databaseName = 'igshop'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku, tier: tier }
  properties: {
    version: '16'
    authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: 'Disabled', tenantId: tenant().tenantId }
    storage: { storageSizeGB: storageGB, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: restoreDays, geoRedundantBackup: geoBackup ? 'Enabled' : 'Disabled' }
    highAvailability: { mode: 'Disabled' }
    network: { publicNetworkAccess: 'Enabled' }
  }
}

// The server takes one change at a time, hence the chain of what depends on what.
resource admin 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: adminObjectId
  properties: { principalName: adminName, principalType: adminType, tenantId: tenant().tenantId }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  name: databaseName
  properties: { charset: 'UTF8', collation: 'en_US.utf8' }
  dependsOn: [admin]
}

// Azure's own addresses, of any customer: a function app on Flex has no address of its own without a network.
resource fromAzure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = {
  parent: server
  name: 'azure'
  properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' }
  dependsOn: [database]
}

resource bouncer 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = if (pgbouncer) {
  parent: server
  name: 'pgbouncer.enabled'
  properties: { value: 'true', source: 'user-override' }
  dependsOn: [fromAzure]
}

resource bouncerMode 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = if (pgbouncer) {
  parent: server
  name: 'pgbouncer.pool_mode'
  properties: { value: 'transaction', source: 'user-override' }
  dependsOn: [bouncer]
}

resource kept 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'kept'
  scope: server
  properties: { level: 'CanNotDelete', notes: 'Every shop is in it.' }
}

output name string = server.name
output host string = server.properties.fullyQualifiedDomainName
output databaseName string = databaseName
output id string = server.id
