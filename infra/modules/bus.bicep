// One Service Bus namespace with every queue of the product. Standard is the cheapest tier with sessions; it has no
// private endpoint, so what protects it is that only Entra identities are let in.
param name string
param location string
param tags object
param appPrincipalId string
param lock bool

var roles = loadJsonContent('../roles.json')

// A doorbell's time to live counts from when it is due. One that nobody heard within an hour is rung again by a sweeper,
// so it is worth nothing among the dead letters; an event is.
var queues = [
  {
    name: 'inbound'
    requiresDuplicateDetection: true
    defaultMessageTimeToLive: 'P7D'
    deadLetteringOnMessageExpiration: true
  }
  {
    name: 'turns'
    requiresDuplicateDetection: false
    defaultMessageTimeToLive: 'PT1H'
    deadLetteringOnMessageExpiration: false
  }
  {
    name: 'outbound'
    requiresDuplicateDetection: false
    defaultMessageTimeToLive: 'PT1H'
    deadLetteringOnMessageExpiration: false
  }
  {
    name: 'catalog'
    requiresDuplicateDetection: false
    defaultMessageTimeToLive: 'PT1H'
    deadLetteringOnMessageExpiration: false
  }
  {
    name: 'orders'
    requiresDuplicateDetection: false
    defaultMessageTimeToLive: 'PT1H'
    deadLetteringOnMessageExpiration: false
  }
]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }
}

resource queue 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [for one in queues: {
  parent: namespace
  name: one.name
  properties: {
    requiresSession: true
    enablePartitioning: false
    requiresDuplicateDetection: one.requiresDuplicateDetection
    duplicateDetectionHistoryTimeWindow: 'PT10M'
    lockDuration: 'PT1M'
    maxDeliveryCount: 10
    defaultMessageTimeToLive: one.defaultMessageTimeToLive
    deadLetteringOnMessageExpiration: one.deadLetteringOnMessageExpiration
  }
}]

// Owner, not Sender and Receiver: the platform reads a queue's length to decide how many instances work on it.
resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, appPrincipalId, roles['Azure Service Bus Data Owner'])
  scope: namespace
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Azure Service Bus Data Owner'])
  }
}

resource kept 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'kept'
  scope: namespace
  properties: { level: 'CanNotDelete', notes: 'It may hold customers\' messages that nobody has answered yet.' }
}

output host string = '${namespace.name}.servicebus.windows.net'
output id string = namespace.id
output name string = namespace.name
